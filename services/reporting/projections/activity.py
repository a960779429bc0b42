"""Views of activity: that somebody said something, about what, in which part of the work.

They answer two questions only: was there any news of this project, and did anybody look, so that a 0 may be printed as
a 0 (measures.md, rule 3). One view per section of the report, so that a figure reads no more than it needs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import Change, Occurrences, Point, Text
from shared.events.event import Event
from shared.events.outputs import (
    AttributionAgreed,
    AttributionAsserted,
    AttributionDisputed,
    AttributionWithdrawn,
    DecisionInformed,
    DuplicateDismissed,
    DuplicateRestored,
    InvolvementChangeMade,
    InvolvementHeld,
    OutputChanged,
    OutputPublished,
    OutputRecorded,
    OutputReinstated,
    OutputsMerged,
    OutputsMergeUndone,
    OutputWithdrawn,
)
from shared.events.projects import (
    ActionAgreed,
    ActionCompleted,
    AgreementEnded,
    AgreementSigned,
    ApplicationDecided,
    ApplicationSubmitted,
    ApprovalDecided,
    ApprovalNeeded,
    ApprovalSought,
    ChangeRequestSubmitted,
    MeetingHeld,
    MilestoneAchieved,
    MilestoneAchievementWithdrawn,
    MilestoneCancelled,
    MilestoneChanged,
    MilestonePlanned,
    MilestoneReforecast,
    NothingNewConfirmed,
    ParticipationRecorded,
    PlanBaselined,
    PostAdvertised,
    PostAppointed,
    PostChanged,
    PostClosed,
    PostEstablished,
    PostFilled,
    PostVacated,
    ProgressNoted,
    ProjectChanged,
    ProjectEnded,
    ProjectPaused,
    ProjectResumed,
    ProjectStarted,
    RequestAnswered,
    RequestReceived,
    RequestReopened,
    RequestTriaged,
    RiskClosed,
    RiskRaised,
    RiskReassessed,
    SpendCorrected,
    SpendRecorded,
    WorkPackageAdded,
)

project_activity = Occurrences("project_activity", version=3, columns={"target_id": Text})
plan_activity = Occurrences("plan_activity", version=1, columns={"target_id": Text})
output_activity = Occurrences("output_activity", version=1, columns={"target_id": Text})
post_activity = Occurrences("post_activity", version=1, columns={"target_id": Text})
risk_activity = Occurrences("risk_activity", version=1, columns={"target_id": Text})
participation_activity = Occurrences("participation_activity", version=1, columns={"target_id": Text})
governance_activity = Occurrences("governance_activity", version=1, columns={"target_id": Text})
front_door_activity = Occurrences("front_door_activity", version=1, columns={"target_id": Text})


def _about(event: Event, *targets: str) -> Iterable[Change]:
    for target in dict.fromkeys(targets):
        yield Point(f"{event.id}/{target}", {"target_id": target})


@project_activity.on(ProjectStarted, ProjectChanged, ProjectPaused, ProjectResumed, ProjectEnded)
def of_a_project(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    return _about(event, event.subject)


@project_activity.on(WorkPackageAdded)
def of_a_work_package(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    return _about(event, event.subject, data["project_id"])


@project_activity.on(SpendRecorded, SpendCorrected)
def of_its_money(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    return _about(event, *([data["project_id"]] if data.get("project_id") else []))


@plan_activity.on(
    MilestonePlanned,
    MilestoneChanged,
    MilestoneReforecast,
    MilestoneAchieved,
    MilestoneAchievementWithdrawn,
    MilestoneCancelled,
)
def of_a_milestone(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    return _about(event, event.subject, *([data["project_id"]] if data.get("project_id") else []))


@plan_activity.on(PlanBaselined)
def of_the_plan(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    return _about(event, event.subject)


@project_activity.on(ChangeRequestSubmitted)
def of_a_change(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    return _about(event, *data.get("project_ids", ()))


@project_activity.on(ProgressNoted)
def note(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data["target_kind"] in ("programme", "workstream", "project"):
        yield from _about(event, data["target_id"])
    elif data["target_kind"] != "milestone" and data.get("project_id"):
        yield from _about(event, data["project_id"])


@plan_activity.on(ProgressNoted)
def note_on_the_plan(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data["target_kind"] == "milestone":
        yield from _about(event, data["target_id"])


#: "nothing new" answers the section that it names; one that names none answers for its target in every section
@project_activity.on(NothingNewConfirmed)
def no_news_of_projects(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("section", "projects") in ("projects", "progress"):
        yield from _about(event, data["target_id"])


@plan_activity.on(NothingNewConfirmed)
def no_news_of_the_plan(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("section", "milestones") in ("milestones", "plan", "next"):
        yield from _about(event, data["target_id"])


@output_activity.on(NothingNewConfirmed)
def no_news_of_outputs(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("section", "outputs") == "outputs":
        yield from _about(event, data["target_id"])


@output_activity.on(OutputRecorded, OutputChanged, OutputPublished, OutputWithdrawn, OutputReinstated)
def of_an_output(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    return _about(event, event.subject, *data.get("project_ids", ()))


@output_activity.on(OutputsMerged, OutputsMergeUndone)
def of_two_outputs(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    return _about(event, data["kept_id"])


@output_activity.on(DuplicateDismissed, DuplicateRestored)
def of_alike_outputs(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    return _about(event, *data["output_ids"])


@output_activity.on(AttributionAsserted, AttributionAgreed, AttributionDisputed, AttributionWithdrawn)
def of_an_attribution(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    return _about(event, data["output_id"], *([data["project_id"]] if data.get("project_id") else []))


@post_activity.on(PostEstablished, PostChanged, PostAdvertised, PostAppointed, PostFilled, PostVacated, PostClosed)
def of_a_post(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    return _about(event, event.subject)


@post_activity.on(NothingNewConfirmed)
def no_news_of_posts(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("section", "staffing") in ("staffing", "posts"):
        yield from _about(event, data["target_id"])


#: those who joined a study are news of that project
@project_activity.on(ParticipationRecorded)
@participation_activity.on(ParticipationRecorded)
def of_participation(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    return _about(event, data["study_id"])


@participation_activity.on(NothingNewConfirmed)
def no_news_of_participation(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("section", "participation") in ("participation", "staffing"):
        yield from _about(event, data["target_id"])


@project_activity.on(RiskRaised, RiskReassessed, RiskClosed)
def risk_of_a_project(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("project_id"):
        yield from _about(event, data["project_id"])


@risk_activity.on(RiskRaised, RiskReassessed, RiskClosed)
def of_a_risk(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    return _about(event, event.subject, *([data["project_id"]] if data.get("project_id") else []))


@risk_activity.on(NothingNewConfirmed)
def no_news_of_risks(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("section", "risks") == "risks":
        yield from _about(event, data["target_id"])


#: what somebody did about approvals, meetings and requests; an end that came by itself is nobody's news
_ABOUT_PROJECTS = (
    ApprovalNeeded,
    ApprovalSought,
    ApprovalDecided,
    AgreementSigned,
    AgreementEnded,
    ActionAgreed,
    ActionCompleted,
    RequestAnswered,
    ApplicationSubmitted,
)


@project_activity.on(*_ABOUT_PROJECTS, DecisionInformed, InvolvementHeld, InvolvementChangeMade)
def of_what_a_project_rests_on(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("reason_code") == "expired":
        return
    named = [data.get("project_id"), *data.get("also_project_ids", ()), *data.get("project_ids", ())]
    yield from _about(event, *(project for project in named if project))


@governance_activity.on(
    ApprovalNeeded,
    ApprovalSought,
    ApprovalDecided,
    AgreementSigned,
    AgreementEnded,
    MeetingHeld,
    ActionAgreed,
    ActionCompleted,
)
def of_governance(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    return _about(event, event.subject)


@governance_activity.on(NothingNewConfirmed)
def no_news_of_governance(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("section", "governance") in ("governance", "approvals", "partnerships", "inclusion"):
        yield from _about(event, data["target_id"])


@front_door_activity.on(
    RequestReceived, RequestTriaged, RequestAnswered, RequestReopened, ApplicationSubmitted, ApplicationDecided
)
def of_the_front_door(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    return _about(event, event.subject)


@front_door_activity.on(NothingNewConfirmed)
def no_news_of_the_front_door(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("section", "front_door") in ("front_door", "requests", "bids"):
        yield from _about(event, data["target_id"])
