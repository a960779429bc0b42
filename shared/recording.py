"""What a use case does at its end, the same in every service: ids, days as facts write them, and the fact itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from shared.events.event import Event
from shared.messaging.outbox import New, record_all


def new_id(given: str | None) -> str:
    """The caller's id, which makes a request repeatable, or a new one."""
    return given or str(uuid7())


def without_gaps(data: dict[str, Any]) -> dict[str, Any]:
    """The data without what is not known: an absent field, never a null, says so in a fact."""
    return {name: value for name, value in data.items() if value is not None}


def day(value: date | None) -> str | None:
    """A day as facts write it."""
    return value.isoformat() if value else None


def tell(session: Session, fact: New) -> Event:
    """Record one fact. Dates and money in its data are text already; None values are left out."""
    data = without_gaps(fact.data)
    return record_all(
        session, [New(fact.kind, fact.subject, fact.programme_id, fact.effective_on, data, fact.corrects)]
    )[0]


def told(session: Session, fact: New, key: str) -> dict[str, Any]:
    """Record one fact; gives the reply of a command: the subject's id under `key`, and its version."""
    return {key: fact.subject, "version": tell(session, fact).sequence}
