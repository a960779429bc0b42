"""Change requests, and trying changes before they are made.

A change is one command of this service by name, with its fields as that command takes them.
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, an_id, day, new_id, note, only, programme, text

KINDS = ("scope", "time", "money", "virement", "carry_forward")
NEEDS = ("board", "funder", "none")
STATES = ("awaiting", "approved", "rejected", "withdrawn")
MOST = 200

# by names, because `fields` means something else on a schema
ChangeFields: type[Schema] = Schema.from_dict(
    {
        "call": fields.String(
            required=True,
            metadata={"description": "a command by name: reforecast_milestone"},
            error_messages={"required": "Name the command"},
        ),
        "fields": fields.Dict(
            keys=fields.String(), load_default=dict, metadata={"description": "its fields, as that command takes them"}
        ),
    },
    name="ChangeFields",
)


def changes() -> fields.List[Any]:
    return fields.List(
        fields.Nested(ChangeFields),
        required=True,
        validate=validate.Length(1, MOST, error="List the changes: {min} to {max} commands"),
        metadata={"description": "the commands, in order"},
        error_messages={"required": "List the changes: at least one command"},
    )


class SubmitChangeRequest(Command):
    """Ask for changes that take effect once approved. Each is tried first: what cannot be done is refused, by field.

    Gives {change_request_id, version}.
    """

    change_request_id = new_id()
    programme_id = programme()
    title = text("a title", required=True)
    kind = fields.String(
        required=True,
        validate=validate.OneOf(KINDS, error="Choose scope, time, money, virement or carry_forward"),
        metadata={"description": "what it changes"},
        error_messages={"required": "Choose what it changes"},
    )
    needs = fields.String(
        load_default="none",
        validate=validate.OneOf(NEEDS, error="Choose board, funder or none"),
        metadata={"description": "whose approval it needs beside the person's who decides"},
    )
    note = note()
    changes = changes()
    submitted_on = day("the day on which it was submitted")


class DecideChangeRequest(Command):
    """Approve or reject. An approval carries out every change in the same transaction, or is refused and does nothing.

    Gives {change_request_id, state, version}.
    """

    change_request_id = an_id("the change request", required=True)
    decision = fields.String(
        required=True,
        validate=validate.OneOf(("approved", "rejected"), error="Choose approved or rejected"),
        metadata={"description": "what was decided"},
        error_messages={"required": "Choose approved or rejected"},
    )
    decided_by = fields.String(
        allow_none=True,
        validate=validate.OneOf(("person", "board", "funder"), error="Choose person, board or funder"),
        metadata={"description": "who decided; left out, whoever it needs"},
    )
    on = day("the day of the decision")
    funder_reference = text("the funder's reference of its agreement")
    conditions = text("conditions, kept in this service and fingerprinted in the fact", longest=10_000)
    note = note()


class WithdrawChangeRequest(Command):
    """Take a change request back before it is decided; only who submitted it may.

    Gives {change_request_id, version}.
    """

    change_request_id = an_id("the change request", required=True)
    note = note()


class ChangeRequests(Read, PageFields):
    """Change requests that one may see, the newest first. Gives {items, next}."""

    programme_id = only("only those of this programme")
    kind = fields.String(validate=validate.OneOf(KINDS))
    state = fields.String(validate=validate.OneOf(STATES))


class ChangeRequest(Read):
    """One change request, with its changes and what they were found to touch when it was submitted."""

    change_request_id = an_id("the change request", required=True)


class TryChanges(Read):
    """What these changes would do, found by doing and undoing them: nothing is written.

    Gives {facts, touched: [{kind, id, title, what, before, after, days, ...}], open, proposed, contractual, people}.
    """

    programme_id = programme()
    changes = changes()
    as_approved = fields.Boolean(
        load_default=False, metadata={"description": "as an approved change request would carry them out"}
    )


class TryChangeRequest(Read):
    """What approving a change request would do now: as `try_changes`. Refused when it can no longer be done."""

    change_request_id = an_id("the change request", required=True)
