"""Every plain resource of the API: method, address, the call that answers it. A new call is one line."""

from __future__ import annotations

from services.gateway.api.routes import Route

PEOPLE = (
    Route("GET", "/me", "people.my_account"),
    Route("POST", "/me/tokens", "people.create_api_token", made=True),
    Route("DELETE", "/me/tokens/<token_id>", "people.revoke_api_token"),
    Route("GET", "/people", "people.people"),
    Route("POST", "/people", "people.register_person", made=True),
    Route("POST", "/people/batch", "people.register_people"),
    Route("GET", "/organisations", "people.organisations"),
    Route("POST", "/organisations", "people.register_organisation", made=True),
    Route("POST", "/organisations/batch", "people.register_organisations"),
    Route("GET", "/roles", "people.roles"),
    Route("POST", "/roles", "people.grant_role", made=True),
    Route("POST", "/roles/<role_id>/end", "people.end_role"),
    Route("GET", "/delegations", "people.delegations"),
    Route("POST", "/delegations", "people.grant_delegation", made=True),
    Route("POST", "/delegations/<delegation_id>/end", "people.end_delegation"),
    Route("GET", "/consents", "people.consents"),
    Route("POST", "/consents", "people.give_consent", made=True),
    Route("POST", "/consents/<consent_id>/withdraw", "people.withdraw_consent"),
    Route("POST", "/accounts", "people.create_account", made=True),
)

PLAN = (
    Route("GET", "/programmes", "projects.programmes"),
    Route("POST", "/programmes", "projects.create_programme", made=True),
    Route("GET", "/programmes/<programme_id>", "projects.programme"),
    Route("GET", "/programmes/<programme_id>/how-many", "projects.how_many"),
    Route("POST", "/programmes/<programme_id>/change", "projects.change_programme"),
    Route("GET", "/programmes/<programme_id>/places", "projects.places"),
    Route("POST", "/programmes/<programme_id>/places", "projects.list_places"),
    Route("GET", "/programmes/<programme_id>/thresholds", "projects.thresholds"),
    Route("POST", "/programmes/<programme_id>/thresholds", "projects.set_threshold"),
    Route("GET", "/awards", "projects.awards"),
    Route("POST", "/awards", "projects.record_award", made=True),
    Route("GET", "/awards/by-reference", "projects.award_by_reference"),
    Route("POST", "/awards/<award_id>/extend", "projects.extend_award"),
    Route("GET", "/workstreams", "projects.workstreams"),
    Route("POST", "/workstreams", "projects.add_workstream", made=True),
    Route("POST", "/workstreams/<workstream_id>/change", "projects.change_workstream"),
    Route("GET", "/work-packages", "projects.work_packages"),
    Route("POST", "/work-packages", "projects.add_work_package", made=True),
    Route("GET", "/work-packages/<work_package_id>", "projects.work_package"),
    Route("POST", "/work-packages/<work_package_id>/end", "projects.end_work_package"),
    Route("GET", "/projects", "projects.projects"),
    Route("POST", "/projects", "projects.start_project", made=True),
    Route("GET", "/projects/<project_id>", "projects.project"),
    Route("POST", "/projects/<project_id>/change", "projects.change_project"),
    Route("POST", "/projects/<project_id>/pause", "projects.pause_project"),
    Route("POST", "/projects/<project_id>/resume", "projects.resume_project"),
    Route("POST", "/projects/<project_id>/end", "projects.end_project"),
    Route("POST", "/partners", "projects.join_partner", made=True),
    Route("POST", "/partners/<partnership_id>/leave", "projects.leave_partner"),
    Route("GET", "/milestones", "projects.milestones"),
    Route("POST", "/milestones", "projects.plan_milestone", made=True),
    Route("GET", "/milestones/<milestone_id>", "projects.milestone"),
    Route("POST", "/milestones/<milestone_id>/reforecast", "projects.reforecast_milestone"),
    Route("POST", "/milestones/<milestone_id>/change", "projects.change_milestone"),
    Route("POST", "/milestones/<milestone_id>/move-successors", "projects.move_successors"),
    Route("POST", "/milestones/<milestone_id>/achieve", "projects.achieve_milestone"),
    Route("POST", "/milestones/<milestone_id>/withdraw-achievement", "projects.withdraw_achievement"),
    Route("POST", "/milestones/<milestone_id>/cancel", "projects.cancel_milestone"),
    Route("POST", "/baselines", "projects.baseline_plan", made=True),
    Route("GET", "/programmes/<programme_id>/delivery", "projects.delivery"),
    Route("GET", "/confidence", "projects.confidence_history"),
    Route("POST", "/confidence", "projects.declare_confidence", made=True),
    Route("POST", "/notes", "projects.note_progress", made=True),
    Route("POST", "/nothing-new", "projects.confirm_nothing_new", made=True),
    Route("GET", "/journal", "projects.journal"),
)

