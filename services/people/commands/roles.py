"""Giving and ending roles. A grant is an aggregate of its own: it begins, may have a last day, and may be ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.people.domain import access
from services.people.errors import about
from services.people.tables import people, roles
from shared import context
from shared.context import today
from shared.errors import Conflict, NotAllowed, NotFound
from shared.events.people import RoleEnded, RoleGranted
from shared.messaging.outbox import record, version_of

#: how a request says "every programme"; in the table it is null
EVERY = "*"
#: the command line with the token of the machine's own file; it gives the first administrator's role
OPERATOR = "system:operator"


def grant(
    session: Session,
    *,
    person_id: str,
    role: str,
    programme_id: str,
    project_id: str | None = None,
    from_on: date | None = None,
    until: date | None = None,
    role_id: str | None = None,
) -> dict[str, Any]:
    """Give a role from a day on; the same role on the same thing twice at once is refused."""
    first = from_on or today()
    programme = None if programme_id == EVERY else programme_id
    with about("role"):
        access.check_grant(role, programme, project_id, first, until)
    _may_give_everywhere(programme)
    if not session.execute(select(people.c.person_id).where(people.c.person_id == person_id).with_for_update()).first():
        raise NotFound(f"There is no person {person_id}. Register them first.")
    held = select(roles.c.role_id).where(
        roles.c.person_id == person_id,
        roles.c.role == role,
        roles.c.programme_id.is_not_distinct_from(programme),
        roles.c.project_id.is_not_distinct_from(project_id),
        (roles.c.until.is_(None)) | (roles.c.until >= first),
    )
    if session.execute(held).first():
        raise Conflict("This person holds that role already. End it first if its dates should change.")
    if role_id and session.execute(select(roles.c.role_id).where(roles.c.role_id == role_id)).first():
        raise Conflict(f"There is a role {role_id} already. Choose another id, or leave it out.")
    role_id = role_id or str(uuid7())
    row = {
        "role_id": role_id,
        "person_id": person_id,
        "role": role,
        "programme_id": programme,
        "project_id": project_id,
        "from_on": first,
        "until": until,
    }
    session.execute(insert(roles).values(row))
    scope = {"programme_id": programme, "project_id": project_id}
    data: dict[str, Any] = {
        "person_id": person_id,
        "role": role,
        "scope": {name: value for name, value in scope.items() if value},
    }
    if until:
        data["until"] = until.isoformat()
    record(session, RoleGranted, subject=role_id, programme_id=programme or "", effective_on=first, data=data)
    return {"role_id": role_id, "version": version_of(session, role_id)}


def end(session: Session, *, role_id: str, on: date | None = None) -> dict[str, Any]:
    """End a role with its last day. Raises Conflict when it is over already."""
    last = on or today()
    row = session.execute(select(roles).where(roles.c.role_id == role_id).with_for_update()).first()
    if row is None:
        raise NotFound("There is no such role.")
    _may_give_everywhere(row.programme_id)
    if row.until is not None and row.until <= last:
        raise Conflict(f"This role ends on {row.until} already.")
    with about("on"):
        if last < row.from_on:
            raise ValueError(f"The last day cannot be before the first, {row.from_on}")
    session.execute(update(roles).where(roles.c.role_id == role_id).values(until=last))
    record(
        session,
        RoleEnded,
        subject=role_id,
        programme_id=row.programme_id or "",
        effective_on=last,
        data={"person_id": row.person_id, "role": row.role},
    )
    return {"role_id": role_id, "version": version_of(session, role_id)}


def _may_give_everywhere(programme_id: str | None) -> None:
    """Who manages every programme must not make administrators, or end them: only an administrator does."""
    actor = context.current().actor
    if programme_id is None and actor.id != OPERATOR and "administrator" not in actor.roles_in(None):
        raise NotAllowed("Only an administrator may give or end a role on every programme.")


def scope(session: Session, role_id: str) -> tuple[str | None, str | None]:
    """The programme and project of a grant, for the check of who may. Raises NotFound."""
    row = session.execute(select(roles.c.programme_id, roles.c.project_id).where(roles.c.role_id == role_id)).first()
    if row is None:
        raise NotFound("There is no such role.")
    return row.programme_id, row.project_id
