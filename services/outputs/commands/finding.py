"""Finds the outputs that a command speaks of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import KeyedColumnElement

from services.outputs.domain.dates import Precision
from services.outputs.tables import (
    attributions,
    award_terms,
    career_steps,
    case_studies,
    decisions,
    dismissals,
    evidence_items,
    impact_claims,
    inclusion_profiles,
    indicators,
    involvement_changes,
    involvement_payments,
    involvements,
    lookups,
    measurements,
    merges,
    notices,
    outputs,
    pathway_steps,
    proposals,
    surveys,
    training_sessions,
)
from shared.errors import NotFound


@dataclass(frozen=True)
class Row:
    """An output as it is kept."""

    output_id: str
    programme_id: str
    type: str
    subtype: str | None
    title: str
    state: str
    on_date: date
    date_precision: Precision
    dated_by: UUID
    published: bool
    embargoed_until: date | None
    identifiers: dict[str, str]
    doi_key: str | None
    work_key: str
    details: dict[str, Any]
    authors: list[dict[str, Any]]
    themes: list[str]
    places: list[dict[str, Any]]
    workstream_id: str | None
    project_ids: list[str]
    version_of: str | None
    licence: str | None
    url: str | None
    funding: list[dict[str, Any]]
    import_key: str | None
    absorbed_by: str | None
    withdrawn_kind: str | None
    withdrawn_on: date | None
    withdrawn_by: UUID | None
    notice_url: str | None
    submitted_on: date | None
    accepted_on: date | None
    recorded_by: str | None
    on_behalf_of: str | None
    stands_with: str | None


_COLUMNS = [outputs.c[field.name] for field in fields(Row)]


def get(session: Session, output_id: str, *, lock: bool = False) -> Row:
    """The output, locked for a change where asked. Raises NotFound.

    Whoever changes an output waits for its programme first: merges touch several rows, and always in this order.
    """
    if lock and (
        programme_id := session.scalar(select(outputs.c.programme_id).where(outputs.c.output_id == output_id))
    ):
        lock_programme(session, programme_id)
    wanted = select(*_COLUMNS).where(outputs.c.output_id == output_id)
    found = session.execute(wanted.with_for_update() if lock else wanted).first()
    if found is None:
        raise NotFound("There is no such output.")
    return Row(**found._mapping)


def lock_programme(session: Session, programme_id: str) -> None:
    """Let those who add works to one programme take turns, so that two of them cannot both add the same one."""
    key = func.hashtextextended(f"outputs:{programme_id}", 0)
    session.execute(select(func.pg_advisory_xact_lock(key)))


def scope(key: KeyedColumnElement[Any], word: str) -> Callable[[Session, str], tuple[str | None, str | None]]:
    """How the programme of such a thing is found by its id, for permissions. Raises NotFound."""

    def find(session: Session, value: str) -> tuple[str | None, str | None]:
        found: str | None = session.scalar(select(key.table.c.programme_id).where(key == value))
        if found is None:
            raise NotFound(f"There is no {word} {value}.")
        return found, None

    return find


def scope_of_merge(session: Session, merge_event_id: str) -> tuple[str | None, str | None]:
    """The programme whose merge it is. Raises NotFound."""
    found = session.scalar(select(merges.c.programme_id).where(cast(merges.c.merge_event_id, Text) == merge_event_id))
    if found is None:
        raise NotFound("There is no such merge.")
    return found, None


#: by field of a request: how the programme of what it names is found
SCOPES: Mapping[str, Callable[[Session, str], tuple[str | None, str | None]]] = {
    "output_id": scope(outputs.c.output_id, "output"),
    "kept_id": scope(outputs.c.output_id, "output"),
    "attribution_id": scope(attributions.c.attribution_id, "attribution"),
    "dismissal_id": scope(dismissals.c.dismissal_id, "judgement that two outputs are two"),
    "merge_event_id": scope_of_merge,
    "decision_id": scope(decisions.c.decision_id, "decision"),
    "impact_id": scope(impact_claims.c.impact_id, "impact claim"),
    "evidence_id": scope(evidence_items.c.evidence_id, "evidence"),
    "step_id": scope(pathway_steps.c.step_id, "step"),
    "case_study_id": scope(case_studies.c.case_study_id, "case study"),
    "indicator_id": scope(indicators.c.indicator_id, "indicator"),
    "measurement_id": scope(measurements.c.measurement_id, "measurement"),
    "notice_id": scope(notices.c.notice_id, "notice"),
    "award_term_id": scope(award_terms.c.award_term_id, "set of terms"),
    "lookup_id": scope(lookups.c.lookup_id, "look-up"),
    "proposal_id": scope(proposals.c.proposal_id, "proposal"),
    "involvement_id": scope(involvements.c.involvement_id, "activity"),
    "involvement_payment_id": scope(involvement_payments.c.involvement_payment_id, "payment"),
    "involvement_change_id": scope(involvement_changes.c.involvement_change_id, "change"),
    "inclusion_profile_id": scope(inclusion_profiles.c.inclusion_profile_id, "profile"),
    "training_session_id": scope(training_sessions.c.training_session_id, "training session"),
    "career_step_id": scope(career_steps.c.career_step_id, "step"),
    "survey_id": scope(surveys.c.survey_id, "wave"),
}
