"""Consents as the programme that asked for them may see them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.people.domain.consents import standing
from services.people.tables import consents, people
from shared.pages import page


def of_programme(
    session: Session,
    *,
    programme_id: str,
    person_id: str | None = None,
    purpose: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """In order of name; `standing` is what is still agreed to."""
    of = consents.c
    query = select(consents, people.c.name).join_from(consents, people).where(of.programme_id == programme_id)
    if person_id:
        query = query.where(of.person_id == person_id)
    if purpose:
        query = query.where(of.purposes.contains([purpose]), ~of.withdrawn.has_key(purpose))
    return page(session, query, (func.lower(people.c.name), of.consent_id), _consent, after=after, limit=limit)


def _consent(row: Any) -> dict[str, Any]:
    return {
        "consent_id": row.consent_id,
        "person_id": row.person_id,
        "name": row.name,
        "purposes": row.purposes,
        "standing": standing(row.purposes, row.withdrawn),
        "evidence": row.evidence,
        "given_on": row.given_on.isoformat(),
        "withdrawn": row.withdrawn,
    }
