"""Training sessions: recorded, corrected as a whole, taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, update
from sqlalchemy.orm import Session

from services.outputs.domain import training as rules_of
from services.outputs.domain.training import Attendance, Confidence
from services.outputs.tables import training_sessions
from shared.context import today
from shared.errors import Conflict
from shared.events.outputs import TrainingDelivered
from shared.messaging.outbox import New
from shared.recording import new_id, tell
from shared.rows import insert_new, locked
from shared.rules import rules

KEY = "training_session_id"
CONFIDENCE = ("confidence_before", "confidence_after")
#: what no read gives, or not always: a correction that leaves it out leaves it
NUMBERS = ("by_directorate", "by_partner", "from_community", "register_person_ids", *CONFIDENCE, "answers", "asked")
SAID = ("title", "level", "provider_org_id", "places_taken", *NUMBERS)


def record_training_session(
    session: Session, *, programme_id: str, held_on: date, training_session_id: str | None = None, **said: Any
) -> dict[str, Any]:
    """It took place. Raises Invalid, and Conflict when the id is taken."""
    made = new_id(training_session_id)
    row = _row(held_on, said)
    new = row | {KEY: made, "programme_id": programme_id}
    insert_new(session, training_sessions, training_sessions.c.training_session_id, new, "session")
    return _tell(session, row, New(TrainingDelivered, made, programme_id, held_on))


def correct_training_session(
    session: Session, *, training_session_id: str, held_on: date, **said: Any
) -> dict[str, Any]:
    """Put what is recorded right; numbers that are left out stay as they are."""
    before = _standing(session, training_session_id)
    row = _row(held_on, said | {name: getattr(before, name) for name in NUMBERS if said.get(name) is None})
    if all(getattr(before, name) == value for name, value in row.items()):
        raise Conflict("Nothing of this differs from what is recorded.")
    fact = New(TrainingDelivered, training_session_id, before.programme_id, held_on, {}, before.event_id)
    return _tell(session, row, fact)


def withdraw_training_session(session: Session, *, training_session_id: str, reason_code: str) -> dict[str, Any]:
    """It is taken back: figures no longer count it."""
    before = _standing(session, training_session_id)
    row = {name: getattr(before, name) for name in SAID} | {"withdrawn_reason": reason_code}
    fact = New(TrainingDelivered, training_session_id, before.programme_id, before.held_on, {}, before.event_id)
    return _tell(session, row, fact)


def _standing(session: Session, key: str) -> Row[Any]:
    found = locked(session, training_sessions, training_sessions.c.training_session_id, key, "training session")
    with rules():
        rules_of.standing(found.withdrawn_reason, KEY)
    return found


def _row(held_on: date, said: dict[str, Any]) -> dict[str, Any]:
    """What is kept of what was said, once the rules hold."""
    row: dict[str, Any] = {name: said.get(name) for name in SAID}
    for name in ("by_directorate", "by_partner"):
        row[name] = {key: number for key, number in (row[name] or {}).items() if number}
    row["register_person_ids"] = row["register_person_ids"] or []
    row["from_community"] = row["from_community"] or None
    for name in CONFIDENCE:
        row[name] = None if row[name] is None else Decimal(row[name])
    if not row["answers"] and not row["asked"]:
        row["answers"] = row["asked"] = None
    attendance = Attendance(
        row["places_taken"], row["by_directorate"], row["by_partner"], row["from_community"], row["register_person_ids"]
    )
    confidence = Confidence(row["confidence_before"], row["confidence_after"], row["answers"], row["asked"])
    with rules():
        rules_of.held(held_on, attendance, confidence, today=today())
    return row | {"held_on": held_on}


def _tell(session: Session, row: dict[str, Any], fact: New) -> dict[str, Any]:
    """Record what is so, and write to its row what the fact says, with the fact's own id."""
    data = {name: value for name, value in row.items() if name != "held_on" and value not in ({}, [])}
    data |= {name: f"{row[name].normalize():f}" for name in CONFIDENCE if row[name] is not None}
    event = tell(session, New(fact.kind, fact.subject, fact.programme_id, fact.effective_on, data, fact.corrects))
    change = update(training_sessions).where(training_sessions.c.training_session_id == fact.subject)
    session.execute(change.values(row | {"event_id": event.id}))
    return {KEY: fact.subject, "version": event.sequence}
