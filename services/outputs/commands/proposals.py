"""Claim a proposal, reject it, or take the rejection back. A claim records the output; the others are no facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from services.outputs.commands import attribution, opened, suggesting
from services.outputs.commands.finding import Row as Output
from services.outputs.commands.finding import get, lock_programme
from services.outputs.commands.holders import holder
from services.outputs.commands.proposing import adds
from services.outputs.commands.recording import change_output, record_output
from services.outputs.commands.rehearsing import rehearsed
from services.outputs.domain import proposals as rule
from services.outputs.domain.dates import PartialDate
from services.outputs.tables import proposals
from shared import context
from shared.context import today
from shared.messaging.outbox import version_of
from shared.rows import locked
from shared.rules import rules
from shared.words import keep_words


def claim_proposal(
    session: Session,
    *,
    proposal_id: str,
    award_ids: Sequence[str] = (),
    output_id: str | None = None,
    on_behalf_of: str | None = None,
    **said: Any,
) -> dict[str, Any]:
    """It is an output of ours: record it, or complete the one that it is already; attribute it to the awards."""
    row = _locked(session, proposal_id)
    with rules():
        rule.may_decide(row.state, row.title)
    known = holder(session, row.programme_id, row.identifiers, row.work_key, row.subtype)
    there = known is not None
    if known:
        _complete(session, known, row)
    else:
        made = record_output(session, **_described(row, said), output_id=output_id, on_behalf_of=on_behalf_of)
        known = get(session, made["output_id"])
    claimed = [
        attribution.assert_award(session, known, award_id, basis=basis)
        for award_id, basis in suggesting.based(session, row, award_ids).items()
    ]
    opened.keep(session, get(session, known.output_id), row.open_access)
    _decide(session, row, "claimed", output_id=known.output_id)
    return {
        "proposal_id": proposal_id,
        "output_id": known.output_id,
        "attribution_ids": claimed,
        "known": there,
        "version": version_of(session, known.output_id),
    }


def reject_proposal(session: Session, *, proposal_id: str, reason_code: str, note: str | None = None) -> dict[str, Any]:
    """It is none of ours, and is not proposed again. Raises Conflict unless it waits."""
    row = _locked(session, proposal_id)
    with rules():
        rule.may_decide(row.state, row.title)
    words = keep_words(session, note, programme_id=row.programme_id, target_id=proposal_id)
    _decide(session, row, "rejected", reason_code=reason_code, note_id=words["text_id"] if words else None)
    return {"proposal_id": proposal_id, "state": "rejected"}


def reconsider_proposal(session: Session, *, proposal_id: str) -> dict[str, Any]:
    """The rejection is taken back: it waits again. Raises Conflict unless it was rejected."""
    row = _locked(session, proposal_id)
    with rules():
        rule.may_reconsider(row.state, row.title)
    session.execute(
        update(proposals)
        .where(proposals.c.proposal_id == proposal_id)
        .values(state="waiting", decided_by=None, decided_on=None, reason_code=None, note_id=None)
    )
    return {"proposal_id": proposal_id, "state": "waiting"}


def _complete(session: Session, known: Output, row: Row[Any]) -> None:
    """Give the output what it lacks; what it has is left as it is."""
    lacking = adds(known, dict(row._mapping))
    if lacking and not known.withdrawn_kind:
        change_output(session, output_id=known.output_id, reason_code="enriched", **lacking)


def _described(row: Row[Any], said: dict[str, Any]) -> dict[str, Any]:
    """The request that records it. Without a date, or with one to come, it is accepted and not public yet."""
    on = PartialDate(row.on_date, row.date_precision) if row.on_date else None
    public = on is not None and on.first <= today()
    words = {name: said.get(name) or getattr(row, name) for name in ("type", "subtype", "title")}
    if said.get("type") and said["type"] != row.type and not said.get("subtype"):
        words["subtype"] = None  # the kind was one of the other type
    return (
        words
        | dict(row.identifiers)
        | {
            "programme_id": row.programme_id,
            "state": "public" if public else "accepted",
            "published_on": str(on) if on and public else None,
            "planned_on": str(on) if on and not public else None,
            "authors": _authors(row),
            "details": row.details,
            "licence": row.licence,
            "url": row.url,
            "funding": [{name: value for name, value in each.items() if value is not None} for each in row.funding],
            "project_ids": said.get("project_ids"),
            "workstream_id": said.get("workstream_id"),
        }
    )


def _authors(row: Row[Any]) -> list[dict[str, Any]]:
    """As published; whose ORCID iD was harvested is known to be that person."""
    if not (row.orcid and row.person_id):
        return list(row.authors)
    return [
        author | {"person_id": row.person_id} if author.get("orcid") == row.orcid else author for author in row.authors
    ]


def _locked(session: Session, proposal_id: str) -> Row[Any]:
    """The proposal, locked after its programme, as the worker that notes look-ups does: no ring of waiting."""
    of = proposals.c
    if programme_id := session.scalar(select(of.programme_id).where(of.proposal_id == proposal_id)):
        lock_programme(session, programme_id)
    return locked(session, proposals, proposals.c.proposal_id, proposal_id, "proposal")


def _decide(session: Session, row: Row[Any], state: str, **values: Any) -> None:
    decided = {"state": state, "decided_by": context.current().actor.id, "decided_on": today()} | values
    session.execute(update(proposals).where(proposals.c.proposal_id == row.proposal_id).values(decided))


def try_claim(session: Session, *, proposal_id: str, award_ids: Sequence[str] = ()) -> dict[str, Any]:
    """The facts that claiming it would record: found by doing and undoing it. Nothing is written."""
    return {"facts": rehearsed(session, lambda: claim_proposal(session, proposal_id=proposal_id, award_ids=award_ids))}
