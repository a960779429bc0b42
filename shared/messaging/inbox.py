"""Which facts a consumer has handled: claimed by INSERT, in the handler's own transaction, never by looking first."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from shared.messaging.tables import inbox


def claim(session: Session, consumer: str, event_ids: Sequence[UUID]) -> set[UUID]:
    """The ids that this consumer had not handled before; from now on, if the transaction commits, it has.

    Waits for another transaction that has claimed the same and not ended yet.
    """
    if not event_ids:
        return set()
    # sorted, so that two replicas that were given the same facts cannot deadlock
    rows = [{"consumer": consumer, "event_id": event_id} for event_id in sorted(set(event_ids))]
    claimed = session.execute(insert(inbox).values(rows).on_conflict_do_nothing().returning(inbox.c.event_id))
    return set(claimed.scalars())
