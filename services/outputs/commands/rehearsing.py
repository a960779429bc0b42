"""Doing something for real and undoing it again: how a claim is tried. No row stays, no fact, no version.

As `services/projects/commands/rehearsing.py` does it, for facts alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from shared import context
from shared.events.event import Event
from shared.messaging.tables import outbox


def rehearsed(session: Session, work: Callable[[], Any]) -> list[dict[str, Any]]:
    """The facts of `work`, as `reporting.try_facts` takes them. Raises what `work` raises, undone as well."""
    of = outbox.c
    last = session.execute(select(func.coalesce(func.max(of.id), 0))).scalar_one()
    with context.using(recorded=[], expected_version=None) as about:
        savepoint = session.begin_nested()
        try:
            work()
            ids = [str(event_id) for event_id in about.recorded]
            rows = session.execute(
                select(of.attributes, of.body)
                .where(of.id > last, cast(of.attributes["id"].astext, Text).in_(ids))
                .order_by(of.id)
            ).all()
        finally:
            savepoint.rollback()
    return [_fact(Event.from_attributes(row.attributes, row.body)) for row in rows]


def _fact(event: Event) -> dict[str, Any]:
    return {
        "event_id": str(event.id),
        "type": event.type,
        "version": event.version,
        "subject": event.subject,
        "programme_id": event.programmeid,
        "effective_on": event.effectiveon.isoformat(),
        "corrects": str(event.corrects) if event.corrects else None,
        "data": event.data,
    }
