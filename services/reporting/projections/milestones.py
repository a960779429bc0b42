"""Views of milestones: the plan as a state, and what happened to it as occurrences.

Done is an occurrence and no state: a milestone that was marked done on the wrong day is withdrawn and marked again,
perhaps with an earlier day, and the withdrawal must not outlive that.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.changed import after
from services.reporting.projections.view import (
    Boolean,
    Change,
    Date,
    Json,
    Occurrences,
    Point,
    Retract,
    Set,
    State,
    Text,
)
from shared.events.event import Event
from shared.events.projects import (
    MilestoneAchieved,
    MilestoneAchievementWithdrawn,
    MilestoneCancelled,
    MilestoneChanged,
    MilestonePlanned,
    MilestoneReforecast,
    PlanBaselined,
)

milestones = State(
    "milestones",
    version=2,
    columns={
        "title": Text,
        "project_id": Text,
        "workstream_id": Text,
        "work_package_id": Text,
        "owner_person_id": Text,
        "owner_org_id": Text,
        "contractual": Boolean,
        "contract_on": Date,
        "evidence_required": Boolean,
        "predecessor_ids": Json,
        "planned_on": Date,
        "first_baseline_on": Date,
        "baseline_on": Date,
        "forecast_on": Date,
        "cancelled_on": Date,
    },
    classes={"planned_on": "open", "first_baseline_on": "open", "forecast_on": "funder", "cancelled_on": "open"},
    read_whole=True,
)

#: every baseline that a milestone has had, on the day from which it was in force
baselines = Occurrences("baselines", version=1, columns={"milestone_id": Text, "baseline_on": Date, "name": Text})

achievements = Occurrences("achievements", version=2, columns={"milestone_id": Text, "evidence_file_ids": Json})

#: every time that a forecast moved
moves = Occurrences(
    "moves",
    version=2,
    columns={
        "milestone_id": Text,
        "forecast_from": Date,
        "forecast_to": Date,
        "reason_code": Text,
        "caused_by": Text,
        "moved_by": Text,
    },
)


@milestones.on(MilestonePlanned)
def planned(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(
        event.subject,
        {
            "title": data["title"],
            "project_id": data.get("project_id"),
            "workstream_id": data.get("workstream_id"),
            "work_package_id": data.get("work_package_id"),
            "owner_person_id": data.get("owner_person_id"),
            "owner_org_id": data.get("owner_org_id"),
            "contractual": data["contractual"],
            "contract_on": data.get("contract_on"),
            "evidence_required": data.get("evidence_required", False),
            "predecessor_ids": data.get("predecessor_ids", []),
            "planned_on": event.effectiveon,
            "first_baseline_on": data["baseline_on"],
            "baseline_on": data["baseline_on"],
            "forecast_on": data["baseline_on"],
        },
    )


@milestones.on(MilestoneChanged)
def changed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, after(milestones, data["changes"], empty={"predecessor_ids": []}))


@milestones.on(PlanBaselined)
def rebaselined(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    for milestone in data["milestones"]:
        yield Set(milestone["id"], {"baseline_on": milestone["baseline_on"]})


@milestones.on(MilestoneReforecast)
def reforecast(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"forecast_on": data["forecast_to"]})


@milestones.on(MilestoneCancelled)
def cancelled(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"cancelled_on": event.effectiveon})


@baselines.on(MilestonePlanned)
def first_baseline(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(str(event.id), {"milestone_id": event.subject, "baseline_on": data["baseline_on"], "name": None})


@baselines.on(PlanBaselined)
def new_baseline(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    for milestone in data["milestones"]:
        values = {"milestone_id": milestone["id"], "baseline_on": milestone["baseline_on"], "name": data["name"]}
        yield Point(f"{event.id}/{milestone['id']}", values)


@achievements.on(MilestoneAchieved)
def achieved(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if event.corrects:
        yield Retract(str(event.corrects))
    evidence = data.get("evidence_file_ids", [])
    yield Point(str(event.id), {"milestone_id": event.subject, "evidence_file_ids": evidence})


@achievements.on(MilestoneAchievementWithdrawn)
def withdrawn(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Retract(data["achieved_event_id"])


@moves.on(MilestoneReforecast)
def moved(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(
        str(event.id),
        {
            "milestone_id": event.subject,
            "forecast_from": data["forecast_from"],
            "forecast_to": data["forecast_to"],
            "reason_code": data["reason_code"],
            "caused_by": data.get("caused_by"),
            "moved_by": event.actorid,
        },
    )
