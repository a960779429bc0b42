"""What every service answers about its parked messages: those it could not handle, kept for an operator.

Ask one service with `Parked.of("projects")`; its permission row is `projects.parked`.
"""

from __future__ import annotations

from functools import cache

from marshmallow import fields, validate

from shared.calls.call import Call, Command, Read
from shared.calls.fields import PageFields


class OfEveryService(Call):
    """A request that each service answers for itself."""

    @classmethod
    def of(cls, service: str) -> type[Call]:
        """This request, addressed to one service."""
        return _addressed(cls, service)


class Parked(OfEveryService, Read, PageFields):
    """List the messages that this service could not handle, with the reason, oldest first.

    Gives {"items": [{parked_id, service, queue, message_id, type, subject, reason, times, first_seen, last_seen,
    state, settled_by, settled_reason, settled_at}], "next": cursor or null}.
    """

    state = fields.String(
        load_default="parked",
        validate=validate.OneOf(["parked", "replayed", "discarded"]),
        metadata={"description": "parked (default), replayed or discarded"},
    )


class ReplayParked(OfEveryService, Command):
    """Put a parked message back into the queue that it came from. Asked twice, it is put back once.

    Gives {parked_id, state, replayed: whether it was done now}.
    """

    parked_id = fields.String(required=True, metadata={"description": "as `parked` lists it"})


class DiscardParked(OfEveryService, Command):
    """Give a parked message up, saying why. It stays listed under state discarded.

    Gives {parked_id, state, discarded: whether it was done now}.
    """

    parked_id = fields.String(required=True, metadata={"description": "as `parked` lists it"})
    reason = fields.String(
        required=True,
        validate=validate.Length(1, 1000, error="Say why in 1 to 1,000 characters"),
        error_messages={"required": "Say why this message is given up"},
        metadata={"description": "why nobody needs what it would have done"},
    )


@cache
def _addressed(call: type[OfEveryService], service: str) -> type[Call]:
    # a call takes its service from the name of its module
    return type(call.__name__, (call,), {"__module__": f"shared.calls.{service}", "__doc__": call.__doc__})
