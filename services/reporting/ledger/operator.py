"""What an operator can see and do about facts that wait: list, replay, discard. Their ids are `w` and a number.

They stand in the same list as the messages that could not even be read (`shared.messaging.parked`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from services.reporting.ledger.append import Writer
from services.reporting.ledger.waiting import discard as put_aside
from services.reporting.tables import waiting
from shared.errors import Conflict, Invalid, NotFound
from shared.messaging.topology import LEDGER

PREFIX = "w"


def is_waiting_id(parked_id: str) -> bool:
    """Whether this is the id of a fact that waits, or waited."""
    return parked_id[:1] == PREFIX and parked_id[1:].isdecimal()


def listed(session: Session, state: str, after: str | None, limit: int) -> list[dict[str, Any]]:
    """Facts that wait (`parked`) or were `discarded`, after the one of this id, oldest first."""
    if state == "replayed":  # those are in the ledger
        return []
    rows = session.execute(
        select(waiting)
        .where(waiting.c.state == ("waiting" if state == "parked" else state), waiting.c.id > _number(after or "w0"))
        .order_by(waiting.c.id)
        .limit(limit)
    )
    return [_shown(row) for row in rows]


def replay(session: Session, parked_id: str) -> dict[str, Any]:
    """Try a fact and those behind it once more. Asked twice, it is taken once.

    Raises Conflict when it still cannot be taken.
    """
    row = _row(session, parked_id)
    if row is None or row.state == "discarded":
        return {"parked_id": parked_id, "state": "discarded" if row else "replayed", "replayed": False}
    Writer().replay(session.connection(), [(row.service, row.subject)])
    if (left := _row(session, parked_id)) is not None:
        raise Conflict(f"It still cannot be taken: {left.reason}. Mend that, then replay it again.")
    return {"parked_id": parked_id, "state": "replayed", "replayed": True}


def discard(session: Session, parked_id: str, reason: str, by: str) -> dict[str, Any]:
    """Put a fact aside for good, and try those behind it. Raises Invalid without a reason, NotFound."""
    if not reason.strip():
        raise Invalid("Say why this fact is given up.", {"reason": ["Say why this fact is given up"]})
    row = _row(session, parked_id)
    if row is None:
        raise NotFound(f"No fact waits under {parked_id}: it was taken.")
    if row.state == "discarded":
        return {"parked_id": parked_id, "state": "discarded", "discarded": False}
    subject = put_aside(session.connection(), row.id, by, reason.strip())
    Writer().replay(session.connection(), [subject])
    return {"parked_id": parked_id, "state": "discarded", "discarded": True}


def _row(session: Session, parked_id: str) -> Row[Any] | None:
    return session.execute(select(waiting).where(waiting.c.id == _number(parked_id))).one_or_none()


def _number(parked_id: str) -> int:
    return int(parked_id.removeprefix(PREFIX))


def _shown(row: Row[Any]) -> dict[str, Any]:
    return {
        "parked_id": f"{PREFIX}{row.id}",
        "service": "reporting",
        "queue": LEDGER.name,
        "message_id": str(row.event_id),
        "type": row.attributes.get("type"),
        "subject": row.subject,
        "reason": row.reason,
        "times": row.times,
        "first_seen": row.first_seen.isoformat(),
        "last_seen": row.last_seen.isoformat(),
        "state": "parked" if row.state == "waiting" else row.state,
        "settled_by": row.settled_by,
        "settled_reason": row.settled_reason,
        "settled_at": row.settled_at and row.settled_at.isoformat(),
    }
