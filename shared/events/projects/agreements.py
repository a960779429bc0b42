"""Agreements between organisations: data sharing, collaboration, honorary contracts, licences."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, Id, Many, OneOf, Text, Whole
from shared.events.parts import Words

AGREEMENT_KINDS = ("data_sharing", "collaboration", "honorary", "licence")
AGREEMENT_ENDS = ("expired", "replaced", "terminated")


class AgreementSigned(Fact):
    """The last of the parties has signed. Subject: the agreement."""

    type = "agreement.signed"
    effective = "the date of the last signature"

    title = Text("title", required=True)
    kind = OneOf("kind of agreement", AGREEMENT_KINDS, required=True)
    party_org_ids = Many(Id("an organisation"), "the parties", required=True)
    project_ids = Many(Id("a project"), "projects that rest on it; none: the programme as a whole")
    valid_until = Date("last day on which it holds; absent for one without an end")
    file_id = Id("digest of the signed file", seen_by="funder")


class AgreementExpiring(Fact):
    """The end of its validity is near: recorded once, by the scheduler. Subject: the agreement."""

    type = "agreement.expiring"
    effective = "the day on which the time of warning began"

    valid_until = Date("last day on which it holds", required=True)
    days_left = Whole("days from then to that last day", required=True)
    project_ids = Many(Id("a project"), "projects that rest on it")


class AgreementEnded(Fact):
    """It expired, was replaced or was terminated. Subject: the agreement.

    Its expiry is recorded once, by the scheduler; told again when another agreement takes the place of an expired one.
    """

    type = "agreement.ended"
    effective = "the last day on which it held"

    reason_code = OneOf("expired, replaced or terminated", AGREEMENT_ENDS, required=True)
    successor_id = Id("agreement that takes its place")
    note = Words("why, in words")
    project_ids = Many(Id("a project"), "projects that rest on it")
