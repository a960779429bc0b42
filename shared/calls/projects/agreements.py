"""Agreements between organisations: data sharing, collaboration, honorary contracts, licences."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, an_id, day, file_id, ids, new_id, note, one_of, only, programme, text
from shared.events.projects.agreements import AGREEMENT_ENDS, AGREEMENT_KINDS

AGREEMENT_STATES = ("in_force", "expired", "replaced", "terminated")


class SignAgreement(Command):
    """Enter an agreement that all its parties have signed. Gives {agreement_id, version}."""

    agreement_id = new_id()
    programme_id = programme()
    title = text("a title", required=True)
    kind = one_of("a kind of agreement", AGREEMENT_KINDS, required=True)
    party_org_ids = fields.List(
        an_id("an organisation", required=True),
        required=True,
        validate=validate.Length(min=1, max=200, error="Name at least one party"),
        metadata={"description": "the organisations that signed it"},
        error_messages={"required": "Name the parties"},
    )
    project_ids = ids("projects that rest on it; none: the programme as a whole")
    signed_on = day("the day of the last signature")
    valid_until = day("the last day on which it holds")
    file_id = file_id("digest of the signed file")


class EndAgreement(Command):
    """Note that an agreement ended, and which one takes its place. Gives {agreement_id, version}."""

    agreement_id = an_id("the agreement", required=True)
    reason_code = one_of("how it ended", AGREEMENT_ENDS, required=True)
    on = day("the last day on which it held")
    successor_id = an_id("the agreement that takes its place")
    note = note()


class Agreements(Read, PageFields):
    """Agreements, those that end first coming first. Gives {items, next}."""

    programme_id = only("only those of this programme")
    project_id = only("only those that this project rests on")
    kind = one_of("only those of this kind", AGREEMENT_KINDS)
    state = one_of("only those in this state", AGREEMENT_STATES)
    ending_within_days = fields.Integer(
        allow_none=True,
        validate=validate.Range(0, 3660),
        metadata={"description": "only those in force that end in so many days"},
    )


class Agreement(Read):
    """One agreement, with the words of its end."""

    agreement_id = an_id("the agreement", required=True)
