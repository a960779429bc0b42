"""Filling a generation from the ledger: a straight fold of every fact in order of position.

Used by a rebuild and by an audit. Live appending does the same through `ledger/append.py`; that both give the same
rows is a test, and the audit's question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import orjson
import psycopg
from sqlalchemy import Connection, text

from services.reporting.projections import generations, store
from services.reporting.projections.fold import Encoded, Folder, Key
from services.reporting.projections.view import Handler, View
from shared.events import registry
from shared.events.event import Event

#: facts per transaction
CHUNK = 20_000
#: open versions remembered per view between chunks
KEYS = 300_000

Progress = Callable[[int, int], None]


class Filling:
    """One generation being filled."""

    def __init__(self, views: Sequence[View], number: int) -> None:
        self.number = number
        self.position = 0
        self._folders = [Folder(view) for view in views]
        self._handlers: dict[str, list[tuple[Folder, Handler]]] = {}
        for folder in self._folders:
            for type_, handler in folder.view.handlers.items():
                self._handlers.setdefault(type_, []).append((folder, handler))

    def advance(self, connection: Connection, limit: int) -> int:
        """Fold the next facts, at most CHUNK and none past position `limit`. Gives how many; the caller commits."""
        cursor: Any = connection.connection.cursor(binary=True)
        last = min(limit, self.position + CHUNK)
        changes: list[tuple[int, str, Folder, list[Encoded]]] = []
        wanted: dict[Folder, set[Key]] = {}
        for position, event in _facts(cursor, self.position, last):
            event_id, day = str(event.id), event.effectiveon.isoformat()
            handlers = self._handlers.get(event.type)
            if not handlers:
                continue
            data = registry.upcast(event.type, event.version, orjson.loads(event.body))
            for folder, handler in handlers:
                encoded = folder.encode(event_id, event.programmeid, day, handler(event, data))
                wanted.setdefault(folder, set()).update(folder.unknown(encoded))
                changes.append((position, event_id, folder, encoded))
        text_cursor: Any = connection.connection.cursor()
        store.plan_by_index(text_cursor)
        schema = generations.schema(self.number)
        for folder, keys in wanted.items():
            store.load(text_cursor, folder, schema, keys)
        for position, event_id, folder, encoded in changes:
            for change in encoded:
                folder.fold(change, (position, event_id))
        for folder in wanted:
            store.write(text_cursor, folder, schema)
            folder.trim(KEYS)
        taken, self.position = last - self.position, last
        connection.execute(
            text("update generations set position = :position where number = :number"),
            {"position": last, "number": self.number},
        )
        return taken


def _facts(cursor: psycopg.Cursor, after: int, last: int) -> Iterator[tuple[int, Event]]:
    """The facts in (after, last], in order. A redacted one has no body to fold, and is passed over."""
    cursor.execute(
        b"select position, event_id, type, version, subject, sequence, time, effectiveon, programmeid, actorid, body, "
        b"correlationid, corrects, causationid, traceparent, origin from ledger "
        b"where position > %s and position <= %s and body is not null order by position",
        [after, last],
    )
    for row in cursor:
        yield row[0], Event(*row[1:])
