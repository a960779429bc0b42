"""The schedule of an award: its duties set when it is recorded, moved with an extension, arranged anew.

A duty that has fallen due, or was met, is never touched. One that was moved by hand keeps that day until the schedule's
own day for it changes.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.projects import schedules
from services.projects.commands import duty_rows
from services.projects.commands.recording import last_said, record_each
from services.projects.domain import duties as life
from services.projects.domain.duty_policy import Policy, Wanted, wanted
from services.projects.tables import awards, duty_schedules, obligations, programmes
from shared.context import today
from shared.errors import Invalid
from shared.events.event import Event
from shared.events.projects import ObligationAssigned, ObligationMoved, ObligationWithdrawn
from shared.messaging.outbox import New
from shared.recording import day
from shared.rows import locked


class Cause:
    """Why duties are arranged: the day, the reasons that facts give, and the event behind it."""

    def __init__(self, on: date, moved: str, withdrawn: str, event: Event | None = None) -> None:
        self.on, self.moved, self.withdrawn = on, moved, withdrawn
        self.event_id = str(event.id) if event else None


class People(NamedTuple):
    """Who answers for the duties of an award, and who is told when one is overdue."""

    owner_person_id: str | None = None
    second_person_id: str | None = None


def choose(session: Session, award_id: str, funder_programme: str | None, policy: str | None, people: People) -> None:
    """Give a new award of a programme its schedule, named or by default, and set the duties that arise from it."""
    chosen = _policy(policy) if policy else schedules.default_for(funder_programme)
    if chosen is None and policy is None:
        return
    _keep(session, award_id, chosen, today(), people)
    _arrange(session, award_id, Cause(today(), "schedule_changed", "schedule_changed"))


def follow_extension(session: Session, award_id: str, event: Event) -> None:
    """The award's end moved: its duties that are not yet due follow, with the extension as their cause."""
    _arrange(session, award_id, Cause(event.effectiveon, "award_extended", "award_shortened", event))


def set_duty_schedule(
    session: Session,
    *,
    award_id: str,
    policy: str,
    since: date | None = None,
    owner_person_id: str | None = None,
    second_person_id: str | None = None,
) -> dict[str, Any]:
    """Choose a schedule, at its newest version. People who are left out stay."""
    award = locked(session, awards, awards.c.award_id, award_id, "award")
    if not award.programme_id:
        raise Invalid("An award of no programme has no duties here.", {"award_id": ["Choose a programme's award"]})
    before = session.execute(select(duty_schedules).where(duty_schedules.c.award_id == award_id)).first()
    first = since or (before.since if before else today())
    people = People(
        owner_person_id or (before.owner_person_id if before else None),
        second_person_id or (before.second_person_id if before else None),
    )
    _keep(session, award_id, _policy(policy), first, people)
    changed = _arrange(session, award_id, Cause(today(), "schedule_changed", "schedule_changed"))
    assigned = _assign(session, award_id, people) if owner_person_id or second_person_id else 0
    return {"award_id": award_id, **changed, "assigned": assigned}


def _policy(name: str) -> Policy | None:
    if name == schedules.NONE:
        return None
    try:
        return schedules.newest(name)
    except LookupError as error:
        raise Invalid(f"{error}.", {"policy": [str(error)]}) from error


def _keep(session: Session, award_id: str, policy: Policy | None, since: date, people: People) -> None:
    row = {
        "award_id": award_id,
        "policy": policy and policy.name,
        "policy_version": policy and policy.version,
        "since": since,
        **people._asdict(),
    }
    session.execute(upsert(duty_schedules).values(row).on_conflict_do_update(index_elements=["award_id"], set_=row))


def _arrange(session: Session, award_id: str, cause: Cause) -> dict[str, int]:
    """Make the award's scheduled duties what its schedule says now. Gives how many were set, moved, withdrawn."""
    counts = {"set": 0, "moved": 0, "withdrawn": 0}
    schedule = session.execute(select(duty_schedules).where(duty_schedules.c.award_id == award_id)).first()
    if schedule is None:
        return counts
    award = session.execute(
        select(awards, programmes.c.year_start_month, programmes.c.nation)
        .join_from(awards, programmes, programmes.c.programme_id == awards.c.programme_id)
        .where(awards.c.award_id == award_id)
    ).one()
    policy = schedules.at(schedule.policy, schedule.policy_version) if schedule.policy else None
    asked = (
        {
            (one.rule.kind, one.key): one
            for one in wanted(policy, award.starts_on, award.ends_on, award.year_start_month, award.nation)
        }
        if policy
        else {}
    )
    there, taken = _scheduled(session, award_id)
    facts: list[New] = []
    for key, row in there.items():
        if row.met_on is not None or duty_rows.state_of(row).frozen(today()):
            continue
        if (one := asked.get(key)) is None:
            facts.append(_withdrawn(session, row, cause))
            counts["withdrawn"] += 1
        elif one.due_on != row.scheduled_on:
            facts.append(_moved(session, row, one, cause))
            counts["moved"] += 1
    new = [
        _row(award, schedule, one, taken.get(key, 0), cause)
        for key, one in asked.items()
        if key not in there and one.due_on >= schedule.since
    ]
    if new:
        session.execute(insert(obligations), new)
        facts += [duty_rows.set_fact(row) for row in new]
        counts["set"] = len(new)
    record_each(session, facts)
    return counts


