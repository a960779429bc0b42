"""The projects service: every request that it answers, one line of work each."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from services.projects.commands import awards, finding, importing, milestones, notes, programmes, projects
from services.projects.imports.nihr_awards import NihrAwards
from services.projects.views import journal, plans
from services.projects.views import programmes as programme_views
from shared.calls import projects as calls
from shared.imports import jobs
from shared.imports.worker import ImportWorker
from shared.messaging.parked import Parked
from shared.messaging.rpc import Service, answers

Fields = dict[str, Any]


class Projects(Service, Parked):
    """Programmes, awards, workstreams, projects, partners, milestones, notes; and importing awards."""

    name = "projects"
    imports = ImportWorker(NihrAwards())
    scopes = {
        "programme_id": finding.scope_of_programme,
        "award_id": finding.scope_of_award,
        "project_id": finding.scope_of_project,
        "milestone_id": finding.scope_of_milestone,
        "target_id": finding.scope_of_target,
    }

    @answers(calls.CreateProgramme)
    def create_programme(self, session: Session, fields: Fields) -> Any:
        return programmes.create_programme(session, **fields)

    @answers(calls.RecordAward)
    def record_award(self, session: Session, fields: Fields) -> Any:
        return awards.record_award(session, **fields)

    @answers(calls.ExtendAward)
    def extend_award(self, session: Session, fields: Fields) -> Any:
        return awards.extend_award(session, **fields)

    @answers(calls.AddWorkstream)
    def add_workstream(self, session: Session, fields: Fields) -> Any:
        return programmes.add_workstream(session, **fields)

    @answers(calls.StartProject)
    def start_project(self, session: Session, fields: Fields) -> Any:
        return projects.start_project(session, **fields)

    @answers(calls.ChangeProject)
    def change_project(self, session: Session, fields: Fields) -> Any:
        return projects.change_project(session, **fields)

    @answers(calls.PauseProject)
    def pause_project(self, session: Session, fields: Fields) -> Any:
        return projects.pause_project(session, **fields)

    @answers(calls.ResumeProject)
    def resume_project(self, session: Session, fields: Fields) -> Any:
        return projects.resume_project(session, **fields)

    @answers(calls.EndProject)
    def end_project(self, session: Session, fields: Fields) -> Any:
        return projects.end_project(session, **fields)

    @answers(calls.JoinPartner)
    def join_partner(self, session: Session, fields: Fields) -> Any:
        return programmes.join_partner(session, **fields)

    @answers(calls.PlanMilestone)
    def plan_milestone(self, session: Session, fields: Fields) -> Any:
        return milestones.plan_milestone(session, **fields)

    @answers(calls.ReforecastMilestone)
    def reforecast_milestone(self, session: Session, fields: Fields) -> Any:
        return milestones.reforecast_milestone(session, **fields)

    @answers(calls.AchieveMilestone)
    def achieve_milestone(self, session: Session, fields: Fields) -> Any:
        return milestones.achieve_milestone(session, **fields)

    @answers(calls.WithdrawAchievement)
    def withdraw_achievement(self, session: Session, fields: Fields) -> Any:
        return milestones.withdraw_achievement(session, **fields)

    @answers(calls.CancelMilestone)
    def cancel_milestone(self, session: Session, fields: Fields) -> Any:
        return milestones.cancel_milestone(session, **fields)

    @answers(calls.BaselinePlan)
    def baseline_plan(self, session: Session, fields: Fields) -> Any:
        return milestones.baseline_plan(session, **fields)

    @answers(calls.NoteProgress)
    def note_progress(self, session: Session, fields: Fields) -> Any:
        return notes.note_progress(session, **fields)

    @answers(calls.ConfirmNothingNew)
    def confirm_nothing_new(self, session: Session, fields: Fields) -> Any:
        return notes.confirm_nothing_new(session, **fields)

    @answers(calls.Programmes)
    def programmes(self, session: Session, fields: Fields) -> Any:
        return programme_views.list_programmes(session, **fields)

    @answers(calls.Programme)
    def programme(self, session: Session, fields: Fields) -> Any:
        return programme_views.programme(session, **fields)

    @answers(calls.Awards)
    def awards(self, session: Session, fields: Fields) -> Any:
        return programme_views.list_awards(session, **fields)

    @answers(calls.AwardByReference)
    def award_by_reference(self, session: Session, fields: Fields) -> Any:
        return programme_views.awards_by_reference(session, **fields)

    @answers(calls.Workstreams)
    def workstreams(self, session: Session, fields: Fields) -> Any:
        return programme_views.list_workstreams(session, **fields)

    @answers(calls.Projects)
    def projects(self, session: Session, fields: Fields) -> Any:
        return plans.list_projects(session, **fields)

    @answers(calls.Project)
    def project(self, session: Session, fields: Fields) -> Any:
        return plans.project(session, **fields)

    @answers(calls.Milestones)
    def milestones(self, session: Session, fields: Fields) -> Any:
        return plans.list_milestones(session, **fields)

    @answers(calls.Milestone)
    def milestone(self, session: Session, fields: Fields) -> Any:
        return plans.milestone(session, **fields)

    @answers(calls.Journal)
    def journal(self, session: Session, fields: Fields) -> Any:
        return journal.entries(session, **fields)

    @answers(calls.StartImport)
    def start_import(self, session: Session, fields: Fields) -> Any:
        return importing.start_import(session, **fields)

    @answers(calls.ImportJob)
    def import_job(self, session: Session, fields: Fields) -> Any:
        return jobs.show(session, **fields)
