"""Filling a generation from the ledger: a straight fold of every fact in order of position.

Used by a rebuild and by an audit. Live appending does the same through `ledger/append.py`; that both give the same
rows is a test, and the audit's question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import orjson
from sqlalchemy import Connection, Engine

from services.reporting.projections import generations, store
from services.reporting.projections.collecting import collecting_seldom
from services.reporting.projections.fold import Encoded, Folder, Key
from services.reporting.projections.view import Handler, View
from shared.events import registry
from shared.events.event import Event

#: facts per transaction
CHUNK = 20_000
#: keys whose open versions are remembered per view between chunks
KEYS = 100_000

Progress = Callable[[int, int], None]


class Filling:
    """One generation being filled, chunk by chunk: while the database writes one, the next is folded."""

    def __init__(self, engine: Engine, views: Sequence[View], number: int) -> None:
        self.number = number
        #: last position folded
        self.position = 0
        self._engine = engine
        self._schema = generations.schema(number)
        self._folders = [Folder(view) for view in views]
        self._handlers: dict[str, list[tuple[Folder, Handler]]] = {}
        for folder in self._folders:
            for type_, handler in folder.view.handlers.items():
                self._handlers.setdefault(type_, []).append((folder, handler))
        #: views of which everything open is remembered, so that a key that is not known is new
        self._whole = set(self._folders)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="fills a generation")
        self._writing: Future[None] | None = None

    def to(self, head: int, progress: Progress) -> None:
        """Fold and write everything up to a position."""
        try:
            while self.position < head:
                last = min(head, self.position + CHUNK)
                with self._engine.connect() as connection, collecting_seldom():
                    writings = self.fold(connection, last)
                self.finish()
                self._writing = self._writer.submit(self._write, writings, last)
                self.position = last
                progress(last, head)
        finally:
            self.finish()

    def finish(self) -> None:
        """Wait until what was folded is committed. Raises what writing it raised."""
        if self._writing is not None:
            writing, self._writing = self._writing, None
            writing.result()

    def close(self) -> None:
        """No more."""
        self._writer.shutdown(cancel_futures=True)

    def fold(self, connection: Connection, last: int) -> list[store.Writing]:
        """Fold the facts after `position` up to `last`, and give what is to be written of them."""
        changes: list[tuple[int, str, Folder, list[Encoded]]] = []
        wanted: dict[Folder, set[Key]] = {}
        for position, event in _facts(connection.connection.cursor(binary=True), self.position, last):
            handlers = self._handlers.get(event.type)
            if handlers:
                event_id, day = str(event.id), event.effectiveon.isoformat()
                data = registry.upcast(event.type, event.version, orjson.loads(event.body))
                for folder, handler in handlers:
                    encoded = folder.encode(event_id, event.programmeid, day, handler(event, data))
                    wanted.setdefault(folder, set()).update(folder.unknown(encoded))
                    changes.append((position, event_id, folder, encoded))
        for folder, keys in wanted.items():
            self._load(connection, folder, keys)
        for position, event_id, folder, encoded in changes:
            for change in encoded:
                folder.fold(change, (position, event_id))
        writings = [store.prepare(folder, self._schema) for folder in wanted]
        for folder in wanted:
            if folder.trim(KEYS):
                self._whole.discard(folder)
        return writings

    def write(self, connection: Connection, writings: Sequence[store.Writing], last: int) -> None:
        """Write a chunk and its checkpoint in the connection's transaction."""
        cursor: Any = connection.connection.cursor()
        store.plan_by_index(cursor)
        for writing in writings:
            store.send(cursor, writing)
        cursor.execute(b"update generations set position = %s where number = %s", [last, self.number])

    def _write(self, writings: Sequence[store.Writing], last: int) -> None:
        with self._engine.begin() as connection:
            self.write(connection, writings, last)

    def _load(self, connection: Connection, folder: Folder, keys: set[Key]) -> None:
        """Know the open versions of these keys. Points under their own fact's id are not kept, only written."""
        if folder.occurrences or folder not in self._whole:
            self.finish()  # they may be in what is being written
            cursor: Any = connection.connection.cursor()
            store.plan_by_index(cursor)
            store.load(cursor, folder, self._schema, keys)


def _facts(cursor: Any, after: int, last: int) -> Iterator[tuple[int, Event]]:
    """The facts in (after, last], in order. A redacted one has no body to fold, and is passed over."""
    cursor.execute(
        b"select position, event_id, type, version, subject, sequence, time, effectiveon, programmeid, actorid, body, "
        b"correlationid, corrects, causationid, traceparent, origin from ledger "
        b"where position > %s and position <= %s and body is not null order by position",
        [after, last],
    )
    for row in cursor:
        yield row[0], Event(*row[1:])
