"""Doing something for real and undoing it again: how a change is tried.

The same commands run in a savepoint that is always rolled back, so a preview cannot differ from what then happens, and
nothing stays: no row, no fact, no version, and no NOTIFY, which PostgreSQL drops with the savepoint.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from services.projects.commands.touching import Touched, compare, picture
from shared import context
from shared.events.event import Event
from shared.messaging.tables import outbox


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What happened before it was undone."""

    facts: list[Event]
    touched: list[Touched]
    replies: list[dict[str, Any]]


def rehearse(session: Session, programme_id: str, work: Callable[[], list[dict[str, Any]]]) -> Rehearsal:
    """Do `work`, look at what it did to the programme, and undo it. Raises what `work` raises, undone as well."""
    last = session.execute(select(func.coalesce(func.max(outbox.c.id), 0))).scalar_one()
    with context.using(recorded=[], expected_version=None) as about:
        savepoint = session.begin_nested()
        try:
            replies = work()
            facts = _facts(session, last, about.recorded)
            after = picture(session, programme_id)
        finally:
            savepoint.rollback()
    return Rehearsal(facts, compare(picture(session, programme_id), after), replies)


def _facts(session: Session, after: int, recorded: Sequence[UUID]) -> list[Event]:
    """The facts as they stand in the outbox: read back, so that recording needs to know nothing of rehearsals."""
    of = outbox.c
    ids = [str(event_id) for event_id in recorded]
    rows = session.execute(
        select(of.attributes, of.body)
        .where(of.id > after, cast(of.attributes["id"].astext, Text).in_(ids))
        .order_by(of.id)
    )
    return [Event.from_attributes(row.attributes, row.body) for row in rows]
