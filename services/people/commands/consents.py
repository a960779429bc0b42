"""Consents: given for a programme and purposes, and withdrawn. Others hear of it by fact; the form stays away."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from services.people.domain import consents as rules_of
from services.people.errors import about
from services.people.tables import consents, people
from shared.context import today
from shared.errors import Conflict, NotFound
from shared.events.people import ConsentGiven, ConsentWithdrawn
from shared.messaging.outbox import New
from shared.recording import new_id, told


def give(
    session: Session,
    *,
    programme_id: str,
    person_id: str,
    purposes: list[str],
    given_on: date | None = None,
    evidence: str | None = None,
    consent_id: str | None = None,
) -> dict[str, Any]:
    """Record that a person agreed. Raises NotFound for nobody, Conflict for an id that is taken."""
    given = given_on or today()
    with about("given_on"):
        rules_of.check_given(given, today())
    if not session.execute(select(people.c.person_id).where(people.c.person_id == person_id).with_for_update()).first():
        raise NotFound(f"There is no person {person_id}. Register them first.")
    made = new_id(consent_id)
    if session.execute(select(consents.c.consent_id).where(consents.c.consent_id == made)).first():
        raise Conflict(f"There is a consent {made} already. Choose another id, or leave it out.")
    agreed = list(dict.fromkeys(purposes))
    row = {"consent_id": made, "programme_id": programme_id, "person_id": person_id, "purposes": agreed}
    session.execute(insert(consents).values(row | {"given_on": given, "evidence": evidence}))
    data = {"person_id": person_id, "purposes": agreed, "evidence": evidence}
    return told(session, New(ConsentGiven, made, programme_id, given, data), "consent_id")


def withdraw(
    session: Session, *, consent_id: str, purposes: list[str] | None = None, on: date | None = None
) -> dict[str, Any]:
    """Record that they no longer agree, to these purposes or to all. Raises NotFound, Invalid."""
    row = session.execute(select(consents).where(consents.c.consent_id == consent_id).with_for_update()).first()
    if row is None:
        raise NotFound("There is no such consent.")
    day = on or today()
    with about("on"):
        rules_of.check_withdrawn(day, row.given_on, today())
    with about("purposes"):
        gone = rules_of.to_withdraw(purposes or (), row.purposes, row.withdrawn)
    withdrawn = row.withdrawn | dict.fromkeys(gone, day.isoformat())
    session.execute(update(consents).where(consents.c.consent_id == consent_id).values(withdrawn=withdrawn))
    data = {"person_id": row.person_id, "purposes": gone}
    return told(session, New(ConsentWithdrawn, consent_id, row.programme_id, day, data), "consent_id")


def scope(session: Session, consent_id: str) -> tuple[str | None, str | None]:
    """The programme of a consent, for the check of who may. Raises NotFound."""
    found = session.scalar(select(consents.c.programme_id).where(consents.c.consent_id == consent_id))
    if found is None:
        raise NotFound("There is no such consent.")
    return found, None
