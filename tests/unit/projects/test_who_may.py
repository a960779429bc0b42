"""Role by request: who may ask what of people and projects, said once more, so that a slip in the table shows."""

from __future__ import annotations

import pytest
from roles import EVERYONE, INSIDE, PLANS, ROLES, WORKS, hides, needs_every_programme, permits

from shared import permissions
from shared.context import Actor, Grant
from shared.errors import NotAllowed, NotFound

#: programmes, awards and the plan
PLAN = {
    "projects.record_award": PLANS,
    "projects.extend_award": PLANS,
    "projects.change_programme": PLANS,
    "projects.list_places": PLANS,
    "projects.set_threshold": PLANS,
    "projects.add_workstream": PLANS,
    "projects.change_workstream": PLANS,
    "projects.add_work_package": PLANS,
    "projects.end_work_package": PLANS,
    "projects.leave_partner": PLANS,
    "projects.join_partner": PLANS,
    "projects.start_project": PLANS,
    "projects.change_project": PLANS,
    "projects.pause_project": PLANS,
    "projects.resume_project": PLANS,
    "projects.end_project": PLANS,
    "projects.plan_milestone": PLANS,
    "projects.cancel_milestone": PLANS,
    "projects.baseline_plan": PLANS,
    "projects.change_milestone": PLANS,
    "projects.move_successors": WORKS,
    "projects.reforecast_milestone": WORKS,
    "projects.achieve_milestone": WORKS,
    "projects.withdraw_achievement": WORKS,
    "projects.declare_confidence": PLANS | {"researcher"},
    "projects.delivery": INSIDE,
    "projects.confidence_history": INSIDE,
    "projects.note_progress": WORKS,
    "projects.confirm_nothing_new": WORKS,
    "projects.project": INSIDE,
    "projects.milestone": INSIDE,
    "projects.journal": INSIDE,
    "projects.projects": INSIDE,
    "projects.how_many": INSIDE,
    "projects.milestones": INSIDE,
    "projects.places": INSIDE,
    "projects.thresholds": INSIDE,
    "projects.work_packages": INSIDE,
    "projects.work_package": INSIDE,
    "projects.workstreams": INSIDE,
    "projects.programmes": EVERYONE,
    "projects.programme": EVERYONE,
    "projects.awards": EVERYONE,
    "projects.award_by_reference": EVERYONE,
}
#: changes and trying them
CHANGES = {
    "projects.submit_change_request": PLANS,
    "projects.decide_change_request": {"signatory", "administrator"},
    "projects.withdraw_change_request": PLANS,
    "projects.change_requests": INSIDE - {"partner"},
    "projects.change_request": INSIDE - {"partner"},
    "projects.try_changes": PLANS | {"researcher", "signatory"},
    "projects.try_change_request": INSIDE - {"partner"},
}
#: reporting duties and the calendar
SEES_DUTIES = INSIDE - {"partner"}
DUTIES: dict[str, set[str]] = {
    "projects.set_duty_schedule": PLANS,
    "projects.set_duty": PLANS,
    "projects.move_duty": PLANS,
    "projects.assign_duty": PLANS,
    "projects.withdraw_duty": PLANS,
    "projects.meet_duty": SEES_DUTIES - {"auditor"},
    "projects.waive_duty": PLANS | {"signatory"},
    "projects.consider_duties": {"administrator"},
    "projects.finish_story": {"administrator"},
    "projects.duties": SEES_DUTIES,
    "projects.duty": SEES_DUTIES,
    "projects.escalations": SEES_DUTIES,
    "projects.duty_schedules": EVERYONE,
    "projects.create_calendar_feed": INSIDE,
    "projects.revoke_calendar_feed": EVERYONE,
    "projects.calendar_feeds": EVERYONE,
    "projects.calendar": INSIDE,
}
#: money
READS_MONEY = PLANS | {"signatory", "auditor"}  # not a partner: what another claims is not its business
MONEY = {
    "projects.set_budget": PLANS,
    "projects.vire": PLANS,
    "projects.carry_forward": PLANS,
    "projects.set_forecast": PLANS,
    "projects.explain_variance": PLANS,
    "projects.record_spend": PLANS,
    "projects.correct_spend": PLANS,
    "projects.receive_claim": PLANS,
    "projects.settle_claim": PLANS,
    "projects.pledge_contribution": PLANS,
    "projects.receive_contribution": PLANS,
    "projects.receive_payment": PLANS,
    "projects.headings": INSIDE,
    "projects.budget": READS_MONEY,
    "projects.spend": READS_MONEY,
    "projects.forecasts": READS_MONEY,
    "projects.explanations": READS_MONEY,
    "projects.claims": READS_MONEY,
    "projects.contributions": READS_MONEY,
    "projects.payments": READS_MONEY,
}
#: posts, participation
POSTS = {
    "projects.establish_post": PLANS,
    "projects.change_post": PLANS,
    "projects.advertise_post": PLANS,
    "projects.appoint_to_post": PLANS,
    "projects.fill_post": PLANS,
    "projects.vacate_post": PLANS,
    "projects.close_post": PLANS,
    "projects.posts": INSIDE,
    "projects.post": INSIDE,
    "projects.plan_participation": PLANS,
    "projects.record_participation": WORKS,
    "projects.correct_participation": WORKS,
    "projects.participation": INSIDE,
    "projects.participation_against_plan": INSIDE,
}
#: risks and issues
RISKS = {
    "projects.raise_risk": WORKS - {"partner"},
    "projects.reassess_risk": WORKS - {"partner"},
    "projects.turn_risk_into_issue": WORKS - {"partner"},
    "projects.close_risk": PLANS,
    "projects.risks": INSIDE,
    "projects.risk": INSIDE,
}
#: approvals, agreements, meetings, actions
GOVERNANCE = {
    "projects.need_approval": WORKS,
    "projects.rule_out_approval": PLANS,
    "projects.seek_approval": WORKS,
    "projects.decide_approval": WORKS,
    "projects.consider_validity": {"administrator"},
    "projects.approvals": INSIDE,
    "projects.approval": INSIDE,
    "projects.sign_agreement": PLANS,
    "projects.end_agreement": PLANS,
    "projects.agreements": INSIDE,
    "projects.agreement": INSIDE,
    "projects.set_board": PLANS,
    "projects.hold_meeting": PLANS | {"researcher"},
    "projects.correct_meeting": PLANS | {"researcher"},
    "projects.agree_action": PLANS | {"researcher"},
    "projects.complete_action": WORKS,
    "projects.boards": INSIDE,
    "projects.meetings": INSIDE,
    "projects.meeting": INSIDE,
    "projects.actions": INSIDE,
}
#: the front door, applications, places
FRONT_DOOR = {
    "projects.receive_request": WORKS,
    "projects.triage_request": PLANS,
    "projects.answer_request": PLANS | {"researcher"},
    "projects.reopen_request": WORKS,
    "projects.requests": INSIDE,
    "projects.request": INSIDE,
    "projects.request_trail": INSIDE,
    "projects.submit_application": PLANS | {"researcher"},
    "projects.decide_application": PLANS | {"researcher"},
    "projects.applications": INSIDE,
    "projects.application": INSIDE,
}
IMPORTS = {
    "projects.start_import": PLANS,
    "projects.import_job": PLANS,
}
PEOPLE = {
    "people.grant_role": PLANS,
    "people.grant_delegation": WORKS,
    "people.end_delegation": WORKS,
    "people.delegations": WORKS | {"auditor"},
    "people.end_role": PLANS,
    "people.roles": PLANS | {"auditor"},
    "people.register_person": PLANS,
    "people.register_organisation": PLANS,
    "people.people": EVERYONE,
    "people.organisations": EVERYONE,
}
MAY = PLAN | CHANGES | DUTIES | MONEY | POSTS | RISKS | GOVERNANCE | FRONT_DOOR | IMPORTS | PEOPLE
#: only with a role on every programme
EVERYWHERE = {
    "projects.create_programme": {"administrator"},
    "projects.parked": {"administrator"},
    "projects.replay_parked": {"administrator"},
    "projects.discard_parked": {"administrator"},
    "people.create_account": {"administrator"},
    "people.register_people": {"administrator"},
    "people.register_organisations": {"administrator"},
    "people.contact_details": set[str](),
    "people.grants_of": set[str](),
    "projects.calendar_owner": set[str](),
}


