"""Programmes, their workstreams and their partners."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import (
    KEY,
    MOST_NAMED,
    PageFields,
    PlaceFields,
    Written,
    an_id,
    day,
    key,
    new_id,
    note,
    only,
    programme,
    text,
)

NATIONS = ("england", "wales", "scotland", "northern_ireland")


class ThemeFields(Schema):
    """A theme of the programme."""

    key = key("the theme's key", required=True)
    title = text("the theme in words", required=True)


class DirectorateFields(Schema):
    """A directorate of the council."""

    key = key("the directorate's key", required=True)
    title = text("the directorate in words", required=True)


class StageFields(Schema):
    """A stage of the programme; stages may overlap."""

    key = key("the stage's key", required=True)
    title = text("the stage in words", required=True)
    start = day("its first day", required=True)
    end = day("its last day", required=True)


class CreateProgramme(Command):
    """Set up a programme. Gives {programme_id, version}."""

    programme_id = fields.String(
        required=True,
        validate=Written(r"^[A-Z0-9][A-Z0-9-]{1,39}$", error="Use 2 to 40 capitals, digits and -, like HDRC-LPL"),
        metadata={"description": "a short id for addresses and file names, chosen once"},
        error_messages={"required": "Enter a short id, like HDRC-LPL"},
    )
    title = text("a title", required=True)
    host_org_id = an_id("the organisation that hosts it", required=True)
    starts_on = day("the first day", required=True)
    planned_end = day("the last day as awarded")
    year_start_month = fields.Integer(
        load_default=4, validate=validate.Range(1, 12), metadata={"description": "month in which its award year starts"}
    )
    nation = fields.String(
        load_default="england", validate=validate.OneOf(NATIONS), metadata={"description": "whose bank holidays count"}
    )
    places = fields.List(fields.Nested(PlaceFields), validate=MOST_NAMED, load_default=list)
    themes = fields.List(fields.Nested(ThemeFields), validate=MOST_NAMED, load_default=list)
    stages = fields.List(fields.Nested(StageFields), validate=MOST_NAMED, load_default=list)
    directorates = fields.List(fields.Nested(DirectorateFields), validate=MOST_NAMED, load_default=list)
    labels = fields.Dict(
        keys=fields.String(validate=KEY),
        values=fields.String(validate=validate.Length(min=1, max=60)),
        load_default=dict,
        metadata={"description": "the programme's own words: workstream is called unit, and so on"},
    )


class ChangeProgramme(Command):
    """Change what is said of a programme, from a day on. Only what is given is changed. Gives {programme_id, version}.

    Themes and stages are given whole; one that projects use cannot be left out.
    """

    programme_id = programme()
    title = text("a title")
    planned_end = day("the last day as awarded")
    places = fields.List(fields.Nested(PlaceFields), validate=MOST_NAMED, metadata={"description": "where it works"})
    themes = fields.List(
        fields.Nested(ThemeFields), validate=MOST_NAMED, metadata={"description": "its themes, all of them"}
    )
    stages = fields.List(
        fields.Nested(StageFields), validate=MOST_NAMED, metadata={"description": "its stages, all of them"}
    )
    directorates = fields.List(
        fields.Nested(DirectorateFields),
        validate=MOST_NAMED,
        metadata={"description": "directorates of the council, all of them"},
    )
    labels = fields.Dict(
        keys=fields.String(validate=KEY),
        values=fields.String(validate=validate.Length(min=1, max=60)),
        metadata={"description": "the programme's own words, all of them"},
    )
    from_on = day("the day from which this holds")
    reason_code = key("a reason")
    note = note()


class AddWorkstream(Command):
    """Set up a workstream. Gives {workstream_id, version}."""

    workstream_id = new_id()
    programme_id = programme()
    title = text("a title", required=True)
    lead_person_id = an_id("who leads it")
    from_on = day("the first day")


class ChangeWorkstream(Command):
    """Change title or lead of a workstream, from a day on. Gives {workstream_id, version}."""

    workstream_id = an_id("the workstream", required=True)
    title = text("a title")
    lead_person_id = an_id("who leads it")
    from_on = day("the day from which this holds")
    reason_code = key("a reason")
    note = note()


class JoinPartner(Command):
    """Note that an organisation joins the programme, or one project of it. Gives {partnership_id, version}."""

    partnership_id = new_id()
    programme_id = programme()
    project_id = an_id("the project, when it joins that alone")
    org_id = an_id("the organisation", required=True)
    roles = fields.List(
        fields.String(validate=KEY), validate=MOST_NAMED, load_default=list, metadata={"description": "what it does"}
    )
    agreement_id = an_id("the agreement under which it joins")
    joined_on = day("the first day")


class LeavePartner(Command):
    """Note that a partner leaves, is dissolved, or is succeeded by another. Gives {partnership_id, version}.

    A successor that is no partner here yet becomes one on the same day, with the same roles, as a fact of its own.
    """

    partnership_id = an_id("the partnership", required=True)
    on = day("the last day")
    reason_code = key("a reason", required=True)
    successor_org_id = an_id("the organisation that succeeds it")
    successor_partnership_id = new_id()
    note = note()


class Programmes(Read, PageFields):
    """The programmes that one may see, a page at a time. Gives {items, next}."""


class Programme(Read):
    """One programme with its awards, workstreams, partners and baselines."""

    programme_id = programme()


class Workstreams(Read, PageFields):
    """Workstreams of the programmes that one may see. Gives {items, next}."""

    programme_id = only("only those of this programme")


class HowMany(Read):
    """How many there are of everything that the programme is run with, as far as one may see it.

    Gives {items: {name of the list: number}}.
    """

    programme_id = programme()
