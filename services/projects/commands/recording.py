"""What every use case here does at its end: record the fact, and note it in the journal of what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from services.projects.tables import journal
from shared.events.event import Event
from shared.messaging.outbox import New, record_all
from shared.recording import without_gaps


def record(session: Session, fact: New) -> Event:
    """Record one fact and note it. Dates and money in its data are text already; None values are left out."""
    return record_each(session, [fact])[0]


def told(session: Session, fact: New, key: str) -> dict[str, Any]:
    """Record one fact; gives the reply of a command: the subject's id under `key`, and its version."""
    return {key: fact.subject, "version": record(session, fact).sequence}


def record_each(session: Session, facts: Sequence[New]) -> list[Event]:
    """Record many facts and note them, in as many statements as one."""
    said = [New(f.kind, f.subject, f.programme_id, f.effective_on, without_gaps(f.data), f.corrects) for f in facts]
    events = record_all(session, said)
    if events:
        session.execute(insert(journal), [_line(event, fact.data) for event, fact in zip(events, said, strict=True)])
    return events


def last_said(session: Session, target_id: str, type_: str) -> date:
    """The latest day that a fact of this type about this thing is of; `date.min` for none."""
    of = journal.c
    found = select(func.max(of.effective_on)).where(of.target_id == target_id, of.type == type_)
    return session.execute(found).scalar() or date.min


def _line(event: Event, data: dict[str, Any]) -> dict[str, Any]:
    note = data.get("note") or data.get("reason")
    return {
        "event_id": event.id,
        "target_id": event.subject,
        "programme_id": event.programmeid,
        "type": event.routing_key,
        "effective_on": event.effectiveon,
        "recorded_at": event.time,
        "actor_id": event.actorid,
        "data": data,
        "text_id": note["text_id"] if note else None,
    }
