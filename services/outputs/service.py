"""The outputs service: every request that it answers, and the use case or read that answers it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.outputs.commands import (
    acknowledging,
    agreement,
    attribution,
    award_terms,
    careers,
    case_studies,
    claims,
    decisions,
    duplicates,
    evidence,
    finding,
    hearing,
    inclusion,
    indicators,
    involvement,
    involvement_changes,
    involvement_payments,
    known_programmes,
    lookups,
    merging,
    notice_calendar,
    notices,
    open_access,
    pathways,
    proposals,
    publication,
    recording,
    surveys,
    training,
    versions,
)
from services.outputs.importers.works import Works
from services.outputs.reminder import record_what_is_due
from services.outputs.sources.worker import LookUps
from services.outputs.views import attributions as attribution_views
from services.outputs.views import capture as captured
from services.outputs.views import case_studies as case_study_views
from services.outputs.views import compliance as compliance_views
from services.outputs.views import decisions as decision_views
from services.outputs.views import evidence as evidence_views
from services.outputs.views import identity as identity_views
from services.outputs.views import impact as impact_views
from services.outputs.views import inclusion as inclusion_views
from services.outputs.views import indicators as indicator_views
from services.outputs.views import involvement as involvement_views
from services.outputs.views import involvement_changes as involvement_change_views
from services.outputs.views import outputs as views
from services.outputs.views import pathways as pathway_views
from services.outputs.views import templates as template_views
from services.outputs.views import training as training_views
from shared.calls import outputs as calls
from shared.counting import counting, lists_of
from shared.events.event import Event
from shared.imports import jobs
from shared.imports.worker import ImportWorker
from shared.messaging.consumer import listens
from shared.messaging.parked import Parked
from shared.messaging.rpc import Service, Wiring, answering
from shared.schedule import Schedule

OUTPUTS: Wiring = {
    calls.RecordOutput: recording.record_output,
    calls.ChangeOutput: recording.change_output,
    calls.PublishOutput: publication.publish_output,
    calls.WithdrawOutput: publication.withdraw_output,
    calls.ReinstateOutput: publication.reinstate_output,
    calls.Outputs: views.listed,
    calls.Output: views.shown,
    calls.OutputTypes: views.types,
}

CAPTURE: Wiring = {
    calls.LookUp: lookups.look_up,
    calls.LookUpOutcome: captured.outcome,
    calls.Proposals: captured.listed,
    calls.Proposal: captured.shown,
    calls.TryClaim: proposals.try_claim,
    calls.ClaimProposal: proposals.claim_proposal,
    calls.RejectProposal: proposals.reject_proposal,
    calls.ReconsiderProposal: proposals.reconsider_proposal,
}

IDENTITY: Wiring = {
    calls.MergeOutputs: merging.merge_outputs,
    calls.UndoMerge: merging.undo_merge,
    calls.LinkVersion: versions.link_version,
    calls.UnlinkVersion: versions.unlink_version,
    calls.DismissDuplicate: duplicates.dismiss_duplicate,
    calls.RestoreDuplicate: duplicates.restore_duplicate,
    calls.Duplicates: identity_views.duplicates,
    calls.Merges: identity_views.merged,
}

ATTRIBUTIONS: Wiring = {
    calls.AssertAttribution: attribution.assert_attribution,
    calls.AgreeAttribution: agreement.agree_attribution,
    calls.DisputeAttribution: agreement.dispute_attribution,
    calls.WithdrawAttribution: attribution.withdraw_attribution,
    calls.Attributions: attribution_views.listed,
    calls.Attribution: attribution_views.one,
}

COMPLIANCE: Wiring = {
    calls.EvidenceOpenAccess: open_access.evidence_open_access,
    calls.CheckAcknowledgement: acknowledging.check_acknowledgement,
    calls.TryAcknowledgement: compliance_views.tried,
    calls.GiveNotice: notices.give_notice,
    calls.CorrectNotice: notices.correct_notice,
    calls.SetAwardTerms: award_terms.set_award_terms,
    calls.ConsiderNotices: notice_calendar.consider_notices,
    calls.FinishOutputsStory: known_programmes.finish_outputs_story,
    calls.Compliance: compliance_views.listed,
    calls.OutputCompliance: compliance_views.shown,
    calls.Notices: compliance_views.list_notices,
    calls.Notice: compliance_views.notice,
    calls.AwardTerms: compliance_views.list_award_terms,
    calls.AwardTerm: compliance_views.award_term,
    calls.FunderPolicies: compliance_views.funder_policies,
}

TRAINING: Wiring = {
    calls.RecordTrainingSession: training.record_training_session,
    calls.CorrectTrainingSession: training.correct_training_session,
    calls.WithdrawTrainingSession: training.withdraw_training_session,
    calls.TrainingSessions: training_views.list_training_sessions,
    calls.TrainingSession: training_views.training_session,
    calls.RecordCareerStep: careers.record_career_step,
    calls.CorrectCareerStep: careers.correct_career_step,
    calls.WithdrawCareerStep: careers.withdraw_career_step,
    calls.CareerSteps: training_views.list_career_steps,
    calls.CareerStep: training_views.career_step,
    calls.RecordSurvey: surveys.record_survey,
    calls.CorrectSurvey: surveys.correct_survey,
    calls.WithdrawSurvey: surveys.withdraw_survey,
    calls.Surveys: training_views.list_surveys,
    calls.Survey: training_views.survey,
}

INVOLVEMENT: Wiring = {
    calls.HoldInvolvement: involvement.hold_involvement,
    calls.CorrectInvolvement: involvement.correct_involvement,
    calls.TakeBackInvolvement: involvement.take_back_involvement,
    calls.PayInvolvement: involvement_payments.pay_involvement,
    calls.CorrectInvolvementPayment: involvement_payments.correct_involvement_payment,
    calls.TakeBackInvolvementPayment: involvement_payments.take_back_involvement_payment,
    calls.RecordInvolvementChange: involvement_changes.record_involvement_change,
    calls.CorrectInvolvementChange: involvement_changes.correct_involvement_change,
    calls.TakeBackInvolvementChange: involvement_changes.take_back_involvement_change,
    calls.FeedBackInvolvementChange: involvement_changes.feed_back_involvement_change,
    calls.TakeBackFeedback: involvement_changes.take_back_feedback,
    calls.RecordInclusionProfile: inclusion.record_inclusion_profile,
    calls.CorrectInclusionProfile: inclusion.correct_inclusion_profile,
    calls.TakeBackInclusionProfile: inclusion.take_back_inclusion_profile,
    calls.Involvements: involvement_views.list_involvements,
    calls.Involvement: involvement_views.involvement,
    calls.InvolvementPayments: involvement_views.list_payments,
    calls.InvolvementPayment: involvement_views.payment,
    calls.InvolvementChanges: involvement_change_views.list_changes,
    calls.InvolvementChange: involvement_change_views.change,
    calls.InclusionProfiles: inclusion_views.list_profiles,
    calls.InclusionProfile: inclusion_views.profile,
    calls.InvolvementWords: involvement_views.words,
    calls.Characteristics: inclusion_views.characteristics,
}

DECISIONS: Wiring = {
    calls.RecordDecision: decisions.record_decision,
    calls.CorrectDecision: decisions.correct_decision,
    calls.WithdrawDecision: decisions.withdraw_decision,
    calls.Decisions: decision_views.list_decisions,
    calls.Decision: decision_views.decision,
}

INDICATORS: Wiring = {
    calls.DefineIndicator: indicators.define_indicator,
    calls.MeasureIndicator: indicators.measure_indicator,
    calls.WithdrawMeasurement: indicators.withdraw_measurement,
    calls.Indicators: indicator_views.list_indicators,
    calls.Indicator: indicator_views.indicator,
    calls.Measurements: indicator_views.list_measurements,
}

IMPACT: Wiring = {
    calls.ClaimImpact: claims.claim_impact,
    calls.ChangeImpact: claims.change_impact,
    calls.RaiseImpact: claims.raise_impact,
    calls.VerifyImpact: claims.verify_impact,
    calls.LowerImpact: claims.lower_impact,
    calls.WithdrawImpact: claims.withdraw_impact,
    calls.ImpactClaims: impact_views.list_impact_claims,
    calls.ImpactClaim: impact_views.impact_claim,
    calls.EvidenceGaps: impact_views.evidence_gaps,
    calls.AttachEvidence: evidence.attach_evidence,
    calls.RemoveEvidence: evidence.remove_evidence,
    calls.EvidenceItems: evidence_views.list_evidence_items,
    calls.EvidenceItem: evidence_views.evidence_item,
    calls.AddPathwayStep: pathways.add_pathway_step,
    calls.ChangePathwayStep: pathways.change_pathway_step,
    calls.LinkPathwayStep: pathways.link_pathway_step,
    calls.UnlinkPathwayStep: pathways.unlink_pathway_step,
    calls.RemovePathwayStep: pathways.remove_pathway_step,
    calls.PathwaySteps: pathway_views.list_pathway_steps,
    calls.PathwayStep: pathway_views.pathway_step,
    calls.Pathway: pathway_views.pathway,
    calls.BeginCaseStudy: case_studies.begin_case_study,
    calls.ChangeCaseStudy: case_studies.change_case_study,
    calls.WriteCaseStudy: case_studies.write_case_study,
    calls.WithdrawCaseStudy: case_studies.withdraw_case_study,
    calls.CaseStudies: case_study_views.list_case_studies,
    calls.CaseStudy: case_study_views.case_study,
}

FILES: Wiring = {}

IMPORTS: Wiring = {
    calls.StartImport: jobs.start,
    calls.ImportJob: jobs.show,
    calls.OutputTemplate: template_views.template,
}

CONCEPTS = (
    OUTPUTS, CAPTURE, IDENTITY, ATTRIBUTIONS, COMPLIANCE, TRAINING, INVOLVEMENT, DECISIONS, INDICATORS, IMPACT, FILES,
)  # fmt: skip
COUNTS: Wiring = {calls.HowManyOutputs: counting("outputs", lists_of(CONCEPTS))}


@answering(*CONCEPTS, COUNTS, IMPORTS)
class Outputs(Service, Parked):
    """Outputs of every type, training, involvement, decisions, and the impact of it all."""

    name = "outputs"
    imports = ImportWorker(Works())
    reminder = Schedule(record_what_is_due, seconds=60)
    look_ups = LookUps()
    scopes = dict(finding.SCOPES)

    @listens("outputs.inbox", to=hearing.heard())
    def hear(self, session: Session, event: Event) -> None:
        hearing.learn(session, event)
