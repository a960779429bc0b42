"""Secret addresses of calendars: made, and made worthless. An address has the rights of the person who made it."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from services.projects.commands.finding import SCOPES
from services.projects.tables import calendar_feeds, programmes
from shared import context, permissions
from shared.errors import Invalid, NotFound
from shared.recording import new_id

#: what one has to be allowed to read to have the calendar of a project or a programme
READS = {"project": "projects.project", "programme": "projects.duties"}


def create_calendar_feed(
    session: Session, *, kind: str, programme_id: str | None = None, project_id: str | None = None
) -> dict[str, Any]:
    """A new address for the asker, with 256 random bits that are kept nowhere. Raises NotAllowed, NotFound, Invalid."""
    scope = _scope(session, kind, programme_id, project_id)
    token = secrets.token_urlsafe(32)
    row = {
        "feed_id": new_id(None),
        "token_sha256": digest(token),
        "person_id": context.current().actor.id,
        "kind": kind,
        **scope,
    }
    session.execute(insert(calendar_feeds).values(row))
    return {"feed_id": row["feed_id"], "token": token}


def revoke_calendar_feed(session: Session, *, feed_id: str) -> dict[str, Any]:
    """The address opens nothing from now on. Raises NotFound for an address that is not one's own."""
    of = calendar_feeds.c
    found = session.execute(
        update(calendar_feeds)
        .where(of.feed_id == feed_id, of.person_id == context.current().actor.id)
        .values(revoked_at=func.coalesce(of.revoked_at, func.now()))
        .returning(of.feed_id)
    ).first()
    if found is None:
        raise NotFound("You have no such calendar address.")
    return {"feed_id": feed_id}


def digest(token: str) -> str:
    """SHA-256 in hex: enough for a long random secret, and the row is found by it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _scope(session: Session, kind: str, programme_id: str | None, project_id: str | None) -> dict[str, str | None]:
    if kind == "person":
        return {"programme_id": None, "project_id": None}
    field, value = ("project_id", project_id) if kind == "project" else ("programme_id", programme_id)
    if value is None:
        raise Invalid(f"Choose a {kind}.", {field: [f"Choose a {kind}"]})
    of, part = SCOPES["project_id"](session, value) if kind == "project" else (value, None)
    permissions.check(READS[kind], context.current().actor, of, part)
    if not _allowed(kind, of, part):
        raise NotFound(f"There is no such {kind}, or it is not yours to see.")
    if kind == "programme" and not session.execute(select(programmes).where(programmes.c.programme_id == of)).first():
        raise NotFound(f"There is no programme {of}.")
    return {"programme_id": of, "project_id": part}


def _allowed(kind: str, programme_id: str | None, project_id: str | None) -> bool:
    """Whether a role of the asker reaches all of it: `own` requests are not checked by the table alone."""
    roles = context.current().actor.roles_in(programme_id, project_id)
    return bool(permissions.row(READS[kind]).who & roles)