CHANGES: tuple[Route, ...] = (
    Route("GET", "/change-requests", "projects.change_requests"),
    Route("POST", "/change-requests", "projects.submit_change_request", made=True),
    Route("GET", "/change-requests/<change_request_id>", "projects.change_request"),
    Route("POST", "/change-requests/<change_request_id>/decide", "projects.decide_change_request"),
    Route("POST", "/change-requests/<change_request_id>/withdraw", "projects.withdraw_change_request"),
)

DUTIES: tuple[Route, ...] = (
    Route("GET", "/duty-schedules", "projects.duty_schedules"),
    Route("POST", "/awards/<award_id>/duty-schedule", "projects.set_duty_schedule"),
    Route("GET", "/duties", "projects.duties"),
    Route("POST", "/duties", "projects.set_duty", made=True),
    Route("POST", "/programmes/<programme_id>/consider-duties", "projects.consider_duties"),
    Route("POST", "/programmes/<programme_id>/finish-story", "projects.finish_story"),
    Route("GET", "/duties/escalations", "projects.escalations"),
    Route("GET", "/duties/<obligation_id>", "projects.duty"),
    Route("POST", "/duties/<obligation_id>/move", "projects.move_duty"),
    Route("POST", "/duties/<obligation_id>/assign", "projects.assign_duty"),
    Route("POST", "/duties/<obligation_id>/meet", "projects.meet_duty"),
    Route("POST", "/duties/<obligation_id>/waive", "projects.waive_duty"),
    Route("POST", "/duties/<obligation_id>/withdraw", "projects.withdraw_duty"),
    Route("GET", "/me/calendars", "projects.calendar_feeds"),
    Route("POST", "/me/calendars", "projects.create_calendar_feed", made=True),
    Route("DELETE", "/me/calendars/<feed_id>", "projects.revoke_calendar_feed"),
)

MONEY = (
    Route("GET", "/budget", "projects.budget"),
    Route("POST", "/budget", "projects.set_budget", made=True),
    Route("GET", "/budget/headings", "projects.headings"),
    Route("POST", "/budget/virements", "projects.vire", made=True),
    Route("POST", "/budget/carry-forward", "projects.carry_forward", made=True),
    Route("GET", "/spend", "projects.spend"),
    Route("POST", "/spend", "projects.record_spend", made=True),
    Route("POST", "/spend/<spend_id>/correct", "projects.correct_spend"),
    Route("GET", "/forecasts", "projects.forecasts"),
    Route("POST", "/forecasts", "projects.set_forecast", made=True),
    Route("GET", "/variance-explanations", "projects.explanations"),
    Route("POST", "/variance-explanations", "projects.explain_variance", made=True),
    Route("GET", "/claims", "projects.claims"),
    Route("POST", "/claims", "projects.receive_claim", made=True),
    Route("POST", "/claims/<claim_id>/settle", "projects.settle_claim"),
    Route("GET", "/contributions", "projects.contributions"),
    Route("POST", "/contributions", "projects.receive_contribution", made=True),
    Route("POST", "/contributions/pledges", "projects.pledge_contribution", made=True),
    Route("GET", "/payments", "projects.payments"),
    Route("POST", "/payments", "projects.receive_payment", made=True),
)

POSTS = (
    Route("GET", "/posts", "projects.posts"),
    Route("POST", "/posts", "projects.establish_post", made=True),
    Route("GET", "/posts/<post_id>", "projects.post"),
    Route("POST", "/posts/<post_id>/advertise", "projects.advertise_post"),
    Route("POST", "/posts/<post_id>/appoint", "projects.appoint_to_post"),
    Route("POST", "/posts/<post_id>/fill", "projects.fill_post"),
    Route("POST", "/posts/<post_id>/vacate", "projects.vacate_post"),
    Route("POST", "/posts/<post_id>/change", "projects.change_post"),
    Route("POST", "/posts/<post_id>/close", "projects.close_post"),
    Route("GET", "/participation", "projects.participation"),
    Route("POST", "/participation", "projects.record_participation", made=True),
    Route("POST", "/participation/<participation_id>/correct", "projects.correct_participation"),
    Route("POST", "/participation-targets", "projects.plan_participation"),
    Route("GET", "/participation/against-plan", "projects.participation_against_plan"),
)

