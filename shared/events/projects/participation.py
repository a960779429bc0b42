"""People, groups and sites that join the research: planned, and recorded as totals. Never a person."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Id, Many, OneOf, Whole
from shared.events.parts import Period, Place

WHO_JOINS = ("people", "groups", "sites")


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
    # of people it may be fewer than five, so it is the programme's alone (measures.md, rule 4)
    count = Whole("how many joined", most=1_000_000, seen_by="internal", required=True)
    study_id = Id("the study, a project", required=True)
    places = Many(Place("a place"), "where they joined")
