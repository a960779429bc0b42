"""Facts that the projects service records. People are `person_id` only; free text is by reference."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, Group, Id, Key, Many, Named, OneOf, Part, Text, Url, Whole, YesNo
from shared.events.parts import Changes, Money, Period, Place, Words

ACTIVITY_CLASSES = ("research", "evaluation", "evidence_synthesis", "capacity", "data")


class ThemePart(Part):
    key = Key("the theme's key, as projects and outputs name it", required=True)
    title = Text("the theme in words", required=True)


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
    planned_end = Date("last day as awarded")


class AwardRecorded(Fact):
    """An award's contract is entered or imported. Subject: the award. An award is not a project."""

    type = "award.recorded"
    effective = "the contract's start"

    award_id = Id("the award's id here, the subject of this event", required=True)
    reference = Text("the funder's award id in normal form (capitals, no spaces), for matching", required=True)
    id_as_written = Text("the funder's award id as it was written", required=True)
    title = Text("title of the award")
    funder_org = Id("organisation that funds it", required=True)
    funder_programme = Text("the funder's programme: Public Health Research")
    programme_stream = Text("stream within that programme")
    contracted_org = Id("organisation that holds the contract")
    amount = Money("value of the contract when it was signed")
    start = Date("first day of the contract", required=True)
    end = Date("last day of the contract as first signed")
    holder_person_ids = Many(Id("a person"), "award holders, joint ones each by themselves")
    covers = Many(Id("a programme or project"), "ids of the programmes and projects that it pays for")
    url = Url("public page of the award")


class AwardExtended(Fact):
    """The funder agrees time or money, more or less of it. Subject: the award."""

    type = "award.extended"
    effective = "the date of agreement"

    months = Whole("months added; negative when cut", least=-600, most=600)
    amount_change = Money("money added; negative when reduced")
    new_end = Date("last day of the contract from now on")
    funder_reference = Text("the funder's reference of the agreement")


class WorkstreamAdded(Fact):
    """A workstream is set up (Liverpool calls it a unit). Subject: the workstream."""

    type = "workstream.added"
    effective = "the day from which it exists"

    title = Text("title", required=True)
    lead_person_id = Id("who leads it", seen_by="funder")


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


class PartnerJoined(Fact):
    """An organisation joins the programme, or one project of it. Subject: the partnership."""

    type = "partner.joined"
    effective = "the day from which it is a partner"

    org_id = Id("the organisation", required=True)
    roles = Many(Key("a role"), "what it does: host, university, voluntary_sector")
    project_id = Id("the project it joins; absent for the whole programme")
    agreement_id = Id("the agreement it joins under", seen_by="funder")


class MilestonePlanned(Fact):
    """A milestone enters the plan. Subject: the milestone."""

    type = "milestone.planned"
    effective = "the date on which it was planned, not the date it is due"

    title = Text("title", required=True)
    project_id = Id("project it belongs to; absent for one of the programme itself")
    workstream_id = Id("workstream, where it belongs to no project")
    owner_person_id = Id("who answers for it", seen_by="funder")
    owner_org_id = Id("organisation of the owner, for the breakdown by organisation")
    baseline_on = Date("due date as planned; also the first forecast", required=True)
    contractual = YesNo("whether the award's contract names it", required=True)
    evidence_required = YesNo("whether it may be called done only with evidence", seen_by="funder")
    predecessor_ids = Many(Id("a milestone"), "milestones that must be done before", seen_by="funder")


class MilestoneReforecast(Fact):
    """The date on which a milestone is expected moves; its baseline does not. Subject: the milestone."""

    type = "milestone.reforecast"
    effective = "the day on which the new date was known"

    forecast_from = Date("date expected until now", seen_by="funder", required=True)
    forecast_to = Date("date expected from now on", seen_by="funder", required=True)
    reason_code = Key(
        "why: recruitment, approval, partner, data_access, scope or other", seen_by="funder", required=True
    )
    note = Words("why, in words")
    caused_by = Id("milestone, post or approval that moved it", seen_by="funder")


class MilestoneAchieved(Fact):
    """A milestone is done. Subject: the milestone."""

    type = "milestone.achieved"
    effective = "the day on which it was really done"

    evidence_file_ids = Many(Id("a file"), "digests of the files that show it", seen_by="funder")
    note = Words("what was done, in words")


class MilestoneAchievementWithdrawn(Fact):
    """A milestone had been marked as done in error. Subject: the milestone; `corrects` names the same event."""

    type = "milestone.achievement_withdrawn"
    effective = "the effective date of the event that it withdraws"

    achieved_event_id = Id("the milestone.achieved that does not hold", required=True)
    reason_code = Key("why", seen_by="funder", required=True)


class MilestoneCancelled(Fact):
    """A milestone is no longer to be done. Subject: the milestone."""

    type = "milestone.cancelled"
    effective = "the date of the decision"

    reason_code = Key("why", seen_by="funder", required=True)
    change_request_id = Id("the change that was approved", seen_by="funder")
    note = Words("why, in words")


class BaselinedMilestonePart(Part):
    id = Id("the milestone", required=True)
    baseline_on = Date("its due date under the new baseline", required=True)


class PlanBaselined(Fact):
    """The whole plan is frozen under a name. Subject: the programme."""

    type = "plan.baselined"
    effective = "the day from which the baseline is in force"

    name = Text("name of the baseline", required=True)
    change_request_id = Id("the change that was approved", seen_by="funder")
    milestones = Many(
        Group("a milestone", part=BaselinedMilestonePart), "every milestone in the plan, with its date", required=True
    )


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
