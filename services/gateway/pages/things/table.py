"""Words, columns and groups of things: what the declared calls do not say well enough for a page. Data, a line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """How a thing is called and shown. What is left out follows from its declaration and its rows.

    `columns` of its list; `titled` names the fields of which the first that is there is its title; `page` is the
    endpoint of a page made by hand, which is given the key.
    """

    many: str = ""
    noun: str = ""
    columns: tuple[str, ...] = ()
    titled: tuple[str, ...] = ()
    page: str = ""


#: by the name of the one read; what is not here is called and shown as it is declared
WORDS: Mapping[str, Words] = {
    "action": Words(
        columns=("text", "state", "owner_person_id", "due_on", "meeting_id", "completed_on"), titled=("text",)
    ),
    "agreement": Words(columns=("title", "state", "kind", "party_org_ids", "signed_on", "valid_until")),
    "application": Words(columns=("title", "state", "funder_org_id", "amount", "submitted_on", "decided_on")),
    "approval": Words(columns=("kind", "state", "project_ids", "body", "decided_on", "valid_until")),
    "award_term": Words(
        many="Terms of awards about outputs",
        noun="terms of an award",
        columns=("award_id", "from_on", "award_kind", "notice_covers", "notice_days", "notice_counted"),
        titled=("award_id", "from_on"),
    ),
    "attribution": Words(
        many="Attributions",
        columns=("output_title", "state", "award_id", "project_id", "asserted_by", "asserted_on", "agreed_by"),
        titled=("output_title",),
    ),
    "award": Words(columns=("reference", "title", "amount", "starts_on", "ends_on"), titled=("reference", "title")),
    "change_request": Words(
        columns=("title", "state", "kind", "submitted_on", "submitted_by", "decided_on"), page="changes.change"
    ),
    "claim": Words(
        columns=("invoiced_on", "state", "org_id", "amount", "settled_amount", "covers_from", "covers_to"),
        titled=("reference", "invoiced_on"),
    ),
    "contribution": Words(columns=("on_day", "state", "org_id", "kind", "amount"), titled=("on_day",)),
    "case_study": Words(columns=("title", "state", "sections_written", "begun_on"), page="impact.case_study"),
    "training_session": Words(
        columns=(
            "title",
            "held_on",
            "level",
            "provider_org_id",
            "places_taken",
            "confidence_before",
            "confidence_after",
        )
    ),
    "career_step": Words(
        many="Steps in careers",
        noun="step in a career",
        columns=("stepped_on", "kind", "state", "from_sector", "to_sector", "person_id"),
        titled=("stepped_on",),
    ),
    "survey": Words(
        many="Waves of surveys",
        noun="wave of a survey",
        columns=("instrument", "wave", "closed_on", "answers", "asked"),
        titled=("instrument",),
    ),
    "decision": Words(columns=("title", "body", "result", "decided_on", "evidence_kinds", "use")),
    "evidence_item": Words(
        many="Evidence of impact",
        noun="evidence",
        columns=("title", "state", "kind", "source", "dated_on", "public", "impact_id"),
    ),
    "impact_claim": Words(
        columns=("title", "strength", "state", "beneficiaries", "evidence_count", "claimed_on"), page="impact.claim"
    ),
    "indicator": Words(columns=("title", "state", "unit", "baseline", "target", "target_on", "actual")),
    "measurement": Words(columns=("on_date", "indicator_id", "value", "place", "group", "source"), titled=("on_date",)),
    "duty": Words(
        many="Reporting duties",
        noun="reporting duty",
        columns=("title", "state", "due_on", "owner_person_id", "met_on", "days_late"),
    ),
    "escalation": Words(
        many="Reporting duties that went to a second person",
        noun="reporting duty",
        columns=("title", "due_on", "owner_person_id", "second_person_id", "days_late"),
    ),
    "explanation": Words(
        many="Causes given for variance", columns=("cause", "heading", "partner_org_id", "amount", "period_end")
    ),
    "forecast": Words(columns=("as_of", "basis"), titled=("as_of",)),
    "inclusion_profile": Words(
        many="Profiles of contributors",
        noun="profile",
        columns=("characteristic", "period_from", "period_to", "total", "place"),
        titled=("characteristic",),
    ),
    "involvement": Words(
        many="Activities with the public",
        noun="activity",
        columns=("title", "held_on", "form", "level", "stage", "contributors_shown"),
    ),
    "involvement_change": Words(
        many="You said, we did",
        noun="change",
        columns=("changed_on", "project_id", "output_id", "decision_id", "involvement_ids", "first_told_on"),
        titled=("changed_on",),
    ),
    "involvement_payment": Words(
        many="Payments to contributors",
        noun="payment",
        columns=("paid_on", "kind", "amount", "involvement_id"),
        titled=("paid_on",),
    ),
    "meeting": Words(
        columns=("held_on", "board_id", "present", "public_members_present", "quorate"), titled=("held_on",)
    ),
    "merge": Words(
        many="Merged outputs", columns=("kept_title", "absorbed_title", "merged_on", "merged_by", "undone_on")
    ),
    "milestone": Words(
        columns=("title", "state", "project_id", "baseline_on", "forecast_on", "achieved_on"),
        page="milestones.milestone",
    ),
    "notice": Words(
        many="Notices to the funder",
        noun="notice to the funder",
        columns=("told_on", "output_id", "kind", "planned_on", "channel", "reference"),
        titled=("told_on",),
    ),
    "output": Words(columns=("title", "type_label", "state", "date"), page="outputs.output"),
    "participation": Words(columns=("on_date", "study_id", "kind", "count"), titled=("on_date",)),
    "payment": Words(columns=("schedule_ref", "received_on", "amount", "award_id")),
    "pathway_step": Words(
        many="Steps of the logic model", noun="step of the logic model", columns=("title", "level", "state", "added_on")
    ),
    "place": Words(columns=("title", "code", "kind", "boundary_set", "population")),
    "post": Words(columns=("title", "state", "employer_org_id", "fte", "fte_filled", "planned_start")),
    "proposal": Words(
        page="capturing.proposal",
        many="Waiting to be claimed",
        columns=("title", "type_label", "date", "author_names", "sources", "harvested_on", "harvested_by"),
    ),
    "project": Words(
        columns=("title", "state", "workstream_id", "lead_person_id", "started_on", "planned_end"),
        page="projects.project",
    ),
    "request": Words(columns=("title", "state", "kind", "asked_by", "received_on", "needed_by", "answer")),
    "risk": Words(
        many="Risks and issues",
        columns=("title", "kind", "state", "band", "score", "response", "owner_person_id", "review_on"),
    ),
    "spend": Words(columns=("posted_on", "heading", "partner_org_id", "amount", "source_ref"), titled=("source_ref",)),
    "work_package": Words(columns=("title", "project_id", "lead_person_id", "from_on", "planned_end", "ended_on")),
    "workstream": Words(columns=("title", "lead_person_id", "from_on")),
}

#: module of the calls -> the heading under which its things and commands stand, in this order
GROUPS: Mapping[str, str] = {
    "programmes": "The programme",
    "awards": "The programme",
    "thresholds": "The programme",
    "projects": "The plan",
    "work_packages": "The plan",
    "milestones": "The plan",
    "confidence": "The plan",
    "notes": "The plan",
    "changes": "Changes",
    "duties": "Reporting duties",
    "calendar": "Reporting duties",
    "money": "Money",
    "spending": "Money",
    "posts": "Posts and participation",
    "participation": "Posts and participation",
    "risks": "Risks and issues",
    "approvals": "Approvals and agreements",
    "agreements": "Approvals and agreements",
    "meetings": "Boards and meetings",
    "requests": "The front door",
    "applications": "The front door",
    "places": "Places and themes",
    "outputs": "Outputs",
    "capture": "Outputs",
    "identity": "Outputs",
    "attributions": "Outputs",
    "compliance": "Outputs",
    "training": "Training, careers and surveys",
    "careers": "Training, careers and surveys",
    "surveys": "Training, careers and surveys",
    "involvement": "Involvement of the public",
    "inclusion": "Involvement of the public",
    "decisions": "Decisions and indicators",
    "indicators": "Decisions and indicators",
    "impact": "Impact and evidence",
    "evidence": "Impact and evidence",
    "pathways": "Impact and evidence",
    "case_studies": "Impact and evidence",
}

#: lists whose rows are called otherwise than the list without its s
SINGULAR: Mapping[str, str] = {}
#: things whose key is not their name with _id
KEYS: Mapping[str, str] = {"merge": "merge_event_id"}
#: fields that hold the id of a thing without saying so
MEANS: Mapping[str, str] = {
    "absorbed_id": "output_id",
    "counts_with": "output_id",
    "kept_id": "output_id",
    "other_id": "output_id",
    "predecessor_id": "milestone_id",
    "successor_id": "milestone_id",
    "study_id": "project_id",
    "version_of": "output_id",
}

#: what may be chosen as a `target_id` on a page that is about nothing in particular
CHOSEN = frozenset({"programme", "workstream", "project", "milestone"})
#: commands with a `target_id` that is not of just anything -> the things that they are about
ONLY_ABOUT: Mapping[str, frozenset[str]] = {"declare_confidence": frozenset({"workstream"})}

#: what a request does, where the first clause of its description says it badly
TITLES: Mapping[str, str] = {
    "achieve_milestone": "Mark a milestone as achieved",
    "agree_action": "Agree an action",
    "attach_evidence": "Attach evidence",
    "agree_attribution": "Agree that an output arose from it",
    "assert_attribution": "Say what an output arose from",
    "baseline_plan": "Freeze the plan under a name",
    "budget": "The budget, line by line",
    "change_milestone": "Change what is said of a milestone",
    "change_post": "Change what is said of a post",
    "change_programme": "Change what is said of the programme",
    "change_project": "Change what is said of a project",
    "change_workstream": "Change a workstream",
    "confidence_history": "Confidence as it was declared",
    "correct_decision": "Correct what is recorded of a decision",
    "correct_career_step": "Correct what is recorded of a step",
    "correct_survey": "Correct what is recorded of a wave",
    "correct_training_session": "Correct what is recorded of a session",
    "record_career_step": "Record a step in somebody’s career",
    "record_survey": "Record a wave of a survey",
    "record_training_session": "Record training that took place",
    "withdraw_career_step": "Take a step back",
    "withdraw_survey": "Take a wave back",
    "withdraw_training_session": "Take a session back",
    "define_indicator": "Set up an indicator, or change it",
    "measure_indicator": "Record a value of an indicator",
    "confirm_nothing_new": "Say that there is nothing new",
    "claim_impact": "Claim an impact",
    "declare_confidence": "Say how sure you are",
    "correct_notice": "Put a notice right",
    "decide_change_request": "Approve or reject a change",
    "delivery": "Schedule and confidence",
    "dispute_attribution": "Dispute that an output arose from it",
    "duty_schedules": "Schedules of duties",
    "end_agreement": "Record that an agreement ended",
    "evidence_open_access": "Record what is known of an article's open access",
    "explain_variance": "Give a cause for part of a variance",
    "extend_award": "Record a change that the funder agreed",
    "funder_policies": "What the funder asks of outputs",
    "give_notice": "Record that the funder was told",
    "headings": "Headings of the budget",
    "feed_back_involvement_change": "Record that people were told what became of it",
    "hold_involvement": "Enter an activity with the public",
    "join_partner": "Record that a partner joins",
    "link_pathway_step": "Link a step of the logic model",
    "leave_partner": "Record that a partner leaves",
    "lower_impact": "Lower the strength of a claim",
    "link_version": "Link two versions, as a preprint and its article",
    "meet_duty": "Record that a duty was met",
    "move_duty": "Move a duty to another day",
    "move_successors": "Move the milestones that depend on it",
    "need_approval": "Record that an approval is needed, or not",
    "note_progress": "Write down a short update",
    "pathway": "The logic model",
    "output_compliance": "What the funder asks of it, clause by clause",
    "participation_against_plan": "Participation against plan",
    "raise_impact": "Raise the strength of a claim",
    "pay_involvement": "Record a payment to contributors or a group",
    "raise_risk": "Raise a risk or issue",
    "receive_claim": "Record a partner's claim",
    "receive_contribution": "Record what a partner gave",
    "receive_payment": "Record a payment of the funder",
    "receive_request": "Log a request",
    "record_inclusion_profile": "Record how contributors described themselves",
    "record_involvement_change": "Record what changed because of what people said",
    "request_trail": "What became of it, fact by fact",
    "set_award_terms": "Record what an award's contract says of its outputs",
    "set_board": "Set up a board, or change one",
    "set_duty": "Set a duty by hand",
    "set_duty_schedule": "Choose a schedule of duties",
    "set_forecast": "State what is expected to be spent",
    "set_threshold": "Change a setting",
    "settle_claim": "Settle a claim",
    "submit_change_request": "Ask for a change",
    "take_back_feedback": "Take back that people were told",
    "take_back_inclusion_profile": "Take a profile back",
    "take_back_involvement": "Take an activity back",
    "take_back_involvement_change": "Take a change back",
    "take_back_involvement_payment": "Take a payment back",
    "thresholds": "Settings",
    "triage_request": "Give a request to somebody",
    "try_change_request": "Try it: what approving it would do now",
    "try_changes": "Try changes before they are made",
    "turn_risk_into_issue": "Record that a risk has happened",
    "verify_impact": "Verify a claim, as a second person",
    "unlink_version": "Part two versions",
    "withdraw_attribution": "Take an attribution back",
    "withdraw_change_request": "Take a change request back",
    "write_case_study": "Write a section of a case study",
    "withdraw_duty": "Take a duty back",
}

#: lists that are no things of a programme
NOT_THINGS: frozenset[str] = frozenset({"compliance", "duplicates", "evidence_gaps"})
#: commands with pages of their own, or for machines
NOT_COMMANDS = frozenset(
    {
        "start_import",
        "replay_parked",
        "discard_parked",
        "consider_duties",
        "check_acknowledgement",
        "consider_notices",
        "finish_outputs_story",
        "finish_story",
        "create_calendar_feed",
        "revoke_calendar_feed",
        "look_up",
        "claim_proposal",
        "reject_proposal",
        "reconsider_proposal",
        "record_output",
        "change_output",
        "publish_output",
        "withdraw_output",
        "reinstate_output",
        "merge_outputs",
        "undo_merge",
        "dismiss_duplicate",
        "restore_duplicate",
    }
)
#: reads with pages of their own, or for machines
NOT_LOOKUPS = frozenset(
    {
        "involvement_words",
        "characteristics",
        "programmes",
        "programme",
        "how_many",
        "how_many_outputs",
        "compliance",
        "try_acknowledgement",
        "output_types",
        "output_template",
        "look_up_outcome",
        "try_claim",
        "journal",
        "award_by_reference",
        "calendar",
        "calendar_feeds",
        "calendar_owner",
        "import_job",
        "parked",
    }
)
