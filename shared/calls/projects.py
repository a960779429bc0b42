"""Requests that the projects service answers: programmes, awards, workstreams, projects, partners, milestones, notes.

Dates are days in Europe/London. A left-out day means today. `*_id` fields of things to be made are optional: give them
where the same request must make the same thing again (samples, imports).
"""

from __future__ import annotations

from marshmallow import Schema, ValidationError, fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, day
from shared.calls.imports import ImportJobFields, StartImportFields

NATIONS = ("england", "wales", "scotland", "northern_ireland")
PLACE_KINDS = ("ward", "neighbourhood", "lsoa", "city")
ACTIVITY_CLASSES = ("research", "evaluation", "evidence_synthesis", "capacity", "data")
TARGETS = ("programme", "workstream", "project", "milestone")
IMPORT_KINDS = ("nihr-awards",)
KEY = validate.Regexp(
    r"^[a-z0-9]+([_.-][a-z0-9]+)*$", error="Use small letters and digits, with _ . or - between words"
)


def _text(words: str, *, required: bool = False, longest: int = 300) -> fields.String:
    return fields.String(
        required=required,
        allow_none=not required,
        validate=validate.Length(min=1, max=longest, error=f"Enter {words} of {{min}} to {{max}} characters"),
        metadata={"description": words},
        error_messages={"required": f"Enter {words}", "null": f"Enter {words}"},
    )


def _id(words: str, *, required: bool = False) -> fields.String:
    return _text(words, required=required, longest=200)


