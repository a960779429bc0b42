"""Dead letters as rows that an operator can list, replay or discard: `class Projects(Service, Parked)`.

The service's own queue `<service>.dead` is emptied into the table `parked` of its own database. Not for deciding what
is dead: see `batch.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Row, Text, cast, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from shared import context
from shared.calls import parked as calls
from shared.database import transaction
from shared.errors import Invalid, NotFound, Unavailable
from shared.events.event import PREFIX
from shared.messaging import deadletters, topology
from shared.messaging.batch import Batches
from shared.messaging.connection import AWAY
from shared.messaging.deliveries import Delivery
from shared.messaging.frames import Outgoing
from shared.messaging.publisher import Publisher
from shared.messaging.rpc import answers
from shared.messaging.tables import parked
from shared.messaging.topology import Queue
from shared.pages import page
from shared.settings import settings

#: what the broker's own reasons mean (header x-first-death-reason)
_BROKERS_WORDS = {
    "delivery_limit": "handed out {limit} times without an answer: its consumer died or lost its connection each time",
    "rejected": "refused by its consumer",
    "expired": "too old when its turn came",
    "maxlen": "there was no room in the queue",
}


class DeadLetters(Batches):
    """The entrypoint that empties the service's dead letters. The handler takes (self, rows) for the table `parked`."""

    def __init__(self, size: int = 50) -> None:
        super().__init__(Queue(""), size=size, linger_ms=0)

    def setup(self) -> None:
        super().setup()
        self.queue = topology.DeadQueue(topology.dead(self.container.service_name))

    def read(self, message: Delivery) -> dict[str, Any]:
        """Anything at all can be parked."""
        headers, body = message.headers, message.body
        return {
            "queue": _queue(headers, self.queue.name),
            "message_id": _storable(message.message_id) or f"sha256:{hashlib.sha256(body).hexdigest()}",
            "headers": _kept(headers),
            "content_type": message.content_type,
            "body": body,
            "reason": _storable(_reason(headers)),
        }

    def holds(self, error: BaseException) -> bool:  # noqa: ARG002
        """There is nowhere else for a dead letter to go."""
        return True


def keep(session: Session, rows: list[dict[str, Any]]) -> None:
    """Park these messages. One that has been here before is the same row again, counted."""
    for row in rows:
        statement = insert(parked).values(row)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=[parked.c.queue, parked.c.message_id],
                set_={
                    "reason": statement.excluded.reason,
                    "times": parked.c.times + 1,
                    "last_seen": func.now(),
                    "state": "parked",
                    "settled_by": None,
                    "settled_reason": None,
                    "settled_at": None,
                },
            )
        )


def listed(session: Session, service: str, state: str, after: str | None, limit: int) -> dict[str, Any]:
    """A page of them, oldest first."""
    order = func.lpad(cast(parked.c.id, Text), 20, "0")
    query = select(parked).where(parked.c.state == state)
    return page(session, query, (order, order), lambda row: _shown(service, row), after=after, limit=limit)


def replay(session: Session, uri: str, service: str, parked_id: str) -> dict[str, Any]:
    """Put one back into its queue, and only there: other subscribers have had it. Raises NotFound, Unavailable.

    The row's change of state is the lock. A crash between the broker's confirm and our commit leaves it parked; pressed
    again the message comes twice and the inbox, or the ledger, absorbs the second.
    """
    row = _settle(session, parked_id, "replayed", None)
    if row is None:
        return {"parked_id": parked_id, "state": _state(session, parked_id), "replayed": False}
    message = Outgoing("", row.queue, row.headers, bytes(row.body), row.message_id, row.content_type)
    try:
        publisher = Publisher(uri, f"{service} replay")
        try:
            safe, problem = publisher.send([message], mandatory=True)
        finally:
            publisher.close()
    except AWAY as error:
        raise Unavailable("The broker does not answer, so nothing was put back. Try again in a moment.") from error
    if not safe:
        raise Unavailable(f"The message was not put back: {problem}. Try again when that is mended.")
    return {"parked_id": parked_id, "state": "replayed", "replayed": True}


