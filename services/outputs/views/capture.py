"""Look-ups and proposals as a page or an API shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Text, cast, or_, select
from sqlalchemy.orm import Session

from services.outputs import vocabulary
from services.outputs.commands import suggesting
from services.outputs.commands.finding import get
from services.outputs.commands.proposing import adds
from services.outputs.domain import funders
from services.outputs.domain.dates import PartialDate
from services.outputs.domain.identifiers import doi_in, doi_key
from services.outputs.tables import lookups, proposals
from shared.errors import NotFound
from shared.pages import page
from shared.visible import inside
from shared.words import words_of


def outcome(session: Session, *, lookup_id: str) -> dict[str, Any]:
    """How a look-up went. One that is being tried waits."""
    row = session.execute(select(lookups).where(lookups.c.lookup_id == lookup_id)).first()
    if row is None:
        raise NotFound("There is no such look-up.")
    names = (
        "lookup_id", "programme_id", "scheme", "value", "person_id", "output_id", "proposal_id", "message", "sources",
        "found", "fresh",
    )  # fmt: skip
    told = {name: getattr(row, name) for name in names}
    return told | {"state": "waiting" if row.state == "trying" else row.state}


def listed(
    session: Session,
    *,
    programme_id: str,
    state: str | None = "waiting",
    person_id: str | None = None,
    search: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Proposals of a programme, the newest first."""
    of = proposals.c
    query = select(proposals).where(of.programme_id == programme_id, of.state == (state or "waiting"))
    if person_id:
        query = query.where(of.person_id == person_id)
    if search:
        words = search.strip()
        held = cast(of.identifiers, Text).icontains(words, autoescape=True)
        named = of.doi_key == doi_key(doi_in(words) or words)
        query = query.where(or_(of.title.icontains(words, autoescape=True), named, held))
    by = (of.proposal_id, of.proposal_id)
    awards = suggesting.awards_of(session, programme_id)
    return page(session, query, by, lambda row: _row(row, awards), after=after, limit=limit, descending=True)


def shown(session: Session, *, proposal_id: str) -> dict[str, Any]:
    """One proposal whole: authors, funders as the work names them, what it would add to an output that is known."""
    row = session.execute(select(proposals).where(proposals.c.proposal_id == proposal_id)).first()
    if row is None:
        raise NotFound("There is no such proposal.")
    lacking = adds(get(session, row.adds_to), dict(row._mapping)) if row.adds_to and row.state == "waiting" else {}
    return _row(row, suggesting.awards_of(session, row.programme_id)) | {
        "authors": row.authors,
        "details": row.details,
        "funding": [
            each | {"funder": funders.told(each.get("funder_name"), each.get("funder_id"))} for each in row.funding
        ],
        "open_access": row.open_access,
        "whole": row.whole,
        "adds": {name: len(value) if name == "authors" else value for name, value in lacking.items()},
        "note": words_of(session, row, note="note_id")["note"] if inside(row.programme_id) else None,
    }


def _row(row: Row[Any], awards: Sequence[Any]) -> dict[str, Any]:
    kind = vocabulary.types().get(row.type)
    return {
        "proposal_id": row.proposal_id,
        "programme_id": row.programme_id,
        "title": row.title,
        "state": row.state,
        "type": row.type,
        "type_label": kind.label if kind else row.type,
        "subtype": row.subtype,
        "subtype_label": kind.kinds.get(row.subtype) if kind and row.subtype else None,
        "date": str(PartialDate(row.on_date, row.date_precision)) if row.on_date else None,
        "identifiers": row.identifiers,
        "journal": row.details.get("journal"),
        "author_names": [author["name"] for author in row.authors[:3]],
        "author_count": len(row.authors),
        "licence": row.licence,
        "url": row.url,
        "sources": row.sources,
        "suggested": suggesting.suggested(awards, row.funding),
        "names_nihr": any(
            funders.told(each.get("funder_name"), each.get("funder_id")) == "nihr" for each in row.funding
        ),
        "person_id": row.person_id,
        "harvested_by": row.harvested_by,
        "harvested_on": row.harvested_at.date().isoformat(),
        "adds_to": row.adds_to,
        "output_id": row.output_id,
        "decided_by": row.decided_by,
        "decided_on": row.decided_on and row.decided_on.isoformat(),
        "reason_code": row.reason_code,
    }
