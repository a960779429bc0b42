"""Places that a programme works with, by code and boundary set, as loaded from a list."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Id, OneOf, Text, Whole

PLACE_KINDS = ("ward", "neighbourhood", "lsoa", "city")


class PlaceListed(Fact):
    """A place is on a programme's list, as that list has it. Subject: the place in its boundary set.

    Listed again with other content, it `corrects` what was said of it before.
    """

    type = "place.listed"
    effective = "the programme's first day: the list is the yardstick for all its periods"

    code = Id("code of the place, GSS where there is one", required=True)
    kind = OneOf("kind of place", PLACE_KINDS, required=True)
    boundary_set = Text("the set of boundaries the code belongs to, with its year", required=True)
    title = Text("the place in words", required=True)
    parent_code = Id("code of the place that it is a part of: of an LSOA its neighbourhood")
    deprivation_decile = Whole("tenth by deprivation in its nation, 1 the most deprived", least=1, most=10)
    deprivation_index = Text("index by which that is said")
    deprivation_year = Whole("year of that index", least=1900, most=2200)
    population = Whole("people who live there")
