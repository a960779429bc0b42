"""Role by request: who may ask what of outputs, said once more, so that a slip in the table shows."""

from __future__ import annotations

import pytest
from roles import INSIDE, PLANS, ROLES, TEAM, WORKS, hides, needs_every_programme, permits

from shared import permissions
from shared.context import Actor

RECORDED = {
    "outputs.record_output": WORKS,
    "outputs.change_output": WORKS,
    "outputs.publish_output": WORKS,
    "outputs.withdraw_output": TEAM,
    "outputs.reinstate_output": TEAM,
    "outputs.outputs": INSIDE,
    "outputs.output": INSIDE,
    "outputs.how_many_outputs": INSIDE,
}
CAPTURE: dict[str, set[str]] = {
    "outputs.look_up": WORKS,
    "outputs.look_up_outcome": WORKS,
    "outputs.proposals": INSIDE,
    "outputs.proposal": INSIDE,
    "outputs.try_claim": WORKS,
    "outputs.claim_proposal": WORKS,
    "outputs.reject_proposal": WORKS,
    "outputs.reconsider_proposal": WORKS,
}
IDENTITY: dict[str, set[str]] = {
    "outputs.merge_outputs": TEAM,
    "outputs.undo_merge": TEAM,
    "outputs.link_version": WORKS,
    "outputs.unlink_version": WORKS,
    "outputs.dismiss_duplicate": TEAM,
    "outputs.restore_duplicate": TEAM,
    "outputs.duplicates": INSIDE,
    "outputs.merges": INSIDE,
}
ATTRIBUTIONS: dict[str, set[str]] = {
    "outputs.assert_attribution": WORKS,
    # these two also by person: the project's lead, the award's holder (test_attributions.py)
    "outputs.agree_attribution": WORKS,
    "outputs.dispute_attribution": WORKS,
    "outputs.withdraw_attribution": WORKS,
    "outputs.attributions": INSIDE,
    "outputs.attribution": INSIDE,
}
COMPLIANCE: dict[str, set[str]] = {
    "outputs.evidence_open_access": WORKS,
    "outputs.check_acknowledgement": WORKS,
    "outputs.try_acknowledgement": INSIDE,
    "outputs.give_notice": WORKS,
    "outputs.correct_notice": WORKS,
    "outputs.set_award_terms": PLANS,
    "outputs.consider_notices": {"administrator"},
    "outputs.finish_outputs_story": {"administrator"},
    "outputs.compliance": INSIDE,
    "outputs.output_compliance": INSIDE,
    "outputs.notices": INSIDE,
    "outputs.notice": INSIDE,
    "outputs.award_terms": INSIDE,
    "outputs.award_term": INSIDE,
}
INVOLVEMENT: dict[str, set[str]] = {
    "outputs.hold_involvement": WORKS,
    "outputs.correct_involvement": WORKS,
    "outputs.take_back_involvement": TEAM,
    "outputs.pay_involvement": TEAM,
    "outputs.correct_involvement_payment": TEAM,
    "outputs.take_back_involvement_payment": TEAM,
    "outputs.record_involvement_change": WORKS,
    "outputs.correct_involvement_change": WORKS,
    "outputs.take_back_involvement_change": TEAM,
    "outputs.feed_back_involvement_change": WORKS,
    "outputs.take_back_feedback": TEAM,
    "outputs.record_inclusion_profile": TEAM,
    "outputs.correct_inclusion_profile": TEAM,
    "outputs.take_back_inclusion_profile": TEAM,
    "outputs.involvements": INSIDE,
    "outputs.involvement": INSIDE,
    "outputs.involvement_payments": INSIDE - {"partner"},
    "outputs.involvement_payment": INSIDE - {"partner"},
    "outputs.involvement_changes": INSIDE,
    "outputs.involvement_change": INSIDE,
    "outputs.inclusion_profiles": INSIDE,
    "outputs.inclusion_profile": INSIDE,
}
TRAINING: dict[str, set[str]] = {
    "outputs.record_training_session": TEAM,
    "outputs.correct_training_session": TEAM,
    "outputs.withdraw_training_session": TEAM,
    "outputs.training_sessions": INSIDE,
    "outputs.training_session": INSIDE,
    "outputs.record_career_step": TEAM,
    "outputs.correct_career_step": TEAM,
    "outputs.withdraw_career_step": TEAM,
    "outputs.career_steps": TEAM | {"auditor"},
    "outputs.career_step": TEAM | {"auditor"},
    "outputs.record_survey": TEAM,
    "outputs.correct_survey": TEAM,
    "outputs.withdraw_survey": TEAM,
    "outputs.surveys": INSIDE,
    "outputs.survey": INSIDE,
}
DECISIONS: dict[str, set[str]] = {
    "outputs.record_decision": TEAM,
    "outputs.correct_decision": TEAM,
    "outputs.withdraw_decision": TEAM,
    "outputs.decisions": INSIDE,
    "outputs.decision": INSIDE,
}
INDICATORS: dict[str, set[str]] = {
    "outputs.define_indicator": PLANS,
    "outputs.measure_indicator": TEAM,
    "outputs.withdraw_measurement": TEAM,
    "outputs.indicators": INSIDE,
    "outputs.indicator": INSIDE,
    "outputs.measurements": INSIDE,
}
IMPACT: dict[str, set[str]] = {
    "outputs.claim_impact": WORKS,
    "outputs.change_impact": WORKS,
    "outputs.raise_impact": TEAM,
    "outputs.verify_impact": TEAM | {"signatory"},
    "outputs.lower_impact": TEAM | {"signatory"},
    "outputs.withdraw_impact": TEAM,
    "outputs.impact_claims": INSIDE,
    "outputs.impact_claim": INSIDE,
    "outputs.evidence_gaps": INSIDE,
    "outputs.attach_evidence": WORKS,
    "outputs.remove_evidence": TEAM,
    "outputs.evidence_items": INSIDE,
    "outputs.evidence_item": INSIDE,
    "outputs.add_pathway_step": TEAM,
    "outputs.change_pathway_step": TEAM,
    "outputs.link_pathway_step": TEAM,
    "outputs.unlink_pathway_step": TEAM,
    "outputs.remove_pathway_step": TEAM,
    "outputs.pathway_steps": INSIDE,
    "outputs.pathway_step": INSIDE,
    "outputs.pathway": INSIDE,
    "outputs.begin_case_study": TEAM,
    "outputs.change_case_study": TEAM,
    "outputs.write_case_study": TEAM,
    "outputs.withdraw_case_study": TEAM,
    "outputs.case_studies": INSIDE,
    "outputs.case_study": INSIDE,
}
FILES: dict[str, set[str]] = {}
IMPORTS = {
    "outputs.start_import": TEAM,
    "outputs.import_job": TEAM,
}
MAY = (
    RECORDED
    | CAPTURE
    | IDENTITY
    | ATTRIBUTIONS
    | COMPLIANCE
    | TRAINING
    | INVOLVEMENT
    | DECISIONS
    | INDICATORS
    | IMPACT
    | FILES
    | IMPORTS
)
#: only with a role on every programme
EVERYWHERE = {
    "outputs.parked": {"administrator"},
    "outputs.replay_parked": {"administrator"},
    "outputs.discard_parked": {"administrator"},
}
#: words and vocabularies, which say nothing of anybody
ANYONE = {
    "outputs.output_types",
    "outputs.output_template",
    "outputs.funder_policies",
    "outputs.involvement_words",
    "outputs.characteristics",
}


def test_every_request_to_outputs_is_said_here() -> None:
    assert {name for name in permissions.rows() if name.startswith("outputs.")} == {*MAY, *EVERYWHERE, *ANYONE}


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


@pytest.mark.parametrize("request_name", ANYONE)
def test_what_anyone_may_ask_needs_no_role(request_name: str) -> None:
    permissions.check(request_name, Actor("somebody"), None)
