"""Reads of approvals and agreements: what is in place until when, and for which projects it no longer is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, and_, case, cast, func, literal
from sqlalchemy import Text as TextType
from sqlalchemy.orm import Session

from services.projects.commands.agreements import state_of as agreement_of
from services.projects.commands.approvals import state_of as approval_of
from services.projects.tables import agreements, approvals
from shared import visible
from shared.context import today
from shared.errors import NotFound
from shared.pages import page
from shared.rows import plain, versioned
from shared.words import words_of

APPROVAL = (
    "approval_id",
    "programme_id",
    "project_id",
    "project_ids",
    "kind",
    "needed",
    "reason_code",
    "found_on",
    "sought_on",
    "awaiting_since",
    "body",
    "application_reference",
    "decision",
    "decided_on",
    "reference",
    "stands",
    "valid_until",
    "version",
)
AGREEMENT = (
    "agreement_id",
    "programme_id",
    "title",
    "kind",
    "party_org_ids",
    "project_ids",
    "signed_on",
    "valid_until",
    "file_id",
    "ended_on",
    "end_reason",
    "successor_id",
    "version",
)
#: how a cursor writes "no end": later than every day
NO_END = "9999-12-31"


def list_approvals(
    session: Session,
    *,
    programme_id: str | None = None,
    project_id: str | None = None,
    kind: str | None = None,
    state: str | None = None,
    ending_within_days: int | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Those that end first come first."""
    of, day = approvals.c, today()
    seen = visible.of_any_project("projects.approvals", of.programme_id, of.project_ids)
    query = _among(versioned(approvals, of.approval_id).where(seen), approvals, programme_id, project_id, kind)
    if state:
        query = query.where(_state(day) == state)
    if ending_within_days is not None:
        query = query.where(_state(day) == "in_place", of.valid_until <= day + timedelta(days=ending_within_days))
    return page(
        session, query, _by_end(approvals, of.approval_id), lambda row: _approval(row, day), after=after, limit=limit
    )


def approval(session: Session, *, approval_id: str) -> dict[str, Any]:
    """One approval with its conditions. Raises NotFound."""
    of = approvals.c
    seen = visible.of_any_project("projects.approval", of.programme_id, of.project_ids)
    query = versioned(approvals, of.approval_id).where(of.approval_id == approval_id, seen)
    row = _one(session, query, "approval")
    return _approval(row, today()) | words_of(session, row, conditions="conditions_text_id")


def list_agreements(
    session: Session,
    *,
    programme_id: str | None = None,
    project_id: str | None = None,
    kind: str | None = None,
    state: str | None = None,
    ending_within_days: int | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Those that end first come first."""
    of, day = agreements.c, today()
    seen = visible.of_any_project("projects.agreements", of.programme_id, of.project_ids)
    query = _among(versioned(agreements, of.agreement_id).where(seen), agreements, programme_id, project_id, kind)
    if state:
        query = query.where(_agreement_state(day) == state)
    if ending_within_days is not None:
        last = day + timedelta(days=ending_within_days)
        query = query.where(_agreement_state(day) == "in_force", of.valid_until <= last)
    return page(
        session, query, _by_end(agreements, of.agreement_id), lambda row: _agreement(row, day), after=after, limit=limit
    )


def agreement(session: Session, *, agreement_id: str) -> dict[str, Any]:
    """One agreement with the words of its end. Raises NotFound."""
    of = agreements.c
    seen = visible.of_any_project("projects.agreement", of.programme_id, of.project_ids)
    row = _one(
        session, versioned(agreements, of.agreement_id).where(of.agreement_id == agreement_id, seen), "agreement"
    )
    return _agreement(row, today()) | words_of(session, row, end_note="end_text_id")


def resting_on(session: Session, project_id: str) -> dict[str, list[dict[str, Any]]]:
    """The approvals and agreements that a project rests on, and of these the ids of those that have run out."""
    day = today()
    of = versioned(approvals, approvals.c.approval_id).where(approvals.c.project_ids.contains([project_id]))
    its = [_approval(row, day) for row in session.execute(of.order_by(approvals.c.kind, approvals.c.approval_id))]
    signed = versioned(agreements, agreements.c.agreement_id).where(agreements.c.project_ids.contains([project_id]))
    rows = session.execute(signed.order_by(agreements.c.signed_on, agreements.c.agreement_id))
    held = [_agreement(row, day) for row in rows]
    lapsed = [{"approval_id": one["approval_id"], "valid_until": one["valid_until"]} for one in its if _over(one)]
    lapsed += [{"agreement_id": one["agreement_id"], "valid_until": one["valid_until"]} for one in held if _over(one)]
    return {"approvals": its, "agreements": held, "lapsed": lapsed}


def _over(shown: dict[str, Any]) -> bool:
    return bool(shown["state"] == "expired")


def _approval(row: Row[Any], day: date) -> dict[str, Any]:
    return plain(row, APPROVAL) | {"state": approval_of(row).state(day)}


def _agreement(row: Row[Any], day: date) -> dict[str, Any]:
    return plain(row, AGREEMENT) | {"state": agreement_of(row).state(day)}


def _state(day: date) -> ColumnElement[str]:
    """The state of an approval, as `domain.approvals` says it."""
    of = approvals.c
    return case(
        (~of.needed, "not_needed"),
        (and_(of.stands, func.coalesce(of.valid_until, date.max) >= day), "in_place"),
        (of.awaiting_since.is_not(None), "sought"),
        (of.stands, "expired"),
        (of.decision == "refused", "refused"),
        else_="needed",
    )


def _agreement_state(day: date) -> ColumnElement[str]:
    """The state of an agreement, as `domain.agreements` says it."""
    of = agreements.c
    return case(
        (func.coalesce(of.ended_on, of.valid_until, date.max) >= day, "in_force"),
        else_=func.coalesce(of.end_reason, "expired"),
    )


def _among(
    query: Select[Any], table: Table, programme_id: str | None, project_id: str | None, kind: str | None
) -> Select[Any]:
    of = table.c
    if programme_id:
        query = query.where(of.programme_id == programme_id)
    if project_id:
        query = query.where(of.project_ids.contains([project_id]))
    return query.where(of.kind == kind) if kind else query


def _by_end(table: Table, key: ColumnElement[Any]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """A cursor holds text, and ISO days sort as text."""
    return func.coalesce(cast(table.c.valid_until, TextType), literal(NO_END)), key


def _one(session: Session, query: Select[Any], word: str) -> Row[Any]:
    row = session.execute(query).first()
    if row is None:
        raise NotFound(f"There is no such {word}, or it is not yours to see.")
    return row
