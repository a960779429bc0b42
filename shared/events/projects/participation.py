"""People, groups and sites that join the research: planned, and recorded as totals. Never a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.events.fact import Fact
from shared.events.fields import Id, Many, OneOf, Whole
from shared.events.parts import Period, Place
from shared.smalltables import Hidden

WHO_JOINS = ("people", "groups", "sites")


def count_shown(kind: str, count: int) -> int | str:
    """How many joined, as a list, a read or the fact may show it: people of one entry, however many, to nobody.

    They join in ones and twos, and figures add these up. Beside the figure, the larger entries would give away the
    small ones, and to say which are small would do so too. That nobody joined says nothing of anybody.
    """
    return Hidden.WITHHELD.value if kind == "people" and count else count


def as_shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """The body of `participation.recorded` as anybody may see it."""
    return {**data, "count": count_shown(data["kind"], data["count"])}


class ParticipationPlanned(Fact):
    """A target for a study, or for all of them, is set or set anew. Subject: the target."""

    type = "participation.planned"
    effective = "the first day of its period"

    kind = OneOf("what is counted", WHO_JOINS, required=True)
    period = Period("the days in which they are to join", required=True)
    target = Whole("how many are to join in the period", most=1_000_000, required=True)
    study_id = Id("the study, a project; absent for a target of the whole programme")


class ParticipationRecorded(Fact):
    """People, groups or sites joined a study. Subject: the entry. One that `corrects` another stands in its place."""

    type = "participation.recorded"
    effective = "the day on which they joined, or the last day of the days it counts"

    kind = OneOf("what is counted", WHO_JOINS, required=True)
    # of people it may be fewer than five, so nobody is shown it with the fact (measures.md, rule 4)
    count = Whole("how many joined", most=1_000_000, seen_by="internal", required=True)
    study_id = Id("the study, a project", required=True)
    places = Many(Place("a place"), "where they joined")
