"""Approvals that projects need: ethics, governance, data protection, equality."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, an_id, day, ids, key, new_id, note, one_of, only, programme, text
from shared.events.projects.approvals import APPROVAL_DECISIONS, APPROVAL_KINDS

APPROVAL_STATES = ("not_needed", "needed", "sought", "in_place", "refused", "expired")


class NeedApproval(Command):
    """Note that a project needs an approval, or was looked at and needs none. Gives {approval_id, version}."""

    approval_id = new_id()
    project_id = an_id("the project", required=True)
    also_project_ids = ids("other projects that rest on the same approval")
    kind = one_of("a kind of approval", APPROVAL_KINDS, required=True)
    needed = fields.Boolean(load_default=True, metadata={"description": "false: looked at, and not needed"})
    reason_code = key("a reason, when it is not needed")
    found_on = day("the day of this judgement")


class RuleOutApproval(Command):
    """Note that an approval is not needed after all. Gives {approval_id, version}."""

    approval_id = an_id("the approval", required=True)
    reason_code = key("a reason", required=True)
    found_on = day("the day of this judgement")


class SeekApproval(Command):
    """Note that an approval was applied for, first or for renewal. Gives {approval_id, version}."""

    approval_id = an_id("the approval", required=True)
    sought_on = day("the day of submission")
    body = text("who is asked")
    reference = text("the reference of the application")


class DecideApproval(Command):
    """Note what was decided about an approval that was applied for. Gives {approval_id, version}."""

    approval_id = an_id("the approval", required=True)
    decision = one_of("what was decided", APPROVAL_DECISIONS, required=True)
    decided_on = day("the day of the decision")
    reference = text("the reference of the decision")
    valid_until = day("the last day on which it holds")
    conditions = note()


class ConsiderValidity(Command):
    """Record what has come of a programme's ends by today: of approvals and agreements, near or passed, each once.

    Gives {programme_id, recorded}. The scheduler does this by itself; whoever tells the story of a sample does it for
    the days of the story.
    """

    programme_id = programme()


class Approvals(Read, PageFields):
    """Approvals that projects need, those that end first coming first. Gives {items, next}."""

    programme_id = only("only those of this programme")
    project_id = only("only those that this project rests on")
    kind = one_of("only those of this kind", APPROVAL_KINDS)
    state = one_of("only those in this state", APPROVAL_STATES)
    ending_within_days = fields.Integer(
        allow_none=True,
        validate=validate.Range(0, 3660),
        metadata={"description": "only those in place that end in so many days"},
    )


class Approval(Read):
    """One approval, with its conditions in words."""

    approval_id = an_id("the approval", required=True)
