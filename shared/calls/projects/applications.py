"""Applications for outside research funding."""

from __future__ import annotations

from marshmallow import fields

from shared.calls.call import Command, Read
from shared.calls.fields import MoneyFields, PageFields, an_id, day, new_id, note, one_of, only, programme, text
from shared.events.projects.applications import FUNDER_SECTORS, HDRC_ROLES, LEAD_SECTORS, OUTCOMES

APPLICATION_STATES = ("submitted", *OUTCOMES)


class SubmitApplication(Command):
    """Enter an application for funding that went in. Gives {application_id, version}."""

    application_id = new_id()
    programme_id = programme()
    title = text("a title", required=True)
    funder_org_id = an_id("the organisation that is asked", required=True)
    scheme = text("the funder's scheme or call")
    amount = fields.Nested(
        MoneyFields, required=True, error_messages={"required": "Enter an amount", "null": "Enter an amount"}
    )
    lead_org_id = an_id("the organisation that leads it", required=True)
    lead_sector = one_of("the sector of the lead", LEAD_SECTORS, required=True)
    hdrc_role = one_of("what the programme does in it", HDRC_ROLES, required=True)
    funder_sector = one_of("the sector of the funder", FUNDER_SECTORS)
    request_id = an_id("the request at the front door that it came of")
    project_id = an_id("the project that it belongs to")
    submitted_on = day("the day of submission")


class DecideApplication(Command):
    """Note what was decided about an application. Gives {application_id, version}."""

    application_id = an_id("the application", required=True)
    outcome = one_of("what was decided", OUTCOMES, required=True)
    decided_on = day("the day of the decision")
    amount_awarded = fields.Nested(MoneyFields, allow_none=True)
    amount_to_partnership = fields.Nested(MoneyFields, allow_none=True)
    award_id = an_id("the award that came of it")
    note = note()


class Applications(Read, PageFields):
    """Applications for funding, newest first. Gives {items, next}."""

    programme_id = only("only those of this programme")
    project_id = only("only those of this project")
    request_id = only("only those that came of this request")
    state = one_of("only those in this state", APPLICATION_STATES)


class Application(Read):
    """One application, with the funder's words."""

    application_id = an_id("the application", required=True)
