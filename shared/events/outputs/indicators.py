"""Indicators: what should change, from where to where, and what was measured. Never an effect by themselves."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, DecimalText, Group, Id, Key, Many, OneOf, Part, Text, YesNo
from shared.events.parts import Period, Place

#: how the values of several periods become one
ADDING = ("sum", "latest", "cumulative")
DIRECTIONS = ("up", "down")


class TargetPart(Part):
    on = Date("the day by which it is to be reached", required=True)
    value = DecimalText("the value to be reached", required=True)


class IndicatorDefined(Fact):
    """An indicator is set up, or what is said of it changes: the whole is said anew. Subject: the indicator."""

    type = "indicator.defined"
    effective = "the day from which it holds"

    title = Text("title", required=True)
    unit = Text("what a value counts: people in work, per cent, pounds", required=True)
    direction = OneOf("whether more or less is better", DIRECTIONS, required=True)
    adding = OneOf(
        "how values of several periods become one: added up, the latest, or each a running total", ADDING, required=True
    )
    baseline = DecimalText("where it began")
    baseline_on = Date("the day of the baseline")
    targets = Many(Group("a target", part=TargetPart), "what is to be reached, and by when", required=True)
    source = Text("where values come from")
    themes = Many(Key("a theme"), "its themes")
    places = Many(Place("a place"), "places that it is about")
    context = YesNo(
        "whether it only describes what the programme contributes to (employment, housing, use of the NHS)",
        required=True,
    )
    counts_people = YesNo("whether a value is a number of people", required=True)


class IndicatorMeasured(Fact):
    """A value is known. Subject: the measurement. Told again with `corrects`, it takes the place of what was said.

    Of an indicator that counts people, a number from 1 to 4 is nowhere kept: it says few, and no value. Another that
    would give that one away says withheld, and no value either.
    """

    type = "indicator.measured"
    effective = "the day that it describes, or the last day of its period"

    indicator_id = Id("the indicator", required=True)
    value = DecimalText("the value")
    hidden = OneOf("why there is no value", ("few", "withheld"))
    period = Period("the days that it describes, where it is not one day")
    place = Place("the place that it is of; absent: all of them")
    group = Key("the group of people that it is of; absent: everybody")
    source = Text("where it comes from", required=True)
    published_on = Date("the day on which the source published it")


class MeasurementWithdrawn(Fact):
    """A value was entered in error. Subject: the measurement."""

    type = "measurement.withdrawn"
    effective = "the day of the measurement, which never held"

    indicator_id = Id("the indicator", required=True)
    reason_code = Key("why: entered_in_error, source_withdrew", required=True)