RISKS = (
    Route("GET", "/risks", "projects.risks"),
    Route("POST", "/risks", "projects.raise_risk", made=True),
    Route("GET", "/risks/<risk_id>", "projects.risk"),
    Route("POST", "/risks/<risk_id>/reassess", "projects.reassess_risk"),
    Route("POST", "/risks/<risk_id>/happened", "projects.turn_risk_into_issue"),
    Route("POST", "/risks/<risk_id>/close", "projects.close_risk"),
)

GOVERNANCE = (
    Route("GET", "/approvals", "projects.approvals"),
    Route("POST", "/approvals", "projects.need_approval", made=True),
    Route("GET", "/approvals/<approval_id>", "projects.approval"),
    Route("POST", "/approvals/<approval_id>/rule-out", "projects.rule_out_approval"),
    Route("POST", "/approvals/<approval_id>/seek", "projects.seek_approval"),
    Route("POST", "/approvals/<approval_id>/decide", "projects.decide_approval"),
    Route("POST", "/programmes/<programme_id>/consider-validity", "projects.consider_validity"),
    Route("GET", "/agreements", "projects.agreements"),
    Route("POST", "/agreements", "projects.sign_agreement", made=True),
    Route("GET", "/agreements/<agreement_id>", "projects.agreement"),
    Route("POST", "/agreements/<agreement_id>/end", "projects.end_agreement"),
    Route("GET", "/boards", "projects.boards"),
    Route("POST", "/boards", "projects.set_board", made=True),
    Route("GET", "/meetings", "projects.meetings"),
    Route("POST", "/meetings", "projects.hold_meeting", made=True),
    Route("GET", "/meetings/<meeting_id>", "projects.meeting"),
    Route("POST", "/meetings/<meeting_id>/correct", "projects.correct_meeting"),
    Route("GET", "/actions", "projects.actions"),
    Route("POST", "/actions", "projects.agree_action", made=True),
    Route("POST", "/actions/<action_id>/complete", "projects.complete_action"),
)

FRONT_DOOR = (
    Route("GET", "/requests", "projects.requests"),
    Route("POST", "/requests", "projects.receive_request", made=True),
    Route("GET", "/requests/<request_id>", "projects.request"),
    Route("GET", "/requests/<request_id>/trail", "projects.request_trail"),
    Route("POST", "/requests/<request_id>/triage", "projects.triage_request"),
    Route("POST", "/requests/<request_id>/answer", "projects.answer_request"),
    Route("POST", "/requests/<request_id>/reopen", "projects.reopen_request"),
    Route("GET", "/applications", "projects.applications"),
    Route("POST", "/applications", "projects.submit_application", made=True),
    Route("GET", "/applications/<application_id>", "projects.application"),
    Route("POST", "/applications/<application_id>/decide", "projects.decide_application"),
)

PROJECTS = PLAN + CHANGES + DUTIES + MONEY + POSTS + RISKS + GOVERNANCE + FRONT_DOOR

RECORDED: tuple[Route, ...] = (
    Route("GET", "/output-types", "outputs.output_types"),
    Route("GET", "/outputs", "outputs.outputs"),
    Route("POST", "/outputs", "outputs.record_output", made=True),
    Route("GET", "/outputs/<thing:output_id>", "outputs.output"),
    Route("POST", "/outputs/<thing:output_id>/change", "outputs.change_output"),
    Route("POST", "/outputs/<thing:output_id>/publish", "outputs.publish_output"),
    Route("POST", "/outputs/<thing:output_id>/withdraw", "outputs.withdraw_output"),
    Route("POST", "/outputs/<thing:output_id>/reinstate", "outputs.reinstate_output"),
    Route("GET", "/programmes/<programme_id>/how-many-outputs", "outputs.how_many_outputs"),
)

CAPTURE: tuple[Route, ...] = (
    Route("POST", "/look-ups", "outputs.look_up", made=True),
    Route("GET", "/look-ups/<lookup_id>", "outputs.look_up_outcome"),
    Route("GET", "/proposals", "outputs.proposals"),
    Route("GET", "/proposals/<proposal_id>", "outputs.proposal"),
    Route("GET", "/proposals/<proposal_id>/try", "outputs.try_claim"),
    Route("POST", "/proposals/<proposal_id>/claim", "outputs.claim_proposal", made=True),
    Route("POST", "/proposals/<proposal_id>/reject", "outputs.reject_proposal"),
    Route("POST", "/proposals/<proposal_id>/reconsider", "outputs.reconsider_proposal"),
)

