"""Reporting duties by hand: set, moved, assigned, met, waived, withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from services.projects import schedules
from services.projects.commands import duty_rows
from services.projects.commands.recording import record, told
from services.projects.domain import duties as life
from services.projects.domain.duty_policy import EVENT, DutyRule, about
from services.projects.tables import awards, duty_schedules, obligations, programmes
from shared import context
from shared.context import today
from shared.errors import Conflict, Invalid
from shared.events.fact import Fact
from shared.events.projects import (
    ObligationAssigned,
    ObligationMet,
    ObligationMoved,
    ObligationWaived,
    ObligationWithdrawn,
)
from shared.messaging.outbox import New
from shared.recording import day, new_id
from shared.rows import insert_new, locked
from shared.rules import rules
from shared.words import keep_words

KEY = "obligation_id"


def set_duty(
    session: Session,
    *,
    award_id: str,
    kind: str,
    title: str | None = None,
    event_on: date | None = None,
    due_on: date | None = None,
    due_soon_days: list[int] | None = None,
    owner_person_id: str | None = None,
    second_person_id: str | None = None,
    obligation_id: str | None = None,
) -> dict[str, Any]:
    """A duty of its own: by the award's schedule from the day of an event, or on a day that is given."""
    award = locked(session, awards, awards.c.award_id, award_id, "award")
    if not award.programme_id:
        raise Invalid("An award of no programme has no duties here.", {"award_id": ["Choose a programme's award"]})
    schedule = session.execute(select(duty_schedules).where(duty_schedules.c.award_id == award_id)).first()
    its_id = new_id(obligation_id)
    row: dict[str, Any] = {
        "obligation_id": its_id,
        "programme_id": award.programme_id,
        "award_id": award_id,
        "kind": kind,
        "key": its_id,
        "owner_person_id": owner_person_id or (schedule and schedule.owner_person_id),
        "second_person_id": second_person_id or (schedule and schedule.second_person_id),
        "arose_on": today(),
        "escalates": True,
        "due_soon_days": sorted(due_soon_days or [], reverse=True),
    }
    if event_on is not None:
        rule = _rule(schedule, kind)
        found = about(rule, event_on, its_id, _nation(session, award.programme_id))
        row |= {"title": title or found.title, "due_on": found.due_on, "escalates": rule.escalates}
        row["arose_on"] = min(today(), found.due_on)  # a notice that comes too late was owed before it was asked for
        row |= {"policy": schedule.policy, "policy_version": schedule.policy_version} if schedule else {}
        row["due_soon_days"] = row["due_soon_days"] or list(rule.due_soon_days)
    else:
        row |= {"title": _given(title, "title"), "due_on": _given(due_on, "due_on")}
        if row["due_on"] < today():
            raise Invalid("That day has passed.", {"due_on": ["Enter a day that is still to come"]})
    row = duty_rows.watched(row)
    insert_new(session, obligations, obligations.c.obligation_id, row, "duty")
    return told(session, duty_rows.set_fact(row), KEY)


def move_duty(
    session: Session, *, obligation_id: str, due_on: date, reason_code: str, note: str | None = None
) -> dict[str, Any]:
    """Another due day, with the reason. Refused once the old one has come."""
    row, duty = _locked(session, obligation_id)
    with rules():
        later = life.move(duty, due_on, today=today())
    data = {
        "due_from": day(row.due_on),
        "due_to": day(due_on),
        "reason_code": reason_code,
        "note": _keep(session, row, note),
    }
    changed = {"due_on": due_on, "watch_from": life.watch_from(later)}
    return _recorded(session, row, ObligationMoved, today(), data, **changed)


def assign_duty(
    session: Session, *, obligation_id: str, owner_person_id: str | None = None, second_person_id: str | None = None
) -> dict[str, Any]:
    """Somebody else answers for it. What is left out stays."""
    row, _ = _locked(session, obligation_id)
    said = {
        "owner_person_id": owner_person_id or row.owner_person_id,
        "second_person_id": second_person_id or row.second_person_id,
    }
    if said == {name: getattr(row, name) for name in said}:
        raise Conflict("Nothing of this differs from what is recorded.")
    return _recorded(session, row, ObligationAssigned, today(), said, **said)


def meet_duty(
    session: Session,
    *,
    obligation_id: str,
    evidence: list[dict[str, str]],
    met_on: date | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """Met, with what shows it, on the day on which it was; late stays late."""
    row, duty = _locked(session, obligation_id)
    on = met_on or today()
    with rules():
        life.meet(duty, on, evidence, today=today())
    data = {
        "evidence": evidence,
        "met_on": day(on),
        "due_on": day(row.due_on),
        "note": _keep(session, row, note),
    }
    event = record(session, New(ObligationMet, obligation_id, row.programme_id, on, data))
    duty_rows.change(session, obligation_id, met_on=on, met_event_id=event.id, evidence=evidence)
    return {KEY: obligation_id, "version": event.sequence}


def waive_duty(
    session: Session,
    *,
    obligation_id: str,
    reason_code: str,
    expires_on: date,
    on: date | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """Excused until a day by whoever asks, who must not be its owner."""
    row, duty = _locked(session, obligation_id)
    decided, approver = on or today(), context.current().actor.id
    with rules():
        life.waive(duty, decided, expires_on, approver, today=today())
    data = {
        "reason_code": reason_code,
        "approver_person_id": approver,
        "expires_on": day(expires_on),
        "note": _keep(session, row, note),
    }
    changed = {
        "waived_on": decided,
        "waived_until": expires_on,
        "waiver_reason_code": reason_code,
        "approver_person_id": approver,
    }
    return _recorded(session, row, ObligationWaived, decided, data, **changed)


def withdraw_duty(session: Session, *, obligation_id: str, reason_code: str, note: str | None = None) -> dict[str, Any]:
    """It does not arise after all. Refused once it has fallen due."""
    row, duty = _locked(session, obligation_id)
    with rules():
        life.withdraw(duty, today=today())
    data = {"reason_code": reason_code, "note": _keep(session, row, note)}
    return _recorded(session, row, ObligationWithdrawn, today(), data, withdrawn_on=today())


def _locked(session: Session, obligation_id: str) -> tuple[Row[Any], life.Duty]:
    row = duty_rows.lock(session, obligation_id)
    return row, duty_rows.state_of(row)


def _recorded(
    session: Session, row: Row[Any], kind: type[Fact], on: date, data: dict[str, Any], **changed: Any
) -> dict[str, Any]:
    duty_rows.change(session, row.obligation_id, **changed)
    return told(session, New(kind, row.obligation_id, row.programme_id, on, data), KEY)


def _keep(session: Session, row: Row[Any], note: str | None) -> dict[str, str] | None:
    return keep_words(session, note, programme_id=row.programme_id, target_id=row.obligation_id)


def _rule(schedule: Row[Any] | None, kind: str) -> DutyRule:
    policy = schedules.at(schedule.policy, schedule.policy_version) if schedule and schedule.policy else None
    rule = policy.rule(kind) if policy else None
    if rule is None or rule.arises != EVENT:
        words = f"The award's schedule does not say when {kind} is due after an event"
        raise Invalid(f"{words}. Give its title and due day.", {"due_on": [words]})
    return rule


def _nation(session: Session, programme_id: str) -> str:
    found = session.execute(select(programmes.c.nation).where(programmes.c.programme_id == programme_id))
    return str(found.scalar_one())


def _given(value: Any, field: str) -> Any:
    if value is None:
        raise Invalid("Say what is to be done and by when.", {field: ["Enter it, or the day of the event"]})
    return value
