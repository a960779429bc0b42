"""Projects: started, changed, put on hold, taken up again, ended."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import (
    KEY,
    MOST_NAMED,
    PageFields,
    PlaceFields,
    an_id,
    day,
    ids,
    key,
    new_id,
    note,
    only,
    programme,
    text,
)

ACTIVITY_CLASSES = ("research", "evaluation", "evidence_synthesis", "capacity", "data")


class ProjectFields(Schema):
    """What may be said of a project, and changed."""

    workstream_id = an_id("the workstream it belongs to")
    lead_person_id = an_id("who leads it")
    partner_org_ids = ids("partners that take part")
    themes = fields.List(
        fields.String(validate=KEY), validate=MOST_NAMED, metadata={"description": "keys of its themes"}
    )
    places = fields.List(
        fields.Nested(PlaceFields), validate=MOST_NAMED, metadata={"description": "where it works; none: everywhere"}
    )
    activity_class = fields.String(
        allow_none=True, validate=validate.OneOf(ACTIVITY_CLASSES), metadata={"description": "kind of work"}
    )
    stage = key("the stage of the programme that it belongs to")
    planned_end = day("the expected last day")
    award_ids = ids("awards that pay for it: none, one or several")


class StartProject(Command, ProjectFields):
    """Begin a project. Gives {project_id, version}."""

    project_id = new_id()
    programme_id = programme()
    title = text("a title", required=True)
    started_on = day("the day on which work began")


class ChangeProject(Command, ProjectFields):
    """Change what is said of a project, from a day on. Only what is given is changed. Gives {project_id, version}."""

    project_id = an_id("the project", required=True)
    title = text("a title")
    from_on = day("the day from which this holds")
    reason_code = key("a reason")
    note = note()


class PauseProject(Command):
    """Put a project on hold. Gives {project_id, version}."""

    project_id = an_id("the project", required=True)
    on = day("the first day of the pause")
    reason_code = key("a reason", required=True)
    review_on = day("the day on which it will be looked at again")
    note = note()


class ResumeProject(Command):
    """Take a paused project up again. Gives {project_id, version}."""

    project_id = an_id("the project", required=True)
    on = day("the first day of work again")


class EndProject(Command):
    """Note that a project is finished or was stopped. Gives {project_id, version}."""

    project_id = an_id("the project", required=True)
    on = day("the last day of work")
    outcome = fields.String(
        required=True,
        validate=validate.OneOf(("completed", "cancelled")),
        error_messages={"required": "Choose how it ended"},
        metadata={"description": "how it ended"},
    )
    reason_code = key("a reason, when it was stopped")
    note = note()


class Projects(Read, PageFields):
    """Projects that one may see. Gives {items, next}."""

    programme_id = only("only those of this programme")
    workstream_id = only("only those of this workstream")
    state = fields.String(validate=validate.OneOf(("active", "paused", "completed", "cancelled")))


class Project(Read):
    """One project with its partners and milestones."""

    project_id = an_id("the project", required=True)
