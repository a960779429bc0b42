"""Milestones: planned, re-forecast, achieved, withdrawn, cancelled. The plan as a whole is `baselines`."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, update
from sqlalchemy.orm import Session

from services.projects.commands.approval import under
from services.projects.commands.dependencies import proposed
from services.projects.commands.recording import record, told
from services.projects.commands.work_packages import within
from services.projects.domain import milestones as life
from services.projects.domain.milestones import Milestone
from services.projects.tables import (
    milestones,
    programmes,
    projects,
    workstreams,
)
from shared.context import today
from shared.events.fact import Fact
from shared.events.projects import (
    MilestoneAchieved,
    MilestoneAchievementWithdrawn,
    MilestoneCancelled,
    MilestonePlanned,
    MilestoneReforecast,
)
from shared.messaging.outbox import New
from shared.recording import day, new_id
from shared.rows import check_known, insert_new, locked
from shared.rules import rules
from shared.words import keep_words

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
