"""Programmes, their workstreams and their partners."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, Group, Id, Key, Many, Named, OneOf, Part, Text, Whole
from shared.events.parts import Changes, Place, Words


class ThemePart(Part):
    key = Key("the theme's key, as projects and outputs name it", required=True)
    title = Text("the theme in words", required=True)


class DirectoratePart(Part):
    key = Key("the directorate's key, as requests and training name it", required=True)
    title = Text("the directorate in words", required=True)


class StagePart(Part):
    key = Key("the stage's key", required=True)
    title = Text("the stage in words", required=True)
    start = Date("first day", required=True)
    end = Date("last day; stages may overlap", required=True)


class ProgrammeCreated(Fact):
    """A programme is set up. Subject: the programme."""

    type = "programme.created"
    effective = "the programme's start date"

    title = Text("title", required=True)
    host_org = Id("organisation that hosts it", required=True)
    places = Many(Place("a place"), "where it works")
    year_start_month = Whole("month in which its award year starts", least=1, most=12, required=True)
    nation = OneOf("whose bank holidays count", ("england", "wales", "scotland", "northern_ireland"), required=True)
    labels = Named(Text("a word"), "the programme's own words: workstream is called unit, and so on")
    themes = Many(Group("a theme", part=ThemePart), "the determinants or themes it works on")
    stages = Many(Group("a stage", part=StagePart), "stages of the programme as awarded")
    directorates = Many(Group("a directorate", part=DirectoratePart), "directorates of the council, all of them")
    planned_end = Date("last day as awarded")


class WorkstreamAdded(Fact):
    """A workstream is set up (Liverpool calls it a unit). Subject: the workstream."""

    type = "workstream.added"
    effective = "the day from which it exists"

    title = Text("title", required=True)
    lead_person_id = Id("who leads it", seen_by="funder")


class ProgrammeChanged(Fact):
    """Title, places, themes, stages, directorates, labels or planned end changed. Subject: the programme."""

    type = "programme.changed"
    effective = "the date from which the change holds"

    changes = Changes("fields of programme.created, each before and after", required=True)
    reason_code = Key("why", seen_by="funder")
    note = Words("why, in words")


class WorkstreamChanged(Fact):
    """Title or lead of a workstream changed. Subject: the workstream."""

    type = "workstream.changed"
    effective = "the date from which the change holds"

    changes = Changes("fields of workstream.added, each before and after", required=True, seen_by="funder")
    reason_code = Key("why", seen_by="funder")
    note = Words("why, in words")


class PartnerJoined(Fact):
    """An organisation joins the programme, or one project of it. Subject: the partnership."""

    type = "partner.joined"
    effective = "the day from which it is a partner"

    org_id = Id("the organisation", required=True)
    roles = Many(Key("a role"), "what it does: host, university, voluntary_sector")
    project_id = Id("the project it joins; absent for the whole programme")
    agreement_id = Id("the agreement it joins under", seen_by="funder")
    succeeds_partnership_id = Id("the partnership that it takes over, when its organisation succeeds another")


class PartnerLeft(Fact):
    """An organisation leaves, is dissolved, or is succeeded by another. Subject: the partnership.

    The two organisations stay linked here, so that figures per partner can follow the successor.
    """

    type = "partner.left"
    effective = "the last day"

    org_id = Id("the organisation", required=True)
    successor_org_id = Id("the organisation that succeeds it")
    reason_code = Key("why: finished, dissolved, succeeded or other", seen_by="funder", required=True)
    note = Words("why, in words")
