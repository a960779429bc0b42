"""The plan as a whole, frozen under a name: the first baseline freely, every later one as what was approved."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Row, Text, column, insert, select, update, values
from sqlalchemy.orm import Session

from services.projects.commands.approval import may_baseline
from services.projects.commands.milestones import state_of
from services.projects.commands.recording import record
from services.projects.domain import milestones as life
from services.projects.tables import (
    baseline_milestones,
    baselines,
    change_requests,
    milestones,
    programmes,
)
from shared.days import day_that_has_come
from shared.errors import Invalid
from shared.events.projects import (
    PlanBaselined,
)
from shared.messaging.outbox import New
from shared.recording import day
from shared.rows import check_known


def baseline_plan(
    session: Session,
    *,
    programme_id: str,
    title: str,
    milestones: list[dict[str, Any]],
    from_on: date | None = None,
    change_request_id: str | None = None,
) -> dict[str, Any]:
    """Freeze every milestone that is not cancelled under a name: at the day given, else achieved, else forecast.

    Of the plan as it was on its first day: what entered it later is not in it, and no earlier baseline comes after.
    """
    first = day_that_has_come(from_on, "from_on")
    check_known(session, programmes.c.programme_id, [programme_id], programme_id, "programme_id")
    change_request_id = may_baseline(session, programme_id, change_request_id)
    given = {entry["milestone_id"]: entry["baseline_on"] for entry in milestones}
    _check_after_last(session, programme_id, first)
    _check_not_before_asked(session, change_request_id, first)
    plan = _plan(session, programme_id, first)
    if unknown := sorted(given.keys() - {row.milestone_id for row in plan}):
        words = f"Not a milestone in the plan of that day, or cancelled: {', '.join(unknown)}"
        raise Invalid(f"{words}.", {"milestones": [words]})
    if not plan:
        raise Invalid("There is no milestone in the plan to freeze.", {"milestones": ["Plan milestones first"]})
    dates = {row.milestone_id: life.rebaseline(state_of(row), given.get(row.milestone_id)).baseline_on for row in plan}
    data = {
        "name": title,
        "change_request_id": change_request_id,
        "milestones": [{"id": milestone_id, "baseline_on": day(on)} for milestone_id, on in dates.items()],
    }
    event = record(session, New(PlanBaselined, programme_id, programme_id, first, data))
    named = {"event_id": event.id, "programme_id": programme_id, "title": title, "from_on": first}
    session.execute(insert(baselines).values(named | {"change_request_id": change_request_id}))
    _freeze(session, [{"event_id": event.id, "milestone_id": key, "baseline_on": on} for key, on in dates.items()])
    return {"programme_id": programme_id, "version": event.sequence}


def _check_after_last(session: Session, programme_id: str, first: date) -> None:
    of = baselines.c
    newer = select(of.title, of.from_on).where(of.programme_id == programme_id, of.from_on > first)
    if last := session.execute(newer.order_by(of.from_on.desc()).limit(1)).first():
        words = f"“{last.title}” is in force from {last.from_on}: a baseline comes after the one before"
        raise Invalid(f"{words}.", {"from_on": [words]})


def _check_not_before_asked(session: Session, change_request_id: str | None, first: date) -> None:
    """A baseline dated back would turn milestones that were missed into milestones that were kept."""
    of = change_requests.c
    asked = session.execute(select(of.submitted_on).where(of.change_request_id == change_request_id)).scalar()
    if asked and first < asked:
        words = f"It was asked for on {asked}: a baseline is not in force before that"
        raise Invalid(f"{words}.", {"from_on": [words]})


def _plan(session: Session, programme_id: str, first: date) -> list[Row[Any]]:
    of = milestones.c
    return list(
        session.execute(
            select(milestones)
            .where(of.programme_id == programme_id, of.cancelled_on.is_(None), of.planned_on <= first)
            .order_by(of.milestone_id)
            .with_for_update()
        )
    )


def _freeze(session: Session, rows: list[dict[str, Any]]) -> None:
    session.execute(insert(baseline_milestones), rows)
    new = values(column("milestone_id", Text), column("baseline_on", Date), name="new").data(
        [(row["milestone_id"], row["baseline_on"]) for row in rows]
    )
    session.execute(
        update(milestones).where(milestones.c.milestone_id == new.c.milestone_id).values(baseline_on=new.c.baseline_on)
    )
