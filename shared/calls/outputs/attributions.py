"""Requests about what an output arose from."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.calls.call import Command
from shared.calls.fields import an_id, new_id, one_of, text

ROLES = ("funded", "supported")


class AssertAttribution(Command):
    """Say that an output arose from an award or project. Gives {attribution_id, state, version}.

    One of award_id, award_reference (as written) and project_id. A reference that is not known here yet is kept as
    written, and becomes an attribution when its award is recorded.
    """

    output_id = an_id("output", required=True)
    attribution_id = new_id()
    award_id = an_id("award")
    award_reference = text("the funder's number of the award", longest=200)
    project_id = an_id("project")
    role = one_of("what the award or project was to it", ROLES, load_default="funded")
    share = fields.Decimal(
        places=2,
        allow_none=True,
        validate=validate.Range(min=0, max=100),
        metadata={"description": "share in per cent, only where a funder asks"},
    )


class AgreeAttribution(Command):
    """Agree that the output arose from the award or project. Gives {attribution_id, state}."""

    attribution_id = an_id("attribution", required=True)


class WithdrawAttribution(Command):
    """Say that the output is no longer attributed so. Gives {attribution_id, state}."""

    attribution_id = an_id("attribution", required=True)
    reason_code = one_of("why", ("not_ours", "entered_in_error", "no_longer_claimed"), required=True)
    note = text("why, in words", longest=2000)