def test_every_request_to_projects_is_said_here() -> None:
    assert {name for name in permissions.rows() if name.startswith("projects.")} == {
        name for name in MAY | EVERYWHERE if name.startswith("projects.")
    }


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("request_name", MAY)
def test_a_role_in_the_programme_permits_what_is_its_work_and_nothing_else(request_name: str, role: str) -> None:
    permits(request_name, role, MAY[request_name])


@pytest.mark.parametrize("request_name", [name for name in MAY if permissions.row(name).where != "own"])
def test_a_programme_in_which_one_has_no_role_looks_as_if_it_did_not_exist(request_name: str) -> None:
    hides(request_name)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("request_name", EVERYWHERE)
def test_what_concerns_the_installation_needs_the_role_on_every_programme(request_name: str, role: str) -> None:
    needs_every_programme(request_name, role, EVERYWHERE[request_name])


def test_a_partner_of_one_project_may_work_on_that_project_alone() -> None:
    partner = Actor("somebody", (Grant("partner", "HDRC", "homes"),))
    permissions.check("projects.achieve_milestone", partner, "HDRC", "homes")
    with pytest.raises(NotAllowed):
        permissions.check("projects.achieve_milestone", partner, "HDRC", "jobs")
    with pytest.raises(NotAllowed):
        permissions.check("projects.achieve_milestone", partner, "HDRC", None)


def test_only_the_mail_sender_learns_addresses() -> None:
    permissions.check("people.contact_details", Actor("system:notifications"), None)
    with pytest.raises(NotAllowed):
        permissions.check("people.contact_details", Actor("boss", (Grant("administrator"),)), None)


def test_a_person_whose_id_is_the_word_for_a_role_does_not_have_it() -> None:
    with pytest.raises(NotFound):
        permissions.check("projects.change_project", Actor("administrator"), "HDRC")
    with pytest.raises(NotAllowed):
        permissions.check("projects.create_programme", Actor("administrator"), None)
