"""Formal decisions that used evidence of the programme: recorded, corrected, withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.outputs.domain import decisions as rules_of
from services.outputs.tables import decisions, outputs
from shared.context import today
from shared.errors import Conflict
from shared.events.outputs import DecisionInformed, DecisionWithdrawn
from shared.messaging.outbox import New
from shared.recording import day, new_id, tell, told
from shared.rows import check_known, insert_new, locked
from shared.rules import rules
from shared.words import keep_words

KEY = "decision_id"
LISTS = ("evidence_kinds", "output_ids", "project_ids", "themes", "places")
SAID = ("title", "body", "kind", "decision_ref", "url", "file_id", "use", "result", "request_id", *LISTS)


def record_decision(
    session: Session, *, programme_id: str, decided_on: date, decision_id: str | None = None, **said: Any
) -> dict[str, Any]:
    """Record one. Raises Invalid, and Conflict when the id is taken."""
    made = new_id(decision_id)
    row = _row(session, programme_id, decided_on, said)
    insert_new(session, decisions, decisions.c.decision_id, row | {KEY: made, "programme_id": programme_id}, "decision")
    return _tell(session, row, said.get("note"), New(DecisionInformed, made, programme_id, decided_on))


def correct_decision(session: Session, *, decision_id: str, decided_on: date, **said: Any) -> dict[str, Any]:
    """Put what is recorded right, as a whole. Raises Conflict for one that was withdrawn."""
    before = locked(session, decisions, decisions.c.decision_id, decision_id, "decision")
    with rules():
        rules_of.withdraw(before.withdrawn_reason)
    row = _row(session, before.programme_id, decided_on, said)
    if not said.get("note") and all(getattr(before, name) == value for name, value in row.items()):
        raise Conflict("Nothing of this differs from what is recorded.")
    fact = New(DecisionInformed, decision_id, before.programme_id, decided_on, {}, before.event_id)
    former = sorted({*before.dated_before, before.decided_on} - {decided_on})
    return _tell(session, row | {"dated_before": former}, said.get("note"), fact)


def withdraw_decision(session: Session, *, decision_id: str, reason_code: str) -> dict[str, Any]:
    """It was not informed after all. Raises Conflict for one that was withdrawn."""
    before = locked(session, decisions, decisions.c.decision_id, decision_id, "decision")
    with rules():
        rules_of.withdraw(before.withdrawn_reason)
    change = update(decisions).where(decisions.c.decision_id == decision_id)
    session.execute(change.values(withdrawn_reason=reason_code))
    data = {"reason_code": reason_code}
    return told(session, New(DecisionWithdrawn, decision_id, before.programme_id, before.decided_on, data), KEY)


def _row(session: Session, programme_id: str, decided_on: date, said: dict[str, Any]) -> dict[str, Any]:
    """What is kept of what was said, once the rules hold."""
    kinds = said.get("evidence_kinds") or []
    with rules():
        rules_of.informed(decided_on, url=said.get("url"), file_id=said.get("file_id"), kinds=kinds, today=today())
    check_known(session, outputs.c.output_id, said.get("output_ids") or [], programme_id, "output_ids")
    kept = {name: said.get(name) or ([] if name in LISTS else None) for name in SAID}
    return kept | {"decided_on": decided_on}


def _tell(session: Session, row: dict[str, Any], note: str | None, fact: New) -> dict[str, Any]:
    """Record what is decided, and write to its row what the fact says, with the fact's own id."""
    words = keep_words(session, note, programme_id=fact.programme_id, target_id=fact.subject)
    former = [day(one) for one in row.get("dated_before", ())] or None
    data = {name: value for name, value in row.items() if name != "decided_on"} | {
        "note": words,
        "dated_before": former,
    }
    event = tell(session, New(fact.kind, fact.subject, fact.programme_id, fact.effective_on, data, fact.corrects))
    written = row | {"event_id": event.id} | ({"note_id": words["text_id"]} if words else {})
    session.execute(update(decisions).where(decisions.c.decision_id == fact.subject).values(written))
    return {KEY: fact.subject, "version": event.sequence}
