"""Calendars by secret address: one's own dates, a project's or a programme's."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import an_id

FEED_KINDS = ("person", "project", "programme")


class CreateCalendarFeed(Command):
    """Make a secret address for a calendar. Gives {feed_id, token}: the token is shown this once."""

    secret_reply = True

    kind = fields.String(
        required=True,
        validate=validate.OneOf(FEED_KINDS),
        error_messages={"required": "Choose whose dates"},
        metadata={"description": "whose dates: one's own (person), a project's or a programme's"},
    )
    programme_id = an_id("the programme, for a programme's calendar")
    project_id = an_id("the project, for a project's calendar")


class RevokeCalendarFeed(Command):
    """Make one's secret address of a calendar worthless at once. Gives {feed_id}."""

    feed_id = an_id("the address's id", required=True)


class CalendarFeeds(Read):
    """One's own secret addresses, without their secrets. Gives {items}."""


class CalendarOwner(Read):
    """Whose secret address this is. Gives {person_id}; unknown and revoked ones are not found alike."""

    token = fields.String(required=True, load_only=True, validate=validate.Length(max=200))


class Calendar(Read):
    """The calendar behind one's secret address. Gives {ics}: iCalendar text (RFC 5545)."""

    token = fields.String(required=True, load_only=True, validate=validate.Length(max=200))
