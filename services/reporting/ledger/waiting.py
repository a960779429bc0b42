"""Facts that cannot be taken yet: kept with their reason, and all later facts of their subject behind them.

They get their position when they are taken, so positions have no gaps and the past never changes. A gap drains by
itself when the missing fact comes; the others when an operator replays or discards them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import orjson
import psycopg
from sqlalchemy import Connection, func, text, update

from services.reporting.tables import waiting
from shared.errors import NotFound
from shared.events.event import Event

#: a fact before it is missing | type or version not known here | a view cannot fold it | its sequence is taken
KINDS = ("gap", "unknown", "failed", "taken")

Subject = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Parked:
    """One fact and why it waits."""

    event: Event
    kind: str
    reason: str


def load(cursor: psycopg.Cursor, subjects: Iterable[Subject]) -> dict[Subject, dict[int, Parked]]:
    """What waits of these subjects, by sequence."""
    wanted = list(subjects)
    cursor.execute(
        b"select w.attributes, w.body, w.kind, w.reason from waiting w "
        b"join unnest(%s::text[], %s::text[]) as s(service, subject) using (service, subject) "
        b"where w.state = 'waiting'",
        [[subject[0] for subject in wanted], [subject[1] for subject in wanted]],
    )
    found: dict[Subject, dict[int, Parked]] = {}
    for attributes, body, kind, reason in cursor:
        event = Event.from_attributes(attributes, bytes(body))
        found.setdefault((event.service, event.subject), {})[event.sequence] = Parked(event, kind, reason)
    return found


def discarded(cursor: psycopg.Cursor, subjects: Iterable[Subject]) -> dict[Subject, set[int]]:
    """The sequences of these subjects that an operator discarded: they count as taken."""
    wanted = list(subjects)
    cursor.execute(
        b"select w.service, w.subject, w.sequence from waiting w join unnest(%s::text[], %s::text[]) "
        b"as s(service, subject) using (service, subject) where w.state = 'discarded' and w.kind <> 'taken'",
        [[subject[0] for subject in wanted], [subject[1] for subject in wanted]],
    )
    found: dict[Subject, set[int]] = {}
    for service, subject, sequence in cursor:
        found.setdefault((service, subject), set()).add(sequence)
    return found


def put(cursor: psycopg.Cursor, parked: Iterable[Parked]) -> None:
    """Keep these; one that waits already is counted again and has the newest reason."""
    cursor.executemany(
        b"insert into waiting (event_id, service, subject, sequence, attributes, body, kind, reason) "
        b"values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict (event_id) do update set times = waiting.times + 1, "
        b"last_seen = now(), kind = excluded.kind, reason = excluded.reason where waiting.state = 'waiting'",
        [
            (
                p.event.id,
                p.event.service,
                p.event.subject.replace("\x00", "\ufffd"),
                p.event.sequence,
                orjson.dumps(p.event.attributes()).decode(),
                p.event.body,
                p.kind,
                p.reason[:2000].replace("\x00", "\ufffd"),
            )
            for p in parked
        ],
    )


def remove(cursor: psycopg.Cursor, ids: Iterable[UUID]) -> None:
    """Forget these: they have been taken, or are there already."""
    cursor.execute(b"delete from waiting where event_id = any(%s) and state = 'waiting'", [list(ids)])


def subjects(connection: Connection, kind: str | None = None) -> list[Subject]:
    """Every subject of which a fact waits (for this kind of reason)."""
    only = "and kind = :kind" if kind else ""
    rows = connection.execute(
        text(f"select distinct service, subject from waiting where state = 'waiting' {only} order by 1, 2"),  # noqa: S608
        {"kind": kind} if kind else {},
    )
    return [(row.service, row.subject) for row in rows]


def discard(connection: Connection, waiting_id: int, by: str, reason: str) -> Subject:
    """Put a fact aside for good; those behind it may go on (see `append.Writer.replay`). Gives its subject.

    Raises NotFound when it waits no more.
    """
    row = connection.execute(
        update(waiting)
        .where(waiting.c.id == waiting_id, waiting.c.state == "waiting")
        .values(state="discarded", settled_by=by, settled_reason=reason, settled_at=func.now())
        .returning(waiting.c.service, waiting.c.subject)
    ).one_or_none()
    if row is None:
        raise NotFound(f"No fact waits under number {waiting_id}: it was taken or discarded.")
    return row.service, row.subject