IDENTITY: tuple[Route, ...] = (
    Route("POST", "/outputs/merge", "outputs.merge_outputs"),
    Route("POST", "/outputs/undo-merge", "outputs.undo_merge"),
    Route("GET", "/merges", "outputs.merges"),
    Route("POST", "/outputs/<thing:output_id>/version-of", "outputs.link_version"),
    Route("POST", "/outputs/<thing:output_id>/no-version", "outputs.unlink_version"),
    Route("GET", "/duplicates", "outputs.duplicates"),
    Route("POST", "/duplicates/dismiss", "outputs.dismiss_duplicate", made=True),
    Route("POST", "/duplicates/<dismissal_id>/restore", "outputs.restore_duplicate"),
)

ATTRIBUTIONS: tuple[Route, ...] = (
    Route("GET", "/attributions", "outputs.attributions"),
    Route("POST", "/attributions", "outputs.assert_attribution", made=True),
    Route("GET", "/attributions/<attribution_id>", "outputs.attribution"),
    Route("POST", "/attributions/<attribution_id>/agree", "outputs.agree_attribution"),
    Route("POST", "/attributions/<attribution_id>/dispute", "outputs.dispute_attribution"),
    Route("POST", "/attributions/<attribution_id>/withdraw", "outputs.withdraw_attribution"),
)

COMPLIANCE: tuple[Route, ...] = (
    Route("GET", "/compliance", "outputs.compliance"),
    Route("GET", "/outputs/<thing:output_id>/compliance", "outputs.output_compliance"),
    Route("POST", "/outputs/<thing:output_id>/open-access", "outputs.evidence_open_access"),
    Route("POST", "/outputs/<thing:output_id>/acknowledgement", "outputs.check_acknowledgement"),
    Route("GET", "/notices", "outputs.notices"),
    Route("POST", "/notices", "outputs.give_notice", made=True),
    Route("GET", "/notices/<thing:notice_id>", "outputs.notice"),
    Route("POST", "/notices/<thing:notice_id>/correct", "outputs.correct_notice"),
    Route("GET", "/award-terms", "outputs.award_terms"),
    Route("POST", "/award-terms", "outputs.set_award_terms", made=True),
    Route("GET", "/award-terms/<thing:award_term_id>", "outputs.award_term"),
    Route("GET", "/funder-policies", "outputs.funder_policies"),
    Route("POST", "/programmes/<programme_id>/consider-notices", "outputs.consider_notices"),
    Route("POST", "/programmes/<programme_id>/finish-outputs-story", "outputs.finish_outputs_story"),
)

TRAINING: tuple[Route, ...] = (
    Route("GET", "/training-sessions", "outputs.training_sessions"),
    Route("POST", "/training-sessions", "outputs.record_training_session", made=True),
    Route("GET", "/training-sessions/<thing:training_session_id>", "outputs.training_session"),
    Route("POST", "/training-sessions/<thing:training_session_id>/correct", "outputs.correct_training_session"),
    Route("POST", "/training-sessions/<thing:training_session_id>/withdraw", "outputs.withdraw_training_session"),
    Route("GET", "/career-steps", "outputs.career_steps"),
    Route("POST", "/career-steps", "outputs.record_career_step", made=True),
    Route("GET", "/career-steps/<thing:career_step_id>", "outputs.career_step"),
    Route("POST", "/career-steps/<thing:career_step_id>/correct", "outputs.correct_career_step"),
    Route("POST", "/career-steps/<thing:career_step_id>/withdraw", "outputs.withdraw_career_step"),
    Route("GET", "/surveys", "outputs.surveys"),
    Route("POST", "/surveys", "outputs.record_survey", made=True),
    Route("GET", "/surveys/<thing:survey_id>", "outputs.survey"),
    Route("POST", "/surveys/<thing:survey_id>/correct", "outputs.correct_survey"),
    Route("POST", "/surveys/<thing:survey_id>/withdraw", "outputs.withdraw_survey"),
)

