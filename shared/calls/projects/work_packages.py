"""Work packages: parts of a project, between it and its milestones."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, an_id, day, key, new_id, note, only, text


class AddWorkPackage(Command):
    """Set up a work package of a project. Gives {work_package_id, version}."""

    work_package_id = new_id()
    project_id = an_id("the project", required=True)
    title = text("a title", required=True)
    lead_person_id = an_id("who leads it")
    from_on = day("the first day")
    planned_end = day("the expected last day")


class EndWorkPackage(Command):
    """Note that a work package is finished or was stopped. Gives {work_package_id, version}."""

    work_package_id = an_id("the work package", required=True)
    on = day("the last day of work")
    outcome = fields.String(
        required=True,
        validate=validate.OneOf(("completed", "cancelled")),
        error_messages={"required": "Choose how it ended"},
        metadata={"description": "how it ended"},
    )
    reason_code = key("a reason, when it was stopped")
    note = note()


class WorkPackages(Read, PageFields):
    """Work packages that one may see, in order of title. Gives {items, next}."""

    programme_id = only("only those of this programme")
    project_id = only("only those of this project")


class WorkPackage(Read):
    """One work package with its milestones."""

    work_package_id = an_id("the work package", required=True)
