"""Applications for outside research funding: bids that go in, and what was decided."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Id, OneOf, Text
from shared.events.parts import Money, Words

LEAD_SECTORS = ("council", "university", "voluntary_sector", "other")
HDRC_ROLES = ("lead", "partner", "support")
#: of the funder, as further funding among the outputs has it
FUNDER_SECTORS = (
    "academic", "local_authority", "charity", "hospital", "learned_society", "private", "public", "multiple", "other",
)  # fmt: skip
OUTCOMES = ("awarded", "unsuccessful", "withdrawn")


class ApplicationSubmitted(Fact):
    """A bid goes in. Subject: the application."""

    type = "application.submitted"
    effective = "the date of submission"

    title = Text("title", required=True)
    funder_org = Id("organisation that is asked", required=True)
    scheme = Text("the funder's scheme or call")
    amount = Money("money asked for, of the whole application", required=True)
    lead_org_id = Id("organisation that leads it", required=True)
    lead_sector = OneOf("sector of the lead", LEAD_SECTORS, required=True)
    hdrc_role = OneOf("what the programme does in it: leads, is a partner, supports", HDRC_ROLES, required=True)
    funder_sector = OneOf("sector of the funder", FUNDER_SECTORS)
    request_id = Id("request at the front door that it came of")
    project_id = Id("project that it belongs to")


class ApplicationDecided(Fact):
    """The funder decided, or it was withdrawn. Subject: the application."""

    type = "application.decided"
    effective = "the date of the decision"

    outcome = OneOf("awarded, unsuccessful or withdrawn", OUTCOMES, required=True)
    amount_awarded = Money("money awarded, of the whole award")
    amount_to_partnership = Money("the part of it that comes to the partnership")
    award_id = Id("the award that came of it")
    note = Words("what the funder said, in words")
