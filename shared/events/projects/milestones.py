"""Milestones, and the plan as a whole, frozen under a name."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, Group, Id, Key, Many, Part, Text, YesNo
from shared.events.parts import Changes, Words


class MilestonePlanned(Fact):
    """A milestone enters the plan. Subject: the milestone."""

    type = "milestone.planned"
    effective = "the date on which it was planned, not the date it is due"

    title = Text("title", required=True)
    project_id = Id("project it belongs to; absent for one of the programme itself")
    workstream_id = Id("workstream, where it belongs to no project")
    owner_person_id = Id("who answers for it", seen_by="funder")
    owner_org_id = Id("organisation of the owner, for the breakdown by organisation")
    baseline_on = Date("due date as planned; also the first forecast", required=True)
    contractual = YesNo("whether the award's contract names it", required=True)
    evidence_required = YesNo("whether it may be called done only with evidence", seen_by="funder")
    predecessor_ids = Many(Id("a milestone"), "milestones that must be done before", seen_by="funder")
    work_package_id = Id("work package of the project that it belongs to")
    contract_on = Date("the date that the contract names, where it names one", seen_by="funder")


class MilestoneChanged(Fact):
    """What is said of a milestone changed, never its dates of plan or forecast. Subject: the milestone."""

    type = "milestone.changed"
    effective = "the date from which the change holds"

    changes = Changes("fields of milestone.planned, each before and after", required=True, seen_by="funder")
    reason_code = Key("why", seen_by="funder")
    note = Words("why, in words")


class MilestoneReforecast(Fact):
    """The date on which a milestone is expected moves; its baseline does not. Subject: the milestone."""

    type = "milestone.reforecast"
    effective = "the day on which the new date was known"

    forecast_from = Date("date expected until now", seen_by="funder", required=True)
    forecast_to = Date("date expected from now on", seen_by="funder", required=True)
    reason_code = Key(
        "why: recruitment, approval, partner, data_access, scope or other", seen_by="funder", required=True
    )
    note = Words("why, in words")
    caused_by = Id("milestone, post or approval that moved it", seen_by="funder")
    change_request_id = Id("the change that was approved; absent where the date moved without", seen_by="funder")


class MilestoneAchieved(Fact):
    """A milestone is done. Subject: the milestone."""

    type = "milestone.achieved"
    effective = "the day on which it was really done"

    evidence_file_ids = Many(Id("a file"), "digests of the files that show it", seen_by="funder")
    note = Words("what was done, in words")


class MilestoneAchievementWithdrawn(Fact):
    """A milestone had been marked as done in error. Subject: the milestone; `corrects` names the same event."""

    type = "milestone.achievement_withdrawn"
    effective = "the effective date of the event that it withdraws"

    achieved_event_id = Id("the milestone.achieved that does not hold", required=True)
    reason_code = Key("why", seen_by="funder", required=True)


class MilestoneCancelled(Fact):
    """A milestone is no longer to be done. Subject: the milestone."""

    type = "milestone.cancelled"
    effective = "the date of the decision"

    reason_code = Key("why", seen_by="funder", required=True)
    change_request_id = Id("the change that was approved", seen_by="funder")
    note = Words("why, in words")


class BaselinedMilestonePart(Part):
    id = Id("the milestone", required=True)
    baseline_on = Date("its due date under the new baseline", required=True)


class PlanBaselined(Fact):
    """The whole plan is frozen under a name. Subject: the programme."""

    type = "plan.baselined"
    effective = "the day from which the baseline is in force"

    name = Text("name of the baseline", required=True)
    change_request_id = Id("the change that was approved", seen_by="funder")
    milestones = Many(
        Group("a milestone", part=BaselinedMilestonePart), "every milestone in the plan, with its date", required=True
    )