INVOLVEMENT: tuple[Route, ...] = (
    Route("GET", "/involvements", "outputs.involvements"),
    Route("POST", "/involvements", "outputs.hold_involvement", made=True),
    Route("GET", "/involvements/<thing:involvement_id>", "outputs.involvement"),
    Route("POST", "/involvements/<thing:involvement_id>/correct", "outputs.correct_involvement"),
    Route("POST", "/involvements/<thing:involvement_id>/take-back", "outputs.take_back_involvement"),
    Route("GET", "/involvement-words", "outputs.involvement_words"),
    Route("GET", "/involvement-payments", "outputs.involvement_payments"),
    Route("POST", "/involvement-payments", "outputs.pay_involvement", made=True),
    Route("GET", "/involvement-payments/<thing:involvement_payment_id>", "outputs.involvement_payment"),
    Route(
        "POST", "/involvement-payments/<thing:involvement_payment_id>/correct", "outputs.correct_involvement_payment"
    ),
    Route(
        "POST",
        "/involvement-payments/<thing:involvement_payment_id>/take-back",
        "outputs.take_back_involvement_payment",
    ),
    Route("GET", "/involvement-changes", "outputs.involvement_changes"),
    Route("POST", "/involvement-changes", "outputs.record_involvement_change", made=True),
    Route("GET", "/involvement-changes/<thing:involvement_change_id>", "outputs.involvement_change"),
    Route("POST", "/involvement-changes/<thing:involvement_change_id>/correct", "outputs.correct_involvement_change"),
    Route(
        "POST", "/involvement-changes/<thing:involvement_change_id>/take-back", "outputs.take_back_involvement_change"
    ),
    Route(
        "POST", "/involvement-changes/<thing:involvement_change_id>/feed-back", "outputs.feed_back_involvement_change"
    ),
    Route(
        "POST", "/involvement-changes/<thing:involvement_change_id>/take-back-feedback", "outputs.take_back_feedback"
    ),
    Route("GET", "/characteristics", "outputs.characteristics"),
    Route("GET", "/inclusion-profiles", "outputs.inclusion_profiles"),
    Route("POST", "/inclusion-profiles", "outputs.record_inclusion_profile", made=True),
    Route("GET", "/inclusion-profiles/<thing:inclusion_profile_id>", "outputs.inclusion_profile"),
    Route("POST", "/inclusion-profiles/<thing:inclusion_profile_id>/correct", "outputs.correct_inclusion_profile"),
    Route("POST", "/inclusion-profiles/<thing:inclusion_profile_id>/take-back", "outputs.take_back_inclusion_profile"),
)

DECISIONS: tuple[Route, ...] = (
    Route("GET", "/decisions", "outputs.decisions"),
    Route("POST", "/decisions", "outputs.record_decision", made=True),
    Route("GET", "/decisions/<thing:decision_id>", "outputs.decision"),
    Route("POST", "/decisions/<thing:decision_id>/correct", "outputs.correct_decision"),
    Route("POST", "/decisions/<thing:decision_id>/withdraw", "outputs.withdraw_decision"),
)

INDICATORS: tuple[Route, ...] = (
    Route("GET", "/indicators", "outputs.indicators"),
    Route("POST", "/indicators", "outputs.define_indicator", made=True),
    Route("GET", "/indicators/<thing:indicator_id>", "outputs.indicator"),
    Route("GET", "/measurements", "outputs.measurements"),
    Route("POST", "/indicators/<thing:indicator_id>/measure", "outputs.measure_indicator"),
    Route("POST", "/measurements/<measurement_id>/withdraw", "outputs.withdraw_measurement"),
)

