"""The projects service: every request that it answers, and the use case or read that answers it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.projects.commands import (
    agreements,
    applications,
    approvals,
    awards,
    baselines,
    budgets,
    calendar,
    changes,
    claims,
    confidence,
    duties,
    duty_calendar,
    duty_schedules,
    finding,
    forecasts,
    hearing,
    importing,
    meetings,
    milestone_words,
    milestones,
    notes,
    participation,
    partners,
    places,
    posts,
    programmes,
    projects,
    requests,
    risks,
    spending,
    stories,
    successors,
    thresholds,
    validity,
    work_packages,
    workstreams,
)
from services.projects.imports import finance
from services.projects.imports.nihr_awards import NihrAwards
from services.projects.imports.places import PlacesList
from services.projects.reminder import record_what_is_due
from services.projects.views import approvals as approval_views
from services.projects.views import calendar as calendar_views
from services.projects.views import changes as change_views
from services.projects.views import delivery, front_door, journal, money, plans, trying
from services.projects.views import duties as duty_views
from services.projects.views import meetings as meeting_views
from services.projects.views import milestones as milestone_views
from services.projects.views import participation as participation_views
from services.projects.views import places as place_views
from services.projects.views import posts as post_views
from services.projects.views import programmes as programme_views
from services.projects.views import risks as risk_views
from services.projects.views import thresholds as threshold_views
from services.projects.views import work_packages as work_package_views
from shared.calls import projects as calls
from shared.counting import counting, lists_of
from shared.events.event import Event
from shared.imports import jobs
from shared.imports.worker import ImportWorker
from shared.messaging.consumer import listens
from shared.messaging.parked import Parked
from shared.messaging.rpc import Service, Wiring, answering
from shared.schedule import Schedule

PROGRAMMES: Wiring = {
    calls.CreateProgramme: programmes.create_programme,
    calls.ChangeProgramme: programmes.change_programme,
    calls.ListPlaces: places.list_places,
    calls.SetThreshold: thresholds.set_threshold,
    calls.AddWorkstream: workstreams.add_workstream,
    calls.ChangeWorkstream: workstreams.change_workstream,
    calls.JoinPartner: partners.join_partner,
    calls.LeavePartner: partners.leave_partner,
    calls.RecordAward: awards.record_award,
    calls.ExtendAward: awards.extend_award,
    calls.Programmes: programme_views.list_programmes,
    calls.Programme: programme_views.programme,
    calls.Places: place_views.list_places,
    calls.Thresholds: threshold_views.thresholds,
    calls.Workstreams: programme_views.list_workstreams,
    calls.Awards: programme_views.list_awards,
    calls.AwardByReference: programme_views.awards_by_reference,
}

PLAN: Wiring = {
    calls.StartProject: projects.start_project,
    calls.ChangeProject: projects.change_project,
    calls.PauseProject: projects.pause_project,
    calls.ResumeProject: projects.resume_project,
    calls.EndProject: projects.end_project,
    calls.AddWorkPackage: work_packages.add_work_package,
    calls.EndWorkPackage: work_packages.end_work_package,
    calls.PlanMilestone: milestones.plan_milestone,
    calls.ChangeMilestone: milestone_words.change_milestone,
    calls.ReforecastMilestone: milestones.reforecast_milestone,
    calls.MoveSuccessors: successors.move_successors,
    calls.AchieveMilestone: milestones.achieve_milestone,
    calls.WithdrawAchievement: milestones.withdraw_achievement,
    calls.CancelMilestone: milestones.cancel_milestone,
    calls.BaselinePlan: baselines.baseline_plan,
    calls.DeclareConfidence: confidence.declare_confidence,
    calls.NoteProgress: notes.note_progress,
    calls.ConfirmNothingNew: notes.confirm_nothing_new,
    calls.Projects: plans.list_projects,
    calls.Project: plans.project,
    calls.WorkPackages: work_package_views.list_work_packages,
    calls.WorkPackage: work_package_views.work_package,
    calls.Milestones: plans.list_milestones,
    calls.Milestone: milestone_views.milestone,
    calls.Delivery: delivery.delivery,
    calls.ConfidenceHistory: delivery.history,
    calls.Journal: journal.entries,
}

CHANGES: Wiring = {
    calls.SubmitChangeRequest: changes.submit_change_request,
    calls.DecideChangeRequest: changes.decide_change_request,
    calls.WithdrawChangeRequest: changes.withdraw_change_request,
    calls.ChangeRequests: change_views.list_change_requests,
    calls.ChangeRequest: change_views.change_request,
    calls.TryChanges: trying.try_changes,
    calls.TryChangeRequest: trying.try_change_request,
}

DUTIES: Wiring = {
    calls.SetDutySchedule: duty_schedules.set_duty_schedule,
    calls.SetDuty: duties.set_duty,
    calls.MoveDuty: duties.move_duty,
    calls.AssignDuty: duties.assign_duty,
    calls.MeetDuty: duties.meet_duty,
    calls.WaiveDuty: duties.waive_duty,
    calls.WithdrawDuty: duties.withdraw_duty,
    calls.ConsiderDuties: duty_calendar.consider_duties,
    calls.FinishStory: stories.finish_story,
    calls.Duties: duty_views.list_duties,
    calls.Duty: duty_views.duty,
    calls.Escalations: duty_views.escalations,
    calls.DutySchedules: duty_views.list_schedules,
    calls.CreateCalendarFeed: calendar.create_calendar_feed,
    calls.RevokeCalendarFeed: calendar.revoke_calendar_feed,
    calls.CalendarFeeds: calendar_views.feeds,
    calls.CalendarOwner: calendar_views.owner,
    calls.Calendar: calendar_views.calendar,
}

MONEY: Wiring = {
    calls.SetBudget: budgets.set_budget,
    calls.Vire: budgets.vire,
    calls.CarryForward: budgets.carry_forward,
    calls.SetForecast: forecasts.set_forecast,
    calls.ExplainVariance: forecasts.explain_variance,
    calls.RecordSpend: spending.record_spend,
    calls.CorrectSpend: spending.correct_spend,
    calls.ReceiveClaim: claims.receive_claim,
    calls.SettleClaim: claims.settle_claim,
    calls.PledgeContribution: claims.pledge_contribution,
    calls.ReceiveContribution: claims.receive_contribution,
    calls.ReceivePayment: claims.receive_payment,
    calls.Budget: money.budget,
    calls.Headings: money.headings,
    calls.Spend: money.list_spend,
    calls.Forecasts: money.list_forecasts,
    calls.Explanations: money.list_explanations,
    calls.Claims: money.list_claims,
    calls.Contributions: money.list_contributions,
    calls.Payments: money.list_payments,
}

POSTS: Wiring = {
    calls.EstablishPost: posts.establish_post,
    calls.ChangePost: posts.change_post,
    calls.AdvertisePost: posts.advertise_post,
    calls.AppointToPost: posts.appoint_to_post,
    calls.FillPost: posts.fill_post,
    calls.VacatePost: posts.vacate_post,
    calls.ClosePost: posts.close_post,
    calls.Posts: post_views.list_posts,
    calls.Post: post_views.post,
    calls.PlanParticipation: participation.plan_participation,
    calls.RecordParticipation: participation.record_participation,
    calls.CorrectParticipation: participation.correct_participation,
    calls.Participation: participation_views.entries,
    calls.ParticipationAgainstPlan: participation_views.against_plan,
}

RISKS: Wiring = {
    calls.RaiseRisk: risks.raise_risk,
    calls.ReassessRisk: risks.reassess_risk,
    calls.TurnRiskIntoIssue: risks.turn_risk_into_issue,
    calls.CloseRisk: risks.close_risk,
    calls.Risks: risk_views.list_risks,
    calls.Risk: risk_views.risk,
}

GOVERNANCE: Wiring = {
    calls.NeedApproval: approvals.need_approval,
    calls.RuleOutApproval: approvals.rule_out_approval,
    calls.SeekApproval: approvals.seek_approval,
    calls.DecideApproval: approvals.decide_approval,
    calls.ConsiderValidity: validity.consider_validity,
    calls.Approvals: approval_views.list_approvals,
    calls.Approval: approval_views.approval,
    calls.SignAgreement: agreements.sign_agreement,
    calls.EndAgreement: agreements.end_agreement,
    calls.Agreements: approval_views.list_agreements,
    calls.Agreement: approval_views.agreement,
    calls.SetBoard: meetings.set_board,
    calls.HoldMeeting: meetings.hold_meeting,
    calls.CorrectMeeting: meetings.correct_meeting,
    calls.AgreeAction: meetings.agree_action,
    calls.CompleteAction: meetings.complete_action,
    calls.Boards: meeting_views.list_boards,
    calls.Meetings: meeting_views.list_meetings,
    calls.Meeting: meeting_views.meeting,
    calls.Actions: meeting_views.list_actions,
}

FRONT_DOOR: Wiring = {
    calls.ReceiveRequest: requests.receive_request,
    calls.TriageRequest: requests.triage_request,
    calls.AnswerRequest: requests.answer_request,
    calls.ReopenRequest: requests.reopen_request,
    calls.Requests: front_door.list_requests,
    calls.Request: front_door.request,
    calls.RequestTrail: front_door.request_trail,
    calls.SubmitApplication: applications.submit_application,
    calls.DecideApplication: applications.decide_application,
    calls.Applications: front_door.list_applications,
    calls.Application: front_door.application,
}

IMPORTS: Wiring = {
    calls.StartImport: importing.start_import,
    calls.ImportJob: jobs.show,
}


CONCEPTS = (PROGRAMMES, PLAN, CHANGES, DUTIES, MONEY, POSTS, RISKS, GOVERNANCE, FRONT_DOOR)
COUNTS: Wiring = {calls.HowMany: counting("projects", lists_of(CONCEPTS))}


@answering(*CONCEPTS, COUNTS, IMPORTS)
class Projects(Service, Parked):
    """Programmes, awards, the plan and its people and money; and importing."""

    name = "projects"
    imports = ImportWorker(NihrAwards(), PlacesList(), *finance.importers())
    reminder = Schedule(record_what_is_due, seconds=60)
    scopes = dict(finding.SCOPES)

    @listens("projects.inbox", to=hearing.HEARD)
    def hear(self, session: Session, event: Event) -> None:
        hearing.learn(session, event)
