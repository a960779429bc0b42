"""Requests about indicators, their targets and what was measured."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.calls.call import Command, Read
from shared.calls.fields import (
    KEY,
    MOST_NAMED,
    PageFields,
    PlaceFields,
    Written,
    an_id,
    day,
    key,
    many,
    new_id,
    one_of,
    programme,
    text,
)

ADDING = ("sum", "latest", "cumulative")
DIRECTIONS = ("up", "down")
WITHDRAWN = ("entered_in_error", "source_withdrew")


def _value(words: str, *, required: bool = False) -> fields.String:
    return fields.String(
        required=required,
        allow_none=not required,
        validate=Written(r"^-?\d{1,15}(\.\d{1,4})?$", error="Enter a number, like 12 or 61.5"),
        metadata={"description": words},
        error_messages={"required": f"Enter {words}"},
    )


class TargetFields(Schema):
    """What is to be reached by a day."""

    on = day("the day", required=True)
    value = _value("the value", required=True)


class DefineIndicator(Command):
    """Set up an indicator, or say anew what it is and what is to be reached. Gives {indicator_id, version}."""

    indicator_id = new_id()
    programme_id = programme()
    title = text("a title", required=True)
    unit = text("what a value counts, like per cent or people in work", required=True, longest=100)
    direction = one_of("whether more or less is better", DIRECTIONS, required=True)
    adding = one_of("how values of several periods become one", ADDING, required=True)
    baseline = _value("where it began")
    baseline_on = day("the day of the baseline")
    targets = many("what is to be reached, and by when", fields.Nested(TargetFields), load_default=list)
    source = text("where its values come from")
    themes = fields.List(
        fields.String(validate=KEY), validate=MOST_NAMED, load_default=list, metadata={"description": "its themes"}
    )
    places = many("places that it is about", fields.Nested(PlaceFields), load_default=list)
    context = fields.Boolean(
        load_default=False,
        metadata={"description": "it only describes what we contribute to: employment, housing, use of the NHS"},
    )
    counts_people = fields.Boolean(
        load_default=False, metadata={"description": "its values are numbers of people: 1 to 4 are then never kept"}
    )
    from_on = day("the day from which this holds")


class MeasureIndicator(Command):
    """Record a value of an indicator, or correct the one of the same days, place and group.

    Of an indicator that counts people, a number from 1 to 4 is kept as "fewer than 5" alone.
    Gives {measurement_id, version}.
    """

    measurement_id = new_id()
    indicator_id = an_id("the indicator", required=True)
    value = _value("the value")
    withheld = fields.Boolean(
        load_default=False,
        metadata={"description": "the number is not given, because with it another could be worked out"},
    )
    on = day("the day that it describes, or the last day of its period", required=True)
    period_from = day("the first day of its period")
    place = fields.Nested(PlaceFields, allow_none=True, metadata={"description": "the place that it is of"})
    group = key("the group of people that it is of")
    source = text("where it comes from", required=True)
    published_on = day("the day on which the source published it")


class WithdrawMeasurement(Command):
    """Take back a value that was entered in error. Gives {measurement_id, version}."""

    measurement_id = an_id("the measurement", required=True)
    reason_code = one_of("why", WITHDRAWN, required=True)


class Indicators(Read, PageFields):
    """Indicators in order of title, each with its baseline, the target in force, and what it has reached.

    Gives {items, next, total}.
    """

    programme_id = programme(required=False)
    theme = key("only of this theme")
    place = an_id("only about the place with this code")
    context = fields.Boolean(allow_none=True, metadata={"description": "only those that describe context, or not"})


class Indicator(Read):
    """One indicator with all its targets, and its values by period, place and group. Gives the indicator."""

    indicator_id = an_id("the indicator", required=True)


class Measurements(Read, PageFields):
    """Values that were measured, the newest day first. Gives {items, next, total}."""

    programme_id = programme(required=False)
    indicator_id = an_id("only of this indicator")
    place = an_id("only of the place with this code")
    since = day("from this day on")
    until = day("up to this day")
