"""Waves of surveys: recorded, corrected as a whole, taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.orm import Session

from services.outputs.commands.finding import lock_programme
from services.outputs.domain import training as rules_of
from services.outputs.tables import surveys
from shared.context import today
from shared.errors import Conflict
from shared.events.outputs import SurveyCompleted
from shared.messaging.outbox import New
from shared.recording import new_id, tell
from shared.rows import insert_new, locked
from shared.rules import rules

KEY = "survey_id"
SAID = ("instrument", "wave", "scores", "scale_from", "scale_to", "answers", "asked")


def record_survey(
    session: Session, *, programme_id: str, closed_on: date, survey_id: str | None = None, **said: Any
) -> dict[str, Any]:
    """A wave closed. Raises Conflict when this wave of this questionnaire is there already."""
    made = new_id(survey_id)
    row = _row(session, programme_id, closed_on, said)
    insert_new(session, surveys, surveys.c.survey_id, row | {KEY: made, "programme_id": programme_id}, "wave")
    return _tell(session, row, New(SurveyCompleted, made, programme_id, closed_on))


def correct_survey(session: Session, *, survey_id: str, closed_on: date, **said: Any) -> dict[str, Any]:
    """Put what is recorded right, as a whole."""
    before = _standing(session, survey_id)
    row = _row(session, before.programme_id, closed_on, said, but=survey_id)
    if all(getattr(before, name) == value for name, value in row.items()):
        raise Conflict("Nothing of this differs from what is recorded.")
    return _tell(session, row, New(SurveyCompleted, survey_id, before.programme_id, closed_on, {}, before.event_id))


def withdraw_survey(session: Session, *, survey_id: str, reason_code: str) -> dict[str, Any]:
    """It is taken back: figures no longer look at it."""
    before = _standing(session, survey_id)
    row = {name: getattr(before, name) for name in SAID} | {"withdrawn_reason": reason_code}
    fact = New(SurveyCompleted, survey_id, before.programme_id, before.closed_on, {}, before.event_id)
    return _tell(session, row, fact)


def _standing(session: Session, key: str) -> Row[Any]:
    found = locked(session, surveys, surveys.c.survey_id, key, "wave")
    with rules():
        rules_of.standing(found.withdrawn_reason, KEY)
    return found


def _row(
    session: Session, programme_id: str, closed_on: date, said: dict[str, Any], *, but: str | None = None
) -> dict[str, Any]:
    """What is kept of what was said, once the rules hold and no other row is this wave."""
    row: dict[str, Any] = {name: said.get(name) for name in SAID}
    lowest, highest = (None if row[name] is None else Decimal(row[name]) for name in ("scale_from", "scale_to"))
    with rules():
        scores = {domain: Decimal(score) for domain, score in row["scores"].items()}
        rules_of.surveyed(closed_on, scores, (lowest, highest), today=today())
        rules_of.answered(row["answers"], row["asked"])
    lock_programme(session, programme_id)
    of = surveys.c
    there = select(of.survey_id).where(
        of.programme_id == programme_id,
        func.lower(of.instrument) == func.lower(row["instrument"]),
        of.wave == row["wave"],
        of.withdrawn_reason.is_(None),
        of.survey_id != (but or ""),
    )
    if session.execute(there).first():
        words = f"Wave {row['wave']} of this questionnaire is recorded already: correct it instead"
        raise Conflict(f"{words}.", {"wave": [words]})
    return row | {"closed_on": closed_on}


def _tell(session: Session, row: dict[str, Any], fact: New) -> dict[str, Any]:
    """Record what is so, and write to its row what the fact says, with the fact's own id."""
    data = {name: value for name, value in row.items() if name != "closed_on"}
    event = tell(session, New(fact.kind, fact.subject, fact.programme_id, fact.effective_on, data, fact.corrects))
    session.execute(update(surveys).where(surveys.c.survey_id == fact.subject).values(row | {"event_id": event.id}))
    return {KEY: fact.subject, "version": event.sequence}
