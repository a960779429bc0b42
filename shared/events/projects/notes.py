"""Short updates, and saying that there is nothing new."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Id, Key, OneOf, Whole
from shared.events.parts import Period, Words

TARGETS = ("programme", "workstream", "project", "milestone")


class ProgressNoted(Fact):
    """A short update on a project or milestone is written down. Subject: its target."""

    type = "progress.noted"
    effective = "the day that it describes"

    target_id = Id("what it is about", required=True)
    target_kind = OneOf("what kind of thing that is", TARGETS, required=True)
    percent = Whole("how much is done, in the writer's judgement", least=0, most=100, seen_by="funder")
    note = Words("the update")


class NothingNewConfirmed(Fact):
    """Someone says that there is nothing new: a zero that somebody looked at. Subject: its target."""

    type = "nothing_new.confirmed"
    effective = "the end of the period"

    target_id = Id("what it is about", required=True)
    target_kind = OneOf("what kind of thing that is", TARGETS, required=True)
    section = Key("section of the report that it answers")
    question = Key("question of the report that it answers")
    period = Period("the period looked at", required=True)
