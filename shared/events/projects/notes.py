"""Short updates, and saying that there is nothing new."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Id, Key, OneOf, Whole
from shared.events.parts import Period, Words

#: what may be written about: everything of the projects service that has an id
TARGETS = (
    "programme",
    "workstream",
    "project",
    "milestone",
    "work_package",
    "award",
    "partnership",
    "change_request",
    "duty",
    "budget",
    "spend",
    "forecast",
    "explanation",
    "claim",
    "contribution",
    "payment",
    "post",
    "participation",
    "risk",
    "approval",
    "agreement",
    "board",
    "meeting",
    "action",
    "request",
    "application",
)


class ProgressNoted(Fact):
    """A short update on a project, a milestone or anything else is written down. Subject: its target."""

    type = "progress.noted"
    effective = "the day that it describes"

    target_id = Id("what it is about", required=True)
    target_kind = OneOf("what kind of thing that is", TARGETS, required=True)
    project_id = Id("project that its target belongs to, where it is not a project itself")
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
