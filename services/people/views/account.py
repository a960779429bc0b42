"""What a person may see of themselves: address, roles, open sessions, API tokens without their text."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.people.commands.signing_in import grants
from services.people.tables import api_tokens, people, sessions
from shared import clock, context
from shared.errors import NotFound


def mine(session: Session) -> dict[str, Any]:
    """The asker's own account. Raises NotFound for parts of the system."""
    person_id = context.current().actor.id
    person = session.execute(select(people).where(people.c.person_id == person_id)).first()
    if person is None:
        raise NotFound("You are not registered as a person here.")
    now = clock.system.now()
    opened = session.execute(
        select(sessions.c.created_at, sessions.c.last_seen_at)
        .where(sessions.c.person_id == person_id, sessions.c.revoked_at.is_(None), sessions.c.expires_at > now)
        .order_by(sessions.c.created_at)
    )
    made = session.execute(
        select(api_tokens).where(api_tokens.c.person_id == person_id).order_by(api_tokens.c.created_at)
    )
    return {
        "person_id": person_id,
        "name": person.name,
        "email": person.email,
        "orcid": person.orcid,
        "roles": grants(session, person_id, clock.system.today()),
        "sessions": [{"opened": _instant(s.created_at), "last_seen": _instant(s.last_seen_at)} for s in opened],
        "api_tokens": [
            {
                "token_id": token.token_id,
                "name": token.name,
                "prefix": token.prefix,
                "scopes": list(token.scopes),
                "expires": _instant(token.expires_at),
                "last_used": _instant(token.last_used_at),
                "revoked": token.revoked_at is not None,
            }
            for token in made
        ],
    }


def grants_of(session: Session, *, person_id: str) -> dict[str, Any]:
    """The roles that somebody holds today; none for somebody who is not known."""
    return {"grants": grants(session, person_id, clock.system.today())}


def _instant(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
