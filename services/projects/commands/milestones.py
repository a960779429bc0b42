"""Milestones: planned, re-forecast, achieved, withdrawn, cancelled; and the plan as a whole, baselined."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Row, Text, column, insert, select, update, values
from sqlalchemy.orm import Session

from services.projects.commands.approval import may_baseline, under
from services.projects.commands.days import day_that_has_come
from services.projects.commands.dependencies import proposed
from services.projects.commands.evidence import check_kept
from services.projects.commands.finding import check_known, locked
from services.projects.commands.programmes import insert_new
from services.projects.commands.recording import day, keep_words, new_id, record, told
from services.projects.commands.work_packages import within
from services.projects.domain import milestones as life
from services.projects.domain.milestones import Milestone
from services.projects.errors import rules
from services.projects.tables import (
    baseline_milestones,
    baselines,
    change_requests,
    milestones,
    programmes,
    projects,
    workstreams,
)
from shared.context import today
from shared.errors import Invalid
from shared.events.fact import Fact
from shared.events.projects import (
    MilestoneAchieved,
    MilestoneAchievementWithdrawn,
    MilestoneCancelled,
    MilestonePlanned,
    MilestoneReforecast,
    PlanBaselined,
)
from shared.messaging.outbox import New

KEY = "milestone_id"


def plan_milestone(
    session: Session,
    *,
    programme_id: str,
    title: str,
    baseline_on: date,
    contractual: bool,
    evidence_required: bool,
    project_id: str | None = None,
    workstream_id: str | None = None,
    work_package_id: str | None = None,
    contract_on: date | None = None,
    owner_person_id: str | None = None,
    owner_org_id: str | None = None,
    predecessor_ids: list[str] | None = None,
    planned_on: date | None = None,
    milestone_id: str | None = None,
) -> dict[str, Any]:
    """Enter a milestone in the plan of a project, a workstream or the programme itself."""
    planned = planned_on or today()
    with rules():
        life.plan(planned, baseline_on, evidence_required=evidence_required, today=today())
        life.check_contract(contract_on, contractual=contractual)
    check_known(session, programmes.c.programme_id, [programme_id], programme_id, "programme_id")
    check_known(session, projects.c.project_id, [project_id], programme_id, "project_id")
    check_known(session, workstreams.c.workstream_id, [workstream_id], programme_id, "workstream_id")
    check_known(session, milestones.c.milestone_id, predecessor_ids or [], programme_id, "predecessor_ids")
    project_id = within(session, programme_id, work_package_id, project_id)
    said: dict[str, Any] = {
        "title": title,
        "project_id": project_id,
        "workstream_id": workstream_id,
        "work_package_id": work_package_id,
        "owner_person_id": owner_person_id,
        "owner_org_id": owner_org_id,
        "contractual": contractual,
        "evidence_required": evidence_required,
        "predecessor_ids": predecessor_ids or [],
    }
    made = {
        "milestone_id": new_id(milestone_id),
        "programme_id": programme_id,
        "planned_on": planned,
        "first_baseline_on": baseline_on,
        "baseline_on": baseline_on,
        "forecast_on": baseline_on,
        "forecast_known_on": planned,
        "contract_on": contract_on,
    }
    insert_new(session, milestones, milestones.c.milestone_id, said | made, "milestone")
    data = said | {"baseline_on": day(baseline_on), "contract_on": day(contract_on)}
    return told(session, New(MilestonePlanned, str(made["milestone_id"]), programme_id, planned, data), KEY)


def reforecast_milestone(
    session: Session,
    *,
    milestone_id: str,
    forecast_on: date,
    reason_code: str,
    note: str | None = None,
    caused_by: str | None = None,
    change_request_id: str | None = None,
    known_on: date | None = None,
) -> dict[str, Any]:
    """Expect it on another day, with the reason. The baseline stays, and so does what waits for it: see `proposed`."""
    row, approved = locked_milestone(session, milestone_id), under(change_request_id)
    why = {"reason_code": reason_code, "note": note, "caused_by": caused_by, "change_request_id": approved}
    fact = forecast_moved(session, row, forecast_on, known_on=known_on or today(), **why)
    shift = (forecast_on - row.forecast_on).days
    return told(session, fact, KEY) | {"proposed": proposed(session, milestone_id, forecast_on, shift)}


def forecast_moved(
    session: Session,
    row: Row[Any],
    forecast_on: date,
    *,
    known_on: date,
    reason_code: str | None,
    note: str | None,
    caused_by: str | None,
    change_request_id: str | None = None,
) -> New:
    """Move the forecast of a locked milestone; gives the fact to record."""
    with rules():
        life.reforecast(state_of(row), forecast_on, known_on=known_on, today=today())
    change_row(session, row.milestone_id, forecast_on=forecast_on, forecast_known_on=known_on)
    data = {
        "forecast_from": day(row.forecast_on),
        "forecast_to": day(forecast_on),
        "reason_code": reason_code,
        "note": _keep(session, row, note),
        "caused_by": caused_by,
        "change_request_id": change_request_id,
    }
    return New(MilestoneReforecast, row.milestone_id, row.programme_id, known_on, data)


def achieve_milestone(
    session: Session,
    *,
    milestone_id: str,
    evidence_file_ids: list[str],
    achieved_on: date | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """Done, on the day on which it was really done."""
    row, done = locked_milestone(session, milestone_id), achieved_on or today()
    with rules():
        life.achieve(state_of(row), done, evidence_file_ids, today=today())
    check_kept(evidence_file_ids, "evidence_file_ids")
    data = {"evidence_file_ids": evidence_file_ids, "note": _keep(session, row, note)}
    event = record(session, New(MilestoneAchieved, milestone_id, row.programme_id, done, data))
    change_row(session, milestone_id, achieved_on=done, achieved_event_id=event.id, evidence_file_ids=evidence_file_ids)
    after = proposed(session, milestone_id, done, (done - row.forecast_on).days)
    return {"milestone_id": milestone_id, "version": event.sequence, "proposed": after}


def withdraw_achievement(session: Session, *, milestone_id: str, reason_code: str) -> dict[str, Any]:
    """Not done after all: the fact that said so is corrected, with its own date, not removed."""
    row = locked_milestone(session, milestone_id)
    with rules():
        life.withdraw(state_of(row))
    change_row(session, milestone_id, achieved_on=None, achieved_event_id=None, evidence_file_ids=[])
    data = {"achieved_event_id": str(row.achieved_event_id), "reason_code": reason_code}
    fact = New(
        MilestoneAchievementWithdrawn, milestone_id, row.programme_id, row.achieved_on, data, row.achieved_event_id
    )
    return told(session, fact, KEY)


def cancel_milestone(
    session: Session,
    *,
    milestone_id: str,
    reason_code: str,
    on: date | None = None,
    change_request_id: str | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """No longer to be done, for good."""
    row, decided = locked_milestone(session, milestone_id), on or today()
    change_request_id = under(change_request_id)
    with rules():
        life.cancel(state_of(row), decided, today=today())
    change_row(session, milestone_id, cancelled_on=decided)
    data = {
        "reason_code": reason_code,
        "change_request_id": change_request_id,
        "note": _keep(session, row, note),
    }
    return _recorded(session, row, MilestoneCancelled, decided, data)


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


def locked_milestone(session: Session, milestone_id: str) -> Row[Any]:
    """The milestone, locked until commit. Raises NotFound."""
    return locked(session, milestones, milestones.c.milestone_id, milestone_id, "milestone")


def state_of(row: Row[Any]) -> Milestone:
    """What the rules look at."""
    return Milestone(
        row.planned_on,
        row.baseline_on,
        row.forecast_on,
        row.achieved_on,
        row.cancelled_on,
        row.evidence_required,
        row.forecast_known_on,
    )


def change_row(session: Session, milestone_id: str, **changed: Any) -> None:
    """Write these columns."""
    session.execute(update(milestones).where(milestones.c.milestone_id == milestone_id).values(changed))


def _keep(session: Session, row: Row[Any], note: str | None) -> dict[str, str] | None:
    return keep_words(session, note, programme_id=row.programme_id, target_id=row.milestone_id)


def _recorded(session: Session, row: Row[Any], kind: type[Fact], on: date, data: dict[str, Any]) -> dict[str, Any]:
    return told(session, New(kind, row.milestone_id, row.programme_id, on, data), KEY)
