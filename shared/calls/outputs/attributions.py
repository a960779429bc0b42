"""Requests about what an output arose from: said, agreed to, disputed, taken back."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, an_id, new_id, note, one_of, only, text

ROLES = ("funded", "supported")
DISPUTES = ("did_not_arise", "another_award", "wrong_share", "other")
STANDINGS = ("as_written", "asserted", "agreed", "disputed", "withdrawn")


class AssertAttribution(Command):
    """Say that an output arose from an award or project. Gives {attribution_id, state, version}.

    One of award_id, award_reference (as written) and project_id. A reference that is not known here yet is kept as
    written, and becomes an attribution when its award is recorded. The same again is one; with another role or share it
    is put right, until somebody agreed to it. A share is given only where the policy of the award's funder asks for it.
    """

    output_id = an_id("output", required=True)
    attribution_id = new_id()
    award_id = an_id("award")
    award_reference = text("the funder's number of the award", longest=200)
    project_id = an_id("project")
    role = one_of("what the award or project was to it; funded, where nothing is said", ROLES)
    share = fields.Decimal(
        places=2,
        allow_none=True,
        validate=validate.Range(min=0, min_inclusive=False, max=100),
        metadata={"description": "share in per cent, only where a funder asks"},
    )
    reason = text("why it arose from it, in words", longest=2000)


class AgreeAttribution(Command):
    """Agree that the output arose from the award or project. Gives {attribution_id, state, version}.

    The project's lead, the award's holder or a programme manager may.
    """

    attribution_id = an_id("attribution", required=True)


class DisputeAttribution(Command):
    """Disagree with an attribution, where the funder's policy asks. Gives {attribution_id, state, version}.

    The project's lead, the award's holder or a programme manager may. It stands, as disputed, until it is withdrawn or
    agreed to.
    """

    attribution_id = an_id("attribution", required=True)
    reason_code = one_of("why", DISPUTES, required=True)
    note = note()


class WithdrawAttribution(Command):
    """Say that the output is no longer attributed so. Gives {attribution_id, state, version}."""

    attribution_id = an_id("attribution", required=True)
    reason_code = one_of("why", ("not_ours", "entered_in_error", "no_longer_claimed"), required=True)
    note = text("why, in words", longest=2000)


class Attributions(Read, PageFields):
    """What outputs arose from, each with who said so and who agreed, newest first. Gives {items, next}."""

    programme_id = only("only those of this programme")
    output_id = an_id("only those of this output, and of what was merged into it")
    award_id = an_id("only those to this award")
    project_id = an_id("only those to this project")
    state = one_of("only those that stand so", STANDINGS)


class Attribution(Read):
    """One attribution with its words. Gives the attribution."""

    attribution_id = an_id("attribution", required=True)