IMPACT: tuple[Route, ...] = (
    Route("GET", "/impact-claims", "outputs.impact_claims"),
    Route("POST", "/impact-claims", "outputs.claim_impact", made=True),
    Route("GET", "/impact-claims/<thing:impact_id>", "outputs.impact_claim"),
    Route("POST", "/impact-claims/<thing:impact_id>/change", "outputs.change_impact"),
    Route("POST", "/impact-claims/<thing:impact_id>/raise", "outputs.raise_impact"),
    Route("POST", "/impact-claims/<thing:impact_id>/verify", "outputs.verify_impact"),
    Route("POST", "/impact-claims/<thing:impact_id>/lower", "outputs.lower_impact"),
    Route("POST", "/impact-claims/<thing:impact_id>/withdraw", "outputs.withdraw_impact"),
    Route("POST", "/impact-claims/<thing:impact_id>/evidence", "outputs.attach_evidence", made=True),
    Route("GET", "/evidence-gaps", "outputs.evidence_gaps"),
    Route("GET", "/evidence", "outputs.evidence_items"),
    Route("GET", "/evidence/<thing:evidence_id>", "outputs.evidence_item"),
    Route("POST", "/evidence/<thing:evidence_id>/remove", "outputs.remove_evidence"),
    Route("GET", "/programmes/<programme_id>/pathway", "outputs.pathway"),
    Route("GET", "/pathway-steps", "outputs.pathway_steps"),
    Route("POST", "/pathway-steps", "outputs.add_pathway_step", made=True),
    Route("GET", "/pathway-steps/<thing:step_id>", "outputs.pathway_step"),
    Route("POST", "/pathway-steps/<thing:step_id>/change", "outputs.change_pathway_step"),
    Route("POST", "/pathway-steps/<thing:step_id>/link", "outputs.link_pathway_step"),
    Route("POST", "/pathway-steps/<thing:step_id>/unlink", "outputs.unlink_pathway_step"),
    Route("POST", "/pathway-steps/<thing:step_id>/remove", "outputs.remove_pathway_step"),
    Route("GET", "/case-studies", "outputs.case_studies"),
    Route("POST", "/case-studies", "outputs.begin_case_study", made=True),
    Route("GET", "/case-studies/<thing:case_study_id>", "outputs.case_study"),
    Route("POST", "/case-studies/<thing:case_study_id>/change", "outputs.change_case_study"),
    Route("POST", "/case-studies/<thing:case_study_id>/write", "outputs.write_case_study"),
    Route("POST", "/case-studies/<thing:case_study_id>/withdraw", "outputs.withdraw_case_study"),
)

EVIDENCE_FILES: tuple[Route, ...] = ()

OUTPUTS = (
    RECORDED
    + CAPTURE
    + IDENTITY
    + ATTRIBUTIONS
    + COMPLIANCE
    + TRAINING
    + INVOLVEMENT
    + DECISIONS
    + INDICATORS
    + IMPACT
    + EVIDENCE_FILES
)

REPORTING = (
    Route("GET", "/report-templates", "reporting.templates"),
    Route("GET", "/reports", "reporting.reports"),
    Route("POST", "/reports", "reporting.start_report", made=True),
    Route("GET", "/reports/<thing:report_id>", "reporting.report"),
    Route("POST", "/reports/<thing:report_id>/submit", "reporting.submit_report", timeout=60),
    Route("POST", "/reports/<thing:report_id>/narrative", "reporting.write_narrative"),
    Route("POST", "/reports/<thing:report_id>/receipts", "reporting.record_receipt", made=True),
    Route("POST", "/reports/<thing:report_id>/restatements", "reporting.decide_restatement", made=True),
    Route("GET", "/late-facts", "reporting.late_facts"),
    Route("GET", "/reports/draft", "reporting.draft", timeout=30),
    Route("GET", "/underspend", "reporting.underspend", timeout=30),
    Route("GET", "/reports/figure", "reporting.figure", timeout=30),
    Route("GET", "/facts", "reporting.facts"),
    Route("GET", "/facts/<event_id>", "reporting.fact"),
    Route("GET", "/programmes/<programme_id>/records/<thing>", "reporting.records"),
    Route("GET", "/programmes/<programme_id>/records/<thing>/<path:key>/history", "reporting.history"),
    Route("GET", "/programmes/<programme_id>/plan", "reporting.plan"),
    Route("GET", "/programmes/<programme_id>/plan/baselines", "reporting.baselines"),
    Route("GET", "/programmes/<programme_id>/plan/compare", "reporting.compare_plan"),
    Route("GET", "/programmes/<programme_id>/slippage", "reporting.slippage"),
    Route("GET", "/programmes/<programme_id>/silence", "reporting.silence"),
    Route("GET", "/programmes/<programme_id>/overview", "reporting.overview"),
    Route("GET", "/programmes/<programme_id>/work-by-place", "reporting.work_by_place"),
    Route("GET", "/programmes/<programme_id>/work-on", "reporting.work_on"),
    Route("GET", "/jobs/<job_id>", "reporting.job"),
    Route("GET", "/status", "reporting.status"),
)

NOTIFICATIONS = (
    Route("GET", "/messages", "notifications.messages"),
    Route("POST", "/messages/<message_id>/send-again", "notifications.send_again"),
)

TABLE = PEOPLE + PROJECTS + OUTPUTS + REPORTING + NOTIFICATIONS