def _scheduled(session: Session, award_id: str) -> tuple[dict[tuple[str, str], Row[Any]], dict[tuple[str, str], int]]:
    """The award's scheduled duties that were not withdrawn, locked; and how many there ever were of each."""
    of = obligations.c
    rows = session.execute(
        select(obligations)
        .where(of.award_id == award_id, of.scheduled_on.is_not(None))
        .order_by(of.obligation_id)
        .with_for_update()
    ).all()
    taken: dict[tuple[str, str], int] = {}
    for row in rows:
        taken[row.kind, row.key] = taken.get((row.kind, row.key), 0) + 1
    return {(row.kind, row.key): row for row in rows if row.withdrawn_on is None}, taken


def _row(award: Any, schedule: Any, one: Wanted, before: int, cause: Cause) -> dict[str, Any]:
    """A new duty. It arises with the contract, or with the event that changed it."""
    its_id = ".".join([award.award_id, one.rule.kind, one.key, *([str(before + 1)] if before else [])])
    row = {
        "obligation_id": its_id,
        "programme_id": award.programme_id,
        "award_id": award.award_id,
        "kind": one.rule.kind,
        "key": one.key,
        "title": one.title,
        "period_from": one.period_from,
        "period_to": one.period_to,
        "policy": schedule.policy,
        "policy_version": schedule.policy_version,
        "met_by_template": one.rule.met_by_template,
        "due_soon_days": list(one.rule.due_soon_days),
        "escalates": one.rule.escalates,
        "owner_person_id": schedule.owner_person_id,
        "second_person_id": schedule.second_person_id,
        "arose_on": cause.on if cause.event_id else min(award.starts_on, one.due_on),
        "due_on": one.due_on,
        "scheduled_on": one.due_on,
    }
    return duty_rows.watched(row)


def _moved(session: Session, row: Row[Any], one: Wanted, cause: Cause) -> New:
    duty = duty_rows.state_of(row)
    period = {"period_from": one.period_from, "period_to": one.period_to}
    changed = {"due_on": one.due_on, "scheduled_on": one.due_on, "title": one.title} | period
    watch_from = life.watch_from(life.rescheduled(duty, one.due_on))
    duty_rows.change(session, row.obligation_id, watch_from=watch_from, **changed)
    differs = (row.period_from, row.period_to) != (one.period_from, one.period_to)
    data = {
        "due_from": day(row.due_on),
        "due_to": day(one.due_on),
        "reason_code": cause.moved,
        "caused_by": cause.event_id,
        "period": duty_rows.period(one.period_from, one.period_to) if differs else None,
        "title": one.title if one.title != row.title else None,
    }
    # a day that was said by hand since holds until it is said anew, so an agreement that is recorded late comes after
    on = max(cause.on, last_said(session, row.obligation_id, "obligation.moved"))
    return New(ObligationMoved, row.obligation_id, row.programme_id, on, data)


def _withdrawn(session: Session, row: Row[Any], cause: Cause) -> New:
    duty_rows.change(session, row.obligation_id, withdrawn_on=cause.on)
    data = {"reason_code": cause.withdrawn, "caused_by": cause.event_id}
    return New(ObligationWithdrawn, row.obligation_id, row.programme_id, cause.on, data)


def _assign(session: Session, award_id: str, people: People) -> int:
    """Everything of the award that is still open goes to the people of its schedule, where it names any."""
    of = obligations.c
    rows = session.execute(
        select(obligations)
        .where(of.award_id == award_id, of.met_on.is_(None), of.withdrawn_on.is_(None))
        .order_by(of.obligation_id)
        .with_for_update()
    ).all()
    facts = []
    for row in rows:
        its = {name: given or getattr(row, name) for name, given in people._asdict().items()}
        if its != {name: getattr(row, name) for name in its}:
            duty_rows.change(session, row.obligation_id, **its)
            facts.append(New(ObligationAssigned, row.obligation_id, row.programme_id, today(), its))
    return len(record_each(session, facts))