def discard(session: Session, parked_id: str, reason: str) -> dict[str, Any]:
    """Give one up. Raises NotFound."""
    if not reason.strip():
        raise Invalid("Say why this message is given up.", {"reason": ["Say why this message is given up"]})
    if _settle(session, parked_id, "discarded", reason.strip()) is None:
        return {"parked_id": parked_id, "state": _state(session, parked_id), "discarded": False}
    return {"parked_id": parked_id, "state": "discarded", "discarded": True}


_empties_dead_letters: Callable[[Callable[..., None]], Callable[..., None]] = DeadLetters.decorator()


class Parked:
    """Mixed into every service: its dead letters go to its table, and it answers for them."""

    name: str
    db: Any

    @_empties_dead_letters
    def keep_dead_letters(self, rows: list[dict[str, Any]]) -> None:
        with transaction(self.db) as session:
            keep(session, rows)

    @answers(calls.Parked)
    def parked(self, session: Session, fields: dict[str, Any]) -> dict[str, Any]:
        return listed(session, self.name, **fields)

    @answers(calls.ReplayParked)
    def replay_parked(self, session: Session, fields: dict[str, Any]) -> dict[str, Any]:
        return replay(session, settings().amqp_uri, self.name, **fields)

    @answers(calls.DiscardParked)
    def discard_parked(self, session: Session, fields: dict[str, Any]) -> dict[str, Any]:
        return discard(session, **fields)


def _settle(session: Session, parked_id: str, state: str, reason: str | None) -> Row[Any] | None:
    """Change the state of a row that is still parked; None when somebody was quicker."""
    return session.execute(
        parked.update()
        .where(cast(parked.c.id, Text) == parked_id, parked.c.state == "parked")
        .values(state=state, settled_by=context.current().actor.id, settled_reason=reason, settled_at=func.now())
        .returning(parked)
    ).first()


def _state(session: Session, parked_id: str) -> str:
    found = session.execute(select(parked.c.state).where(cast(parked.c.id, Text) == parked_id)).scalar()
    if found is None:
        raise NotFound(f"There is no parked message {parked_id} here.")
    return str(found)


def _shown(service: str, row: Row[Any]) -> dict[str, Any]:
    return {
        "parked_id": str(row.id),
        "service": service,
        "queue": row.queue,
        "message_id": row.message_id,
        "type": row.headers.get(f"{PREFIX}type"),
        "subject": row.headers.get(f"{PREFIX}subject"),
        "reason": row.reason,
        "times": row.times,
        "first_seen": row.first_seen.isoformat(),
        "last_seen": row.last_seen.isoformat(),
        "state": row.state,
        "settled_by": row.settled_by,
        "settled_reason": row.settled_reason,
        "settled_at": row.settled_at and row.settled_at.isoformat(),
    }


def _kept(headers: Mapping[str, Any]) -> dict[str, Any]:
    """The headers as they were before the message died. Ours are text and numbers; others have no claim to survive."""
    ours = (deadletters.QUEUE, deadletters.REASON)
    return {
        name: _storable(value)
        for name, value in headers.items()
        if not name.startswith("x-") and name not in ours and isinstance(value, str | int)
    }


def _storable(value: Any) -> Any:
    """PostgreSQL keeps every character but NUL."""
    return value.replace("\x00", "\ufffd") if isinstance(value, str) else value


def _queue(headers: Mapping[str, Any], here: str) -> str:
    return str(headers.get(deadletters.QUEUE) or headers.get("x-first-death-queue") or here)


def _reason(headers: Mapping[str, Any]) -> str:
    if reason := headers.get(deadletters.REASON):
        return str(reason)
    word = str(headers.get("x-first-death-reason") or "unknown")
    return _BROKERS_WORDS.get(word, f"the broker says: {word}").format(limit=topology.DELIVERY_LIMIT)
