"""Reads of training, of steps in careers and of surveys. Small numbers of people are shown to nobody.

How many came from where is in no read: beside a figure over many sessions, all but one of them would give away the one.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, cast
from sqlalchemy import Text as TextType
from sqlalchemy.orm import Session

from services.outputs.tables import career_steps, surveys, training_sessions
from shared import smallnumbers, visible
from shared.errors import NotFound
from shared.pages import page
from shared.rows import plain, versioned

SESSION = ("training_session_id", "programme_id", "title", "level", "provider_org_id", "held_on")
STEP = (
    "career_step_id",
    "programme_id",
    "kind",
    "state",
    "stepped_on",
    "person_id",
    "from_sector",
    "to_sector",
    "withdrawn_reason",
    "version",
)
SURVEY = ("survey_id", "programme_id", "instrument", "wave", "closed_on", "scale_from", "scale_to")


def list_training_sessions(
    session: Session,
    *,
    programme_id: str | None = None,
    level: str | None = None,
    provider_org_id: str | None = None,
    since: date | None = None,
    until: date | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Newest first."""
    of = training_sessions.c
    query = _standing("training_sessions", training_sessions, of.training_session_id)
    for column, wanted in ((of.programme_id, programme_id), (of.level, level), (of.provider_org_id, provider_org_id)):
        if wanted:
            query = query.where(column == wanted)
    if since:
        query = query.where(of.held_on >= since)
    if until:
        query = query.where(of.held_on <= until)
    by = (cast(of.held_on, TextType), of.training_session_id)
    return page(session, query, by, _session, after=after, limit=limit, descending=True)


def training_session(session: Session, *, training_session_id: str) -> dict[str, Any]:
    """One session. Raises NotFound."""
    of = training_sessions.c
    query = versioned(training_sessions, of.training_session_id).where(of.training_session_id == training_session_id)
    return _session(_found(session, query, "training session"))


def list_career_steps(
    session: Session,
    *,
    programme_id: str | None = None,
    kind: str | None = None,
    state: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Newest first."""
    of = career_steps.c
    query = _standing("career_steps", career_steps, of.career_step_id)
    for column, wanted in ((of.programme_id, programme_id), (of.kind, kind), (of.state, state)):
        if wanted:
            query = query.where(column == wanted)
    by = (cast(of.stepped_on, TextType), of.career_step_id)
    return page(session, query, by, lambda row: plain(row, STEP), after=after, limit=limit, descending=True)


def career_step(session: Session, *, career_step_id: str) -> dict[str, Any]:
    """One step. Raises NotFound."""
    of = career_steps.c
    query = versioned(career_steps, of.career_step_id).where(of.career_step_id == career_step_id)
    return plain(_found(session, query, "step"), STEP)


def list_surveys(
    session: Session,
    *,
    programme_id: str | None = None,
    instrument: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Newest first."""
    of = surveys.c
    query = _standing("surveys", surveys, of.survey_id)
    for column, wanted in ((of.programme_id, programme_id), (of.instrument, instrument)):
        if wanted:
            query = query.where(column == wanted)
    by = (cast(of.closed_on, TextType), of.survey_id)
    return page(session, query, by, _survey, after=after, limit=limit, descending=True)


def survey(session: Session, *, survey_id: str) -> dict[str, Any]:
    """One wave. Raises NotFound."""
    of = surveys.c
    return _survey(_found(session, versioned(surveys, of.survey_id).where(of.survey_id == survey_id), "wave"))


def _standing(request: str, table: Any, key: Any) -> Select[Any]:
    """Rows that the actor may see and that were not taken back."""
    seen = visible.of_whole_programmes(f"outputs.{request}", table.c.programme_id)
    return versioned(table, key).where(seen, table.c.withdrawn_reason.is_(None))


def _found(session: Session, query: Select[Any], word: str) -> Row[Any]:
    row = session.execute(query).first()
    if row is None:
        raise NotFound(f"There is no such {word}.")
    return row


def _session(row: Row[Any]) -> dict[str, Any]:
    few = smallnumbers.few(row.answers)
    sources = len(row.by_directorate) + len(row.by_partner) + (row.from_community is not None)
    named = smallnumbers.sources_shown(row.places_taken, sources)
    return plain(row, SESSION) | {
        "places_taken": smallnumbers.shown(row.places_taken),
        "directorates": sorted(row.by_directorate) if named else None,
        "partner_org_ids": sorted(row.by_partner) if named else None,
        "community": row.from_community is not None if named else None,
        "register_kept": bool(row.register_person_ids),
        "confidence_before": None if few else _decimal(row.confidence_before),
        "confidence_after": None if few else _decimal(row.confidence_after),
        "answers": smallnumbers.shown(row.answers),
        "asked": smallnumbers.shown(row.asked),
        "withdrawn_reason": row.withdrawn_reason,
        "version": row.version,
    }


def _survey(row: Row[Any]) -> dict[str, Any]:
    return plain(row, SURVEY) | {
        "scores": None if smallnumbers.few(row.answers) else row.scores,
        "answers": smallnumbers.shown(row.answers),
        "asked": smallnumbers.shown(row.asked),
        "withdrawn_reason": row.withdrawn_reason,
        "version": row.version,
    }


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
