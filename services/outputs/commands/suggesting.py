"""Awards that a work names and that the programme has: suggested, never attributed by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from services.outputs.domain import funders
from services.outputs.tables import known_awards


def awards_of(session: Session, programme_id: str) -> Sequence[Any]:
    """The awards of a programme that are known here, by their numbers."""
    of = known_awards.c
    query = select(of.award_id, of.reference).where(of.programme_id == programme_id)
    return session.execute(query.order_by(of.reference)).all()


def suggested(awards: Iterable[Any], funding: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of these awards that the funding of a work names: {award_id, reference, written, funder_name, funder}."""
    found: dict[str, dict[str, Any]] = {}
    for each in funding:
        for written in each.get("awards", ()):
            for award in awards:
                if funders.names_award(written, award.reference):
                    found.setdefault(
                        award.award_id,
                        {
                            "award_id": award.award_id,
                            "reference": award.reference,
                            "written": written,
                            "funder_name": each.get("funder_name"),
                            "funder": funders.told(each.get("funder_name"), each.get("funder_id")),
                        },
                    )
    return list(found.values())


def based(session: Session, row: Row[Any], award_ids: Iterable[str]) -> dict[str, str]:
    """The chosen awards, each once, with how it is known that the work arose from it."""
    named = {each["award_id"] for each in suggested(awards_of(session, row.programme_id), row.funding)}
    return {each: "stated_in_work" if each in named else "asserted_by_person" for each in award_ids}
