"""What could not be handled, in one list: facts that cannot be taken into the ledger yet, and dead letters.

A fact that waits is `waiting-<number>` here; replaying tries it and all behind it again, discarding lets those go on.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from services.reporting.ledger import waiting
from services.reporting.ledger.append import Writer
from shared import context
from shared.errors import Invalid, NotFound
from shared.messaging import parked

PREFIX = "waiting-"
SERVICE = "reporting"


def listed(session: Session, state: str, after: str | None, limit: int) -> dict[str, Any]:
    """A page: facts that wait, oldest first, then dead letters."""
    if state != "parked" or (after and not after.startswith(PREFIX)):
        return parked.listed(session, SERVICE, state, after, limit)
    first = _number(after) if after else 0
    found = waiting.listed(session.connection(), first, limit + 1)
    items = [_shown(row) for row in found[:limit]]
    if len(found) > limit:
        return {"items": items, "next": items[-1]["parked_id"]}
    rest = parked.listed(session, SERVICE, state, None, max(limit - len(items), 1))
    return {"items": items + rest["items"], "next": rest["next"]}


def replay(session: Session, engine: Engine, uri: str, parked_id: str) -> dict[str, Any]:
    """Try again. A fact that was taken meanwhile is so answered: pressed twice it is taken once."""
    if not parked_id.startswith(PREFIX):
        return parked.replay(session, uri, SERVICE, parked_id)
    try:
        subject = waiting.subject_of(session.connection(), _number(parked_id))
    except NotFound:
        return {"parked_id": parked_id, "state": "replayed", "replayed": False}
    return _again(engine, subject, parked_id)


def _again(engine: Engine, subject: waiting.Subject, parked_id: str) -> dict[str, Any]:
    with engine.begin() as connection:
        applied = Writer().replay(connection, [subject])
    taken = applied.appended > 0
    return {"parked_id": parked_id, "state": "replayed" if taken else "parked", "replayed": taken}


def discard(session: Session, engine: Engine, parked_id: str, reason: str) -> dict[str, Any]:
    """Give it up, with the reason; the facts behind it are tried at once."""
    if not parked_id.startswith(PREFIX):
        return parked.discard(session, parked_id, reason)
    if not reason.strip():
        raise Invalid("Say why this fact is given up.", {"reason": ["Say why this fact is given up"]})
    with engine.begin() as connection:
        subject = waiting.discard(connection, _number(parked_id), context.current().actor.id, reason.strip())
    _again(engine, subject, parked_id)
    return {"parked_id": parked_id, "state": "discarded", "discarded": True}


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "parked_id": f"{PREFIX}{row['id']}",
        "service": SERVICE,
        "queue": "reporting.projector",
        "message_id": str(row["event_id"]),
        "type": row["attributes"].get("type"),
        "subject": row["subject"],
        "reason": f"{_KINDS.get(row['kind'], row['kind'])}: {row['reason']}",
        "times": row["times"],
        "first_seen": row["first_seen"].isoformat(),
        "last_seen": row["last_seen"].isoformat(),
        "state": "parked",
        "settled_by": None,
        "settled_reason": None,
        "settled_at": None,
    }


_KINDS = {
    "gap": "waits for an earlier fact of its subject",
    "unknown": "is of a type or version that is not known here",
    "failed": "cannot be taken",
    "taken": "has the place of another fact",
}


def _number(parked_id: str) -> int:
    number = parked_id.removeprefix(PREFIX)
    if not number.isdigit():
        raise NotFound(f"There is no parked message {parked_id} here.")
    return int(number)
