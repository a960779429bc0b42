"""Messages with their cause and every try: what was told, what was not, and why. No addresses: none are kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import Session

from services.notifications import matrix
from services.notifications.domain import wording
from services.notifications.tables import attempts, messages, things
from shared.pages import page

#: inside, a message that is being handed over is another state than one that is being made ready
SHOWN_AS = {"handing_over": "sending"}


def listed(
    session: Session, *, programme_id: str, state: str | None = None, after: str | None = None, limit: int
) -> dict[str, Any]:
    """Messages of a programme, newest first."""
    named = messages.c.cause["subject"].astext == things.c.thing_id
    query = select(messages, things.c.title.label("thing")).outerjoin(things, named)
    query = query.where(messages.c.programme_id == programme_id)
    if state:
        query = query.where(messages.c.state.in_([state, *(k for k, shown in SHOWN_AS.items() if shown == state)]))
    instant = func.extract("epoch", messages.c.created_at) * 1000
    newest_first = func.to_char(cast(9_999_999_999_999, BigInteger) - instant, "FM0000000000000")
    found = page(session, query, (newest_first, messages.c.message_id), _message, after=after, limit=limit)
    tries = _tries(session, [item["message_id"] for item in found["items"]])
    for item in found["items"]:
        item["attempts"] = tries.get(item["message_id"], [])
    return found


def _message(row: Any) -> dict[str, Any]:
    rule = matrix.rules().get(row.rule)
    return {
        "message_id": row.message_id,
        "rule": row.rule,
        "state": SHOWN_AS.get(row.state, row.state),
        "reason": row.reason,
        "person_id": row.person_id,
        "programme_id": row.programme_id,
        "channel": row.channel,
        "subject": wording.said(rule.subject, row.cause["says"] | {"thing": row.thing}) if rule else None,
        "cause": {
            "event_id": str(row.event_id),
            "type": row.cause["type"],
            "subject": row.cause["subject"],
            "actor_id": row.cause["actor_id"],
            "time": row.cause["time"],
        },
        "created_at": row.created_at.isoformat(),
        "next_try_at": row.next_try_at.isoformat() if row.state == "waiting" else None,
        "sent_at": row.sent_at and row.sent_at.isoformat(),
    }


def _tries(session: Session, message_ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    query = select(attempts).where(attempts.c.message_id.in_(message_ids)).order_by(attempts.c.number)
    for row in session.execute(query):
        found.setdefault(row.message_id, []).append(
            {
                "number": row.number,
                "begun_at": row.begun_at.isoformat(),
                "ended_at": row.ended_at and row.ended_at.isoformat(),
                "outcome": row.outcome,
                "detail": row.detail,
            }
        )
    return found
