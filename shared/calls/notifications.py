"""Requests that the notifications service answers: what was sent to whom and why, and what was not."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields

STATES = ("waiting", "sending", "sent", "failed", "history")


class Messages(Read, PageFields):
    """Messages of a programme, newest first, with their cause and every try. Gives {items, next}.

    Each item: {message_id, rule, state, reason, person_id, channel, cause: {event_id, type, subject, actor_id, time},
    subject, created_at, next_try_at, sent_at, attempts: [{number, begun_at, ended_at, outcome, detail}]}.
    """

    programme_id = fields.String(
        required=True,
        metadata={"description": "programme"},
        error_messages={"required": "Say which programme"},
    )
    state = fields.String(validate=validate.OneOf(STATES), metadata={"description": "only those in this state"})


class SendAgain(Command):
    """Try a failed message once more: a person has checked that it did not arrive. Gives {message_id, state}."""

    message_id = fields.String(
        required=True, metadata={"description": "message"}, error_messages={"required": "Say which message"}
    )
