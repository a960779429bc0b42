"""Awards that a work names and that the programme has: suggested, never attributed by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from services.outputs.domain import funders
from services.outputs.tables import known_awards


def suggested(session: Session, programme_id: str, funding: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The programme's awards that the funding of a work names: {award_id, reference, written, funder_name, funder}."""
    of = known_awards.c
    awards = session.execute(
        select(of.award_id, of.reference).where(of.programme_id == programme_id).order_by(of.reference)
    ).all()
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
    named = {each["award_id"] for each in suggested(session, row.programme_id, row.funding)}
    return {each: "stated_in_work" if each in named else "asserted_by_person" for each in award_ids}
