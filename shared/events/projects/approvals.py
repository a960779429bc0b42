"""Approvals that projects need: ethics, governance, data protection, equality; each with its validity."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, Id, Key, Many, OneOf, Text, Whole, YesNo
from shared.events.parts import Words

APPROVAL_KINDS = ("ethics", "council_governance", "sponsorship", "data_protection", "equality", "hra")
APPROVAL_DECISIONS = ("favourable", "conditions", "refused")


class ApprovalNeeded(Fact):
    """A project is found to need an approval, or found not to need it, with the reason. Subject: the approval.

    Told again of the same approval when that judgement changes.
    """

    type = "approval.needed"
    effective = "the date of that judgement"

    kind = OneOf("kind of approval", APPROVAL_KINDS, required=True)
    project_id = Id("project that needs it", required=True)
    also_project_ids = Many(Id("a project"), "other projects that rest on the same approval")
    needed = YesNo("whether it is needed; false: looked at, and not needed", required=True)
    reason_code = Key("why it is not needed")


class ApprovalSought(Fact):
    """An application for it is made, first or for renewal. Subject: the approval."""

    type = "approval.sought"
    effective = "the date of submission"

    body = Text("who is asked: a committee, an authority")
    reference = Text("reference of the application")
    project_ids = Many(Id("a project"), "projects that rest on it")


class ApprovalDecided(Fact):
    """It is given, given with conditions, or refused. Subject: the approval."""

    type = "approval.decided"
    effective = "the date of the decision"

    decision = OneOf("favourable, conditions or refused", APPROVAL_DECISIONS, required=True)
    stands = YesNo(
        "whether the approval is in place from now on; true also when only a renewal is refused", required=True
    )
    reference = Text("reference of the decision")
    valid_until = Date("last day on which it holds; absent for one without an end")
    conditions = Words("the conditions, in words")
    project_ids = Many(Id("a project"), "projects that rest on it")


class ApprovalExpiring(Fact):
    """The end of its validity is near: recorded once for each end, by the scheduler. Subject: the approval."""

    type = "approval.expiring"
    effective = "the day on which the time of warning began"

    valid_until = Date("last day on which it holds", required=True)
    days_left = Whole("days from then to that last day", required=True)
    project_ids = Many(Id("a project"), "projects that rest on it")


class ApprovalExpired(Fact):
    """Its validity has passed and nothing renewed it: recorded once, by the scheduler. Subject: the approval."""

    type = "approval.expired"
    effective = "the first day on which it no longer holds"

    valid_until = Date("last day on which it held", required=True)
    project_ids = Many(Id("a project"), "projects that rest on it")
