"""Projects: started, changed, put on hold, taken up again, ended."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, Id, Key, Many, OneOf, Text
from shared.events.parts import Changes, Place, Words

ACTIVITY_CLASSES = ("research", "evaluation", "evidence_synthesis", "capacity", "data")


class ProjectStarted(Fact):
    """Work on a project begins. Subject: the project."""

    type = "project.started"
    effective = "the actual start"

    title = Text("title", required=True)
    workstream_id = Id("workstream it belongs to")
    lead_person_id = Id("who leads it", seen_by="funder")
    partner_org_ids = Many(Id("an organisation"), "partners that take part")
    themes = Many(Key("a theme"), "keys of its themes")
    places = Many(Place("a place"), "where it works; empty means the whole city")
    activity_class = OneOf("kind of work", ACTIVITY_CLASSES)
    stage = Key("stage of the programme that it belongs to")
    planned_end = Date("expected last day", seen_by="funder")
    award_ids = Many(Id("an award"), "awards that pay for it: none, one or several")


class ProjectChanged(Fact):
    """Title, lead, workstream, themes, places, partners, stage, awards or planned end changed. Subject: the project."""

    type = "project.changed"
    effective = "the date from which the change holds"

    changes = Changes("fields of project.started, each before and after", required=True)
    reason_code = Key("why", seen_by="funder")
    note = Words("why, in words")


class ProjectPaused(Fact):
    """A project is put on hold. Subject: the project."""

    type = "project.paused"
    effective = "the first day of the pause"

    reason_code = Key("why", seen_by="funder", required=True)
    note = Words("why, in words")
    review_on = Date("when it will be looked at again", seen_by="funder")


class ProjectResumed(Fact):
    """A paused project is taken up again. Subject: the project."""

    type = "project.resumed"
    effective = "the first day of work again"


class ProjectEnded(Fact):
    """A project is finished or stopped. Subject: the project."""

    type = "project.ended"
    effective = "the last day of work"

    outcome = OneOf("how it ended", ("completed", "cancelled"), required=True)
    reason_code = Key("why, when it was stopped", seen_by="funder")
    note = Words("why, in words")
