"""Milestones, and the plan as a whole, frozen under a name."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import (
    PageFields,
    an_id,
    day,
    file_ids,
    ids,
    key,
    new_id,
    note,
    only,
    programme,
    text,
)


class PlanMilestone(Command):
    """Enter a milestone in the plan. Gives {milestone_id, version}."""

    milestone_id = new_id()
    programme_id = programme()
    project_id = an_id("the project; left out for one of the programme itself")
    workstream_id = an_id("the workstream, where it belongs to no project")
    title = text("a title", required=True)
    owner_person_id = an_id("who answers for it")
    owner_org_id = an_id("the owner's organisation")
    baseline_on = day("the day on which it is due", required=True)
    contractual = fields.Boolean(load_default=False, metadata={"description": "whether the award's contract names it"})
    evidence_required = fields.Boolean(
        load_default=False, metadata={"description": "whether it may be called done only with evidence"}
    )
    contract_on = day("the date that the award's contract names; only where it is contractual")
    predecessor_ids = ids("milestones that must be done before")
    work_package_id = an_id("the work package of the project")
    planned_on = day("the day on which it was planned")


class ChangeMilestone(Command):
    """Change what is said of a milestone, from a day on. Only what is given is changed. Gives {milestone_id, version}.

    Its dates are changed otherwise: the forecast by a re-forecast, the baseline with the whole plan.
    """

    milestone_id = an_id("the milestone", required=True)
    title = text("a title")
    owner_person_id = an_id("who answers for it")
    owner_org_id = an_id("the owner's organisation")
    project_id = an_id("the project")
    workstream_id = an_id("the workstream, where it belongs to no project")
    work_package_id = an_id("the work package of the project")
    contractual = fields.Boolean(metadata={"description": "whether the award's contract names it"})
    contract_on = day("the date that the award's contract names; only where it is contractual")
    evidence_required = fields.Boolean(
        metadata={"description": "whether it may be called done only with evidence"},
    )
    predecessor_ids = ids("milestones that must be done before, all of them")
    from_on = day("the day from which this holds")
    reason_code = key("a reason; needed where the contract's part changes")
    note = note()


class ReforecastMilestone(Command):
    """Say when a milestone is expected now; its baseline stays. Gives {milestone_id, version, proposed}.

    `proposed` are the milestones that would now come before what they depend on, each with a date to which it could be
    moved: [{milestone_id, title, project_id, forecast_on, proposed_on, days}]. None of them is moved: see
    move_successors.
    """

    milestone_id = an_id("the milestone", required=True)
    forecast_on = day("the day on which it is expected now", required=True)
    reason_code = key("a reason", required=True)
    note = note()
    caused_by = an_id("the milestone, post or approval that moved it")
    change_request_id = an_id("the change that was approved")
    known_on = day("the day on which this was known")


class SuccessorMoveFields(Schema):
    """A milestone that depends on the one that moved, with its new date."""

    milestone_id = an_id("the milestone", required=True)
    forecast_on = day("the day on which it is expected now", required=True)


class MoveSuccessors(Command):
    """Move milestones that depend on one that moved, each as a re-forecast of its own, all or none.

    Gives {milestone_id, moved: [{milestone_id, version}]}. Each names the milestone as what caused it.
    """

    milestone_id = an_id("the milestone that moved", required=True)
    moves = fields.List(
        fields.Nested(SuccessorMoveFields),
        required=True,
        validate=validate.Length(min=1, max=200),
        metadata={"description": "the proposals that are accepted, or other dates for the same milestones"},
    )
    reason_code = key("a reason", required=True)
    note = note()
    known_on = day("the day on which this was known")


class AchieveMilestone(Command):
    """Mark a milestone as achieved, on the day on which it was done. Gives {milestone_id, version, proposed}.

    `proposed` is as for a re-forecast, where it was done later than what depends on it.
    """

    milestone_id = an_id("the milestone", required=True)
    achieved_on = day("the day on which it was done")
    evidence_file_ids = file_ids("digests of the files that show it")
    note = note()


class WithdrawAchievement(Command):
    """Take back that a milestone was achieved: it had been marked in error. Gives {milestone_id, version}."""

    milestone_id = an_id("the milestone", required=True)
    reason_code = key("a reason", required=True)


class CancelMilestone(Command):
    """Note that a milestone is no longer to be done. Gives {milestone_id, version}."""

    milestone_id = an_id("the milestone", required=True)
    on = day("the day of the decision")
    reason_code = key("a reason", required=True)
    change_request_id = an_id("the change that was approved")
    note = note()


class BaselinedMilestoneFields(Schema):
    """A milestone with its date under the new baseline."""

    milestone_id = an_id("the milestone", required=True)
    baseline_on = day("its new baseline date", required=True)


class BaselinePlan(Command):
    """Freeze the whole plan under a name. Gives {programme_id, version}.

    The first baseline of a programme is made freely, every later one through an approved change request.
    Milestones that are not listed get their forecast (or the day on which they were achieved) as baseline.
    """

    programme_id = programme()
    title = text("a name for the baseline", required=True)
    from_on = day("the day from which it is in force")
    change_request_id = an_id("the change that was approved")
    milestones = fields.List(
        fields.Nested(BaselinedMilestoneFields), validate=validate.Length(max=20_000), load_default=list
    )


class Milestones(Read, PageFields):
    """Milestones that one may see, in order of forecast. Gives {items, next}."""

    programme_id = only("only those of this programme")
    project_id = only("only those of this project")
    state = fields.String(validate=validate.OneOf(("planned", "late", "achieved", "cancelled")))


class Milestone(Read):
    """One milestone, with its dates in every named baseline, how it slipped and why, and what depends on it."""

    milestone_id = an_id("the milestone", required=True)
