"""Steps in people's careers: recorded, corrected as a whole, taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from services.outputs.commands import known_consents
from services.outputs.commands.finding import lock_programme
from services.outputs.domain import training as rules_of
from services.outputs.tables import career_steps
from shared.context import today
from shared.errors import Conflict
from shared.events.outputs import CareerStepRecorded
from shared.messaging.outbox import New
from shared.recording import new_id, tell
from shared.rows import insert_new, locked
from shared.rules import rules

KEY = "career_step_id"
#: the purpose for which somebody must have agreed to be used, to be named here
NAMED = "name"
SAID = ("kind", "state", "person_id", "from_sector", "to_sector")


def record_career_step(
    session: Session, *, programme_id: str, stepped_on: date, career_step_id: str | None = None, **said: Any
) -> dict[str, Any]:
    """Somebody began or gained something. Raises Conflict when the same step of a named person is there already."""
    made = new_id(career_step_id)
    row = _row(session, programme_id, stepped_on, said)
    insert_new(
        session, career_steps, career_steps.c.career_step_id, row | {KEY: made, "programme_id": programme_id}, "step"
    )
    return _tell(session, row, New(CareerStepRecorded, made, programme_id, stepped_on))


def correct_career_step(session: Session, *, career_step_id: str, stepped_on: date, **said: Any) -> dict[str, Any]:
    """Put what is recorded right, as a whole."""
    before = _standing(session, career_step_id)
    row = _row(session, before.programme_id, stepped_on, said, but=career_step_id)
    if all(getattr(before, name) == value for name, value in row.items()):
        raise Conflict("Nothing of this differs from what is recorded.")
    return _tell(
        session, row, New(CareerStepRecorded, career_step_id, before.programme_id, stepped_on, {}, before.event_id)
    )


def withdraw_career_step(session: Session, *, career_step_id: str, reason_code: str) -> dict[str, Any]:
    """It is taken back: figures no longer count it, and nobody is named any more."""
    before = _standing(session, career_step_id)
    row = {name: getattr(before, name) for name in SAID} | {"person_id": None, "withdrawn_reason": reason_code}
    fact = New(CareerStepRecorded, career_step_id, before.programme_id, before.stepped_on, {}, before.event_id)
    return _tell(session, row, fact)


def _standing(session: Session, key: str) -> Row[Any]:
    found = locked(session, career_steps, career_steps.c.career_step_id, key, "step")
    with rules():
        rules_of.standing(found.withdrawn_reason, KEY)
    return found


def _row(
    session: Session, programme_id: str, stepped_on: date, said: dict[str, Any], *, but: str | None = None
) -> dict[str, Any]:
    """What is kept of what was said, once the rules hold."""
    row: dict[str, Any] = {name: said.get(name) for name in SAID}
    with rules():
        rules_of.has_come(stepped_on, "stepped_on", today=today())
    if row["person_id"] is not None:
        known_consents.check_agreed(session, programme_id, [row["person_id"]], NAMED, "person_id")
        lock_programme(session, programme_id)
        of = career_steps.c
        there = select(of.career_step_id).where(
            of.programme_id == programme_id,
            of.person_id == row["person_id"],
            of.kind == row["kind"],
            of.state == row["state"],
            of.stepped_on == stepped_on,
            of.withdrawn_reason.is_(None),
            of.career_step_id != (but or ""),
        )
        if session.execute(there).first():
            raise Conflict("This step of this person is recorded already.", {"person_id": ["Recorded already"]})
    return row | {"stepped_on": stepped_on}


def _tell(session: Session, row: dict[str, Any], fact: New) -> dict[str, Any]:
    """Record what is so, and write to its row what the fact says, with the fact's own id."""
    data = {name: value for name, value in row.items() if name != "stepped_on"}
    event = tell(session, New(fact.kind, fact.subject, fact.programme_id, fact.effective_on, data, fact.corrects))
    change = update(career_steps).where(career_steps.c.career_step_id == fact.subject)
    session.execute(change.values(row | {"event_id": event.id}))
    return {KEY: fact.subject, "version": event.sequence}
