"""Letting somebody act for another in a programme, and ending that. Nobody may unless it was given."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.people.domain import access
from services.people.errors import about
from services.people.tables import delegations, people
from shared import context
from shared.context import today
from shared.errors import Conflict, NotAllowed, NotFound
from shared.events.people import DelegationEnded, DelegationGranted
from shared.messaging.outbox import record, version_of

#: who may give and end a delegation of others
FOR_OTHERS = frozenset({"programme_manager", "administrator"})


def grant(
    session: Session,
    *,
    from_person_id: str,
    to_person_id: str,
    programme_id: str,
    from_on: date | None = None,
    until: date | None = None,
    delegation_id: str | None = None,
) -> dict[str, Any]:
    """Give one's own, or as a manager another's. Raises NotAllowed, NotFound, or Conflict for one that holds."""
    first = from_on or today()
    with about("to_person_id"):
        access.check_delegation(from_person_id, to_person_id, first, until)
    _concerned(programme_id, from_person_id)
    known = select(people.c.person_id).where(people.c.person_id.in_((from_person_id, to_person_id)))
    missing = {from_person_id, to_person_id} - set(session.execute(known.with_for_update()).scalars())
    if missing:
        raise NotFound(f"There is no person {', '.join(sorted(missing))}. Register them first.")
    of = delegations.c
    same = (of.from_person_id == from_person_id, of.to_person_id == to_person_id, of.programme_id == programme_id)
    if session.execute(select(of.delegation_id).where(*same, of.until.is_(None) | (of.until >= first))).first():
        raise Conflict("This delegation is given already. End it first if its dates should change.")
    if delegation_id and session.execute(select(of.delegation_id).where(of.delegation_id == delegation_id)).first():
        raise Conflict(f"There is a delegation {delegation_id} already. Choose another id, or leave it out.")
    delegation_id = delegation_id or str(uuid7())
    who = {"from_person_id": from_person_id, "to_person_id": to_person_id}
    row = who | {"delegation_id": delegation_id, "programme_id": programme_id, "from_on": first, "until": until}
    session.execute(insert(delegations).values(row))
    data: dict[str, Any] = who | {"scope": {"programme_id": programme_id}}
    if until:
        data["until"] = until.isoformat()
    record(session, DelegationGranted, subject=delegation_id, programme_id=programme_id, effective_on=first, data=data)
    return {"delegation_id": delegation_id, "version": version_of(session, delegation_id)}


def end(session: Session, *, delegation_id: str, on: date | None = None) -> dict[str, Any]:
    """End it with its last day. Raises Conflict when it is over already."""
    last, of = on or today(), delegations.c
    row = session.execute(select(delegations).where(of.delegation_id == delegation_id).with_for_update()).first()
    if row is None:
        raise NotFound("There is no such delegation.")
    _concerned(row.programme_id, row.from_person_id, row.to_person_id)
    if row.until is not None and row.until <= last:
        raise Conflict(f"This delegation ends on {row.until} already.")
    with about("on"):
        if last < row.from_on:
            raise ValueError(f"The last day cannot be before the first, {row.from_on}")
    session.execute(update(delegations).where(of.delegation_id == delegation_id).values(until=last))
    record(
        session,
        DelegationEnded,
        subject=delegation_id,
        programme_id=row.programme_id,
        effective_on=last,
        data={"from_person_id": row.from_person_id, "to_person_id": row.to_person_id},
    )
    return {"delegation_id": delegation_id, "version": version_of(session, delegation_id)}


def _concerned(programme_id: str, *people_concerned: str) -> None:
    """Raise NotAllowed unless it is the actor's own, or the actor manages the programme."""
    actor = context.current().actor
    if actor.id not in people_concerned and not FOR_OTHERS & actor.roles_in(programme_id):
        raise NotAllowed("A delegation is given by whoever is acted for, or by a programme manager.")


def scope(session: Session, delegation_id: str) -> tuple[str | None, str | None]:
    """The programme of a delegation, for the check of who may. Raises NotFound."""
    of = delegations.c
    found = session.scalar(select(of.programme_id).where(of.delegation_id == delegation_id))
    if found is None:
        raise NotFound("There is no such delegation.")
    return found, None
