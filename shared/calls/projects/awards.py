"""Awards and what was agreed about them later."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import MoneyFields, PageFields, an_id, day, ids, key, new_id, only, text


class RecordAward(Command):
    """Enter the contract of an award. Gives {award_id, version}."""

    award_id = new_id()
    programme_id = fields.String(
        required=True,
        metadata={"description": "the programme that it pays for, or * for none (administrators only)"},
        error_messages={"required": "Choose a programme"},
    )
    reference = text("the funder's award id as it is written", required=True, longest=100)
    title = text("a title", longest=2000)
    funder_org_id = an_id("the organisation that funds it", required=True)
    contracted_org_id = an_id("the organisation that holds the contract")
    funder_programme = text("the funder's programme")
    programme_stream = text("the stream within it")
    amount = fields.Nested(MoneyFields, allow_none=True)
    starts_on = day("the first day of the contract", required=True)
    ends_on = day("the last day of the contract")
    holder_person_ids = ids("the award holders, joint ones each by themselves")
    project_ids = ids("the projects that it pays for, when it is not the whole programme")
    url = fields.Url(allow_none=True, metadata={"description": "public page of the award"})
    duty_policy = key("a schedule of reporting duties, or none; left out, the one for the funder's programme")
    duty_owner_person_id = an_id("who answers for its reporting duties")
    duty_second_person_id = an_id("who is told when one is overdue")


class ExtendAward(Command):
    """Note that the funder agreed time or money, more or less of it. Gives {award_id, version}."""

    award_id = an_id("the award", required=True)
    agreed_on = day("the day of the agreement", required=True)
    months = fields.Integer(
        allow_none=True, validate=validate.Range(-600, 600), metadata={"description": "months added"}
    )
    amount_change = fields.Nested(MoneyFields, allow_none=True)
    new_end = day("the last day of the contract from now on")
    funder_reference = text("the funder's reference of the agreement")


class Awards(Read, PageFields):
    """Awards that one may see: of one's programmes, and those of no programme. Gives {items, next}."""

    programme_id = only("only those of this programme")


class AwardByReference(Read):
    """Awards by the funder's ids, in any spelling. Gives {items: [{written, reference, award_id, programme_id}]}.

    `references` are looked up as they are; every award id in `text` is found. Unknown ones are left out.
    """

    references = fields.List(fields.String(validate=validate.Length(max=200)), validate=validate.Length(max=200))
    text = fields.String(validate=validate.Length(max=10_000))