def _new_id() -> fields.String:
    return fields.String(
        validate=validate.Regexp(r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$", error="Use letters, digits, . _ : and -"),
        metadata={"description": "an id of your own; left out, one is made"},
    )


def _key(words: str, *, required: bool = False) -> fields.String:
    return fields.String(
        required=required,
        allow_none=not required,
        validate=KEY,
        metadata={"description": words},
        error_messages={"required": f"Choose {words}", "null": f"Choose {words}"},
    )


def _ids(words: str) -> fields.List[str]:
    return fields.List(fields.String(), validate=validate.Length(max=200), metadata={"description": words})


def _note() -> fields.String:
    return _text("a note, kept in this service and fingerprinted in the fact", longest=10_000)


def _programme(*, required: bool = True) -> fields.String:
    return _id("the programme", required=required)


class PlaceFields(Schema):
    """A place by its code."""

    code = _id("the code of the place, like E08000012", required=True)
    kind = fields.String(required=True, validate=validate.OneOf(PLACE_KINDS))
    boundary_set = _text("the set of boundaries that the code belongs to, with its year", required=True)


class MoneyFields(Schema):
    """An amount with its currency; the amount is decimal text."""

    amount = fields.String(
        required=True,
        validate=validate.Regexp(r"^-?\d{1,15}(\.\d{1,4})?$", error="Enter an amount, like 12500.00"),
        metadata={"description": "decimal text"},
        error_messages={"required": "Enter an amount"},
    )
    currency = fields.String(
        load_default="GBP", validate=validate.Regexp(r"^[A-Z]{3}$"), metadata={"description": "ISO 4217 code"}
    )


class ThemeFields(Schema):
    """A theme of the programme."""

    key = _key("the theme's key", required=True)
    title = _text("the theme in words", required=True)


class StageFields(Schema):
    """A stage of the programme; stages may overlap."""

    key = _key("the stage's key", required=True)
    title = _text("the stage in words", required=True)
    start = day("its first day", required=True)
    end = day("its last day", required=True)


class CreateProgramme(Command):
    """Set up a programme. Gives {programme_id, version}."""

    programme_id = fields.String(
        required=True,
        validate=validate.Regexp(
            r"^[A-Z0-9][A-Z0-9-]{1,39}$", error="Use 2 to 40 capitals, digits and -, like HDRC-LPL"
        ),
        metadata={"description": "a short id for addresses and file names, chosen once"},
        error_messages={"required": "Enter a short id, like HDRC-LPL"},
    )
    title = _text("a title", required=True)
    host_org_id = _id("the organisation that hosts it", required=True)
    starts_on = day("the first day", required=True)
    planned_end = day("the last day as awarded")
    year_start_month = fields.Integer(
        load_default=4, validate=validate.Range(1, 12), metadata={"description": "month in which its award year starts"}
    )
    nation = fields.String(
        load_default="england", validate=validate.OneOf(NATIONS), metadata={"description": "whose bank holidays count"}
    )
    places = fields.List(fields.Nested(PlaceFields), load_default=list)
    themes = fields.List(fields.Nested(ThemeFields), load_default=list)
    stages = fields.List(fields.Nested(StageFields), load_default=list)
    labels = fields.Dict(
        keys=fields.String(validate=KEY),
        values=fields.String(validate=validate.Length(min=1, max=60)),
        load_default=dict,
        metadata={"description": "the programme's own words: workstream is called unit, and so on"},
    )


class RecordAward(Command):
    """Enter the contract of an award. Gives {award_id, version}."""

    award_id = _new_id()
    programme_id = fields.String(
        required=True,
        metadata={"description": "the programme that it pays for, or * for none (administrators only)"},
        error_messages={"required": "Choose a programme"},
    )
    reference = _text("the funder's award id as it is written", required=True, longest=100)
    title = _text("a title", longest=2000)
    funder_org_id = _id("the organisation that funds it", required=True)
    contracted_org_id = _id("the organisation that holds the contract")
    funder_programme = _text("the funder's programme")
    programme_stream = _text("the stream within it")
    amount = fields.Nested(MoneyFields, allow_none=True)
    starts_on = day("the first day of the contract", required=True)
    ends_on = day("the last day of the contract")
    holder_person_ids = _ids("the award holders, joint ones each by themselves")
    project_ids = _ids("the projects that it pays for, when it is not the whole programme")
    url = fields.Url(allow_none=True, metadata={"description": "public page of the award"})


class ExtendAward(Command):
    """Note that the funder agreed time or money, more or less of it. Gives {award_id, version}."""

    award_id = _id("the award", required=True)
    agreed_on = day("the day of the agreement", required=True)
    months = fields.Integer(
        allow_none=True, validate=validate.Range(-600, 600), metadata={"description": "months added"}
    )
    amount_change = fields.Nested(MoneyFields, allow_none=True)
    new_end = day("the last day of the contract from now on")
    funder_reference = _text("the funder's reference of the agreement")


class AddWorkstream(Command):
    """Set up a workstream. Gives {workstream_id, version}."""

    workstream_id = _new_id()
    programme_id = _programme()
    title = _text("a title", required=True)
    lead_person_id = _id("who leads it")
    from_on = day("the first day")


class ProjectFields(Schema):
    """What may be said of a project, and changed."""

    workstream_id = _id("the workstream it belongs to")
    lead_person_id = _id("who leads it")
    partner_org_ids = _ids("partners that take part")
    themes = fields.List(fields.String(validate=KEY), metadata={"description": "keys of its themes"})
    places = fields.List(fields.Nested(PlaceFields), metadata={"description": "where it works; none: everywhere"})
    activity_class = fields.String(
        allow_none=True, validate=validate.OneOf(ACTIVITY_CLASSES), metadata={"description": "kind of work"}
    )
    stage = _key("the stage of the programme that it belongs to")
    planned_end = day("the expected last day")
    award_ids = _ids("awards that pay for it: none, one or several")


class StartProject(Command, ProjectFields):
    """Begin a project. Gives {project_id, version}."""

    project_id = _new_id()
    programme_id = _programme()
    title = _text("a title", required=True)
    started_on = day("the day on which work began")


class ChangeProject(Command, ProjectFields):
    """Change what is said of a project, from a day on. Only what is given is changed. Gives {project_id, version}."""

    project_id = _id("the project", required=True)
    title = _text("a title")
    from_on = day("the day from which this holds")
    reason_code = _key("a reason")
    note = _note()


class PauseProject(Command):
    """Put a project on hold. Gives {project_id, version}."""

    project_id = _id("the project", required=True)
    on = day("the first day of the pause")
    reason_code = _key("a reason", required=True)
    review_on = day("the day on which it will be looked at again")
    note = _note()


class ResumeProject(Command):
    """Take a paused project up again. Gives {project_id, version}."""

    project_id = _id("the project", required=True)
    on = day("the first day of work again")


class EndProject(Command):
    """Note that a project is finished or was stopped. Gives {project_id, version}."""

    project_id = _id("the project", required=True)
    on = day("the last day of work")
    outcome = fields.String(
        required=True,
        validate=validate.OneOf(("completed", "cancelled")),
        error_messages={"required": "Choose how it ended"},
        metadata={"description": "how it ended"},
    )
    reason_code = _key("a reason, when it was stopped")
    note = _note()


class JoinPartner(Command):
    """Note that an organisation joins the programme, or one project of it. Gives {partnership_id, version}."""

    partnership_id = _new_id()
    programme_id = _programme()
    project_id = _id("the project, when it joins that alone")
    org_id = _id("the organisation", required=True)
    roles = fields.List(fields.String(validate=KEY), load_default=list, metadata={"description": "what it does"})
    agreement_id = _id("the agreement under which it joins")
    joined_on = day("the first day")


class PlanMilestone(Command):
    """Enter a milestone in the plan. Gives {milestone_id, version}."""

    milestone_id = _new_id()
    programme_id = _programme()
    project_id = _id("the project; left out for one of the programme itself")
    workstream_id = _id("the workstream, where it belongs to no project")
    title = _text("a title", required=True)
    owner_person_id = _id("who answers for it")
    owner_org_id = _id("the owner's organisation")
    baseline_on = day("the day on which it is due", required=True)
    contractual = fields.Boolean(load_default=False, metadata={"description": "whether the award's contract names it"})
    evidence_required = fields.Boolean(
        load_default=False, metadata={"description": "whether it may be called done only with evidence"}
    )
    predecessor_ids = _ids("milestones that must be done before")
    planned_on = day("the day on which it was planned")


class ReforecastMilestone(Command):
    """Say when a milestone is expected now; its baseline stays. Gives {milestone_id, version}."""

    milestone_id = _id("the milestone", required=True)
    forecast_on = day("the day on which it is expected now", required=True)
    reason_code = _key("a reason", required=True)
    note = _note()
    caused_by = _id("the milestone, post or approval that moved it")
    known_on = day("the day on which this was known")


class AchieveMilestone(Command):
    """Mark a milestone as achieved, on the day on which it was done. Gives {milestone_id, version}."""

    milestone_id = _id("the milestone", required=True)
    achieved_on = day("the day on which it was done")
    evidence_file_ids = fields.List(
        fields.String(validate=validate.Regexp(r"^[0-9a-f]{64}$", error="A file is named by 64 hexadecimal digits")),
        load_default=list,
        metadata={"description": "digests of the files that show it"},
    )
    note = _note()


class WithdrawAchievement(Command):
    """Take back that a milestone was achieved: it had been marked in error. Gives {milestone_id, version}."""

    milestone_id = _id("the milestone", required=True)
    reason_code = _key("a reason", required=True)


class CancelMilestone(Command):
    """Note that a milestone is no longer to be done. Gives {milestone_id, version}."""

    milestone_id = _id("the milestone", required=True)
    on = day("the day of the decision")
    reason_code = _key("a reason", required=True)
    change_request_id = _id("the change that was approved")
    note = _note()


class BaselinedMilestoneFields(Schema):
    """A milestone with its date under the new baseline."""

    milestone_id = _id("the milestone", required=True)
    baseline_on = day("its new baseline date", required=True)


class BaselinePlan(Command):
    """Freeze the whole plan under a name. Gives {programme_id, version}.

    Milestones that are not listed get their forecast (or the day on which they were achieved) as baseline.
    """

    programme_id = _programme()
    title = _text("a name for the baseline", required=True)
    from_on = day("the day from which it is in force")
    change_request_id = _id("the change that was approved")
    milestones = fields.List(fields.Nested(BaselinedMilestoneFields), load_default=list)


class NoteProgress(Command):
    """Write down a short update on a programme, workstream, project or milestone. Gives {target_id, version}."""

    target_id = _id("what it is about", required=True)
    on = day("the day that it describes")
    percent = fields.Integer(
        allow_none=True,
        validate=validate.Range(0, 100),
        metadata={"description": "how much is done, in your view"},
    )
    note = _note()


class ConfirmNothingNew(Command):
    """Say that there is nothing new: a zero that somebody looked at. Gives {target_id, version}."""

    target_id = _id("what it is about", required=True)
    section = _key("the section of the report")
    question = _key("the question of the report")
    period_from = day("the first day of the period", required=True)
    period_to = day("the last day of the period", required=True)


def _filter(words: str) -> fields.String:
    return fields.String(allow_none=True, metadata={"description": words})


class Programmes(Read, PageFields):
    """The programmes that one may see, a page at a time. Gives {items, next}."""


class Programme(Read):
    """One programme with its awards, workstreams, partners and baselines."""

    programme_id = _programme()


class Awards(Read, PageFields):
    """Awards that one may see: of one's programmes, and those of no programme. Gives {items, next}."""

    programme_id = _filter("only those of this programme")


class AwardByReference(Read):
    """Awards by the funder's ids, in any spelling. Gives {items: [{written, reference, award_id, programme_id}]}.

    `references` are looked up as they are; every award id in `text` is found. Unknown ones are left out.
    """

    references = fields.List(fields.String(validate=validate.Length(max=200)), validate=validate.Length(max=200))
    text = fields.String(validate=validate.Length(max=10_000))


class Workstreams(Read, PageFields):
    """Workstreams of the programmes that one may see. Gives {items, next}."""

    programme_id = _filter("only those of this programme")


class Projects(Read, PageFields):
    """Projects that one may see. Gives {items, next}."""

    programme_id = _filter("only those of this programme")
    workstream_id = _filter("only those of this workstream")
    state = fields.String(validate=validate.OneOf(("active", "paused", "completed", "cancelled")))


class Project(Read):
    """One project with its partners and milestones."""

    project_id = _id("the project", required=True)


class Milestones(Read, PageFields):
    """Milestones that one may see, in order of forecast. Gives {items, next}."""

    programme_id = _filter("only those of this programme")
    project_id = _filter("only those of this project")
    state = fields.String(validate=validate.OneOf(("planned", "late", "achieved", "cancelled")))


class Milestone(Read):
    """One milestone, with its dates in every named baseline."""

    milestone_id = _id("the milestone", required=True)


class Journal(Read, PageFields):
    """What was recorded of a programme, workstream, project or milestone, newest first, with the words of notes.

    Gives {items, next}.
    """

    target_id = _id("whose journal", required=True)


def _known_kind(kind: str) -> None:
    if kind not in IMPORT_KINDS:
        raise ValidationError(f"This service imports: {', '.join(IMPORT_KINDS)}")


class StartImport(Command, StartImportFields):
    """Take in a file of records, as a job. Gives {job_id}."""

    kind = fields.String(
        required=True,
        validate=_known_kind,
        metadata={"description": "kind of file: " + ", ".join(IMPORT_KINDS)},
        error_messages={"required": "Choose the kind of file"},
    )


class ImportJob(Read, ImportJobFields):
    """How far an import is, what was refused and why."""
