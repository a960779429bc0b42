"""Reads of what the programme does in a place or for a theme, on a date."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.calls.call import Read
from shared.calls.reporting.dated import DatedFields


class WorkByPlace(DatedFields, Read):
    """How much there is of every kind of work in each neighbourhood, and for each theme, on a date.

    Work for the whole city is counted apart. Gives {position, known_on, true_on, kinds, places: [{code, title, …,
    counts: {kind: number}}], city_wide: {kind: number}, themes: [{key, title, counts}]}.
    """


class WorkOn(DatedFields, Read):
    """Everything that was asked, done, produced and decided in one place, or for one theme, on a date.

    Gives {position, known_on, true_on, place, theme, kinds: [{kind, total, items: [{key, title, on, standing,
    event_id}]}]}; of each kind the newest 200.
    """

    place = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(min=1, max=200),
        metadata={"description": "code of a place on the programme's list, or city-wide"},
    )
    theme = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(min=1, max=100),
        metadata={"description": "key of one of the programme's themes"},
    )
