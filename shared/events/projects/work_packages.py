"""Work packages: parts of a project, between it and its milestones."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, Id, Key, OneOf, Text
from shared.events.parts import Words


class WorkPackageAdded(Fact):
    """A work package of a project is set up. Subject: the work package."""

    type = "work_package.added"
    effective = "the day from which it exists"

    title = Text("title", required=True)
    project_id = Id("the project that it is a part of", required=True)
    lead_person_id = Id("who leads it", seen_by="funder")
    planned_end = Date("expected last day", seen_by="funder")


class WorkPackageEnded(Fact):
    """A work package is finished or stopped. Subject: the work package."""

    type = "work_package.ended"
    effective = "the last day of work"

    outcome = OneOf("how it ended", ("completed", "cancelled"), required=True)
    reason_code = Key("why, when it was stopped", seen_by="funder")
    note = Words("why, in words")
