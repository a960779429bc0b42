"""Appending facts: position, tree, views and checkpoint in one transaction, by the one writer there is.

    with engine.begin() as connection:
        applied = writer.apply(connection, events)

Which facts are taken and which wait is decided in `turns`. No statement is per fact. Not for the broker
(`projector.py`), nor for building views anew (`rebuild.py`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from services.reporting.ledger import leaf, nodes, rows, waiting
from services.reporting.ledger.memory import Memory
from services.reporting.ledger.turns import Taken, Turns
from services.reporting.ledger.waiting import Parked, Subject
from services.reporting.projections import catalogue, generations, store
from services.reporting.projections.fold import Folder
from services.reporting.projections.view import View
from services.reporting.proof.tree import leaf_hash
from shared.events.event import Event

log = structlog.get_logger()

#: held, to the end of the transaction, by whoever appends or switches generations
LOCK = 7_294_002
#: notified at commit with the position of the head
CHANNEL = "ledger"
#: facts that are sent to the database at once
TOGETHER = 100


@dataclass(slots=True)
class Applied:
    """What became of a batch."""

    #: the last position of the ledger now
    position: int
    appended: int = 0
    duplicates: int = 0
    #: facts of this batch that wait now
    waiting: int = 0


class Writer:
    """The sole writer of ledger and views. Remembers open versions and sequences between batches."""

    def __init__(self, views: Sequence[View] | None = None) -> None:
        self.views = catalogue.views() if views is None else tuple(views)
        self.fingerprint = catalogue.fingerprint(self.views)
        self._memory = Memory(self.views)

    def apply(self, connection: Connection, events: Sequence[Event]) -> Applied:
        """Take these facts, in the transaction that the connection is in. Raises Unavailable without current views.

        Should PostgreSQL refuse a batch after all, it is halved until the guilty fact is alone, which then waits.
        """
        try:
            with connection.begin_nested():
                return self._apply(connection, events, [])
        except BaseException as error:
            self._memory.forget()
            cause = error.orig if isinstance(error, DBAPIError) else error
            if not isinstance(cause, psycopg.DataError | psycopg.IntegrityError):
                raise
            if len(events) == 1:
                return self._apply(connection, [], [Parked(events[0], "failed", f"PostgreSQL refused it: {cause}")])
        half = len(events) // 2
        first, second = self.apply(connection, events[:half]), self.apply(connection, events[half:])
        return Applied(
            second.position,
            first.appended + second.appended,
            first.duplicates + second.duplicates,
            first.waiting + second.waiting,
        )

    def replay(self, connection: Connection, subjects: Iterable[Subject]) -> Applied:
        """Try the waiting facts of these subjects once more, in order. Safe to do twice."""
        self._memory.forget()
        cursor = _cursor(connection)
        _lock(cursor)
        found = waiting.load(cursor, subjects)
        with connection.begin_nested():
            return self._apply(
                connection, [p.event for facts in found.values() for _, p in sorted(facts.items())], [], found
            )

    def _apply(
        self,
        connection: Connection,
        events: Sequence[Event],
        refused: list[Parked],
        again: dict[Subject, dict[int, Parked]] | None = None,
    ) -> Applied:
        cursor = _cursor(connection)
        _lock(cursor)
        memory = self._memory
        generation, any_waiting = memory.meet(cursor, self.fingerprint)
        memory.learn_sequences(cursor, _subjects(events), any_waiting)
        behind = {} if again is not None or not any_waiting else waiting.load(cursor, _subjects(events))
        batch = Turns(memory, behind)
        batch.parked.update({parked.event.id: parked for parked in refused})
        before = memory.position
        self._append(cursor, batch, events)
        self._settle_duplicates(cursor, batch)
        if again is not None:
            batch.drained += [event.id for event in events if event.id not in batch.parked]
        if batch.taken:
            self._fold(cursor, batch.taken, before, generations.schema(generation))
            cursor.execute(
                b"update generations set position = %s where number = %s returning pg_notify(%s, position::text)",
                [memory.position, generation, CHANNEL],
            )
        if batch.drained:
            waiting.remove(cursor, batch.drained)
        if batch.parked:
            waiting.put(cursor, batch.parked.values())
            for parked in batch.parked.values():
                log.warning("fact.waits", event_id=str(parked.event.id), type=parked.event.type, kind=parked.kind)
        memory.trim()
        return Applied(memory.position, len(batch.taken), len(batch.duplicates), len(batch.parked))

    def _settle_duplicates(self, cursor: psycopg.Cursor, batch: Turns) -> None:
        """Those in the ledger are what they seem; another fact with a sequence that is taken must not be lost."""
        if not batch.duplicates:
            return
        cursor.execute(
            b"select event_id from ledger where event_id = any(%s) union all "
            b"select event_id from waiting where event_id = any(%s) and state = 'discarded'",
            [[event.id for event in batch.duplicates]] * 2,
        )
        there = {row[0] for row in cursor} | {taken.event.id for taken in batch.taken}
        for event in [event for event in batch.duplicates if event.id not in there]:
            batch.duplicates.remove(event)
            reason = f"{event.service} {event.subject} has another fact with sequence {event.sequence} already"
            batch.parked[event.id] = Parked(event, "taken", reason)

    def _fold(self, cursor: psycopg.Cursor, taken: Sequence[Taken], after: int, schema: str) -> None:
        """Fold what was taken, at the positions after `after`, and write it."""
        wanted: dict[Folder, set[tuple[str, str]]] = {}
        for fact in taken:
            for folder, changes in fact.changes:
                wanted.setdefault(folder, set()).update(folder.unknown(changes))
        for folder, keys in wanted.items():
            store.load(cursor, folder, schema, keys)
        for position, fact in enumerate(taken, after + 1):
            cause = (position, str(fact.attributes["id"]))
            for folder, changes in fact.changes:
                for change in changes:
                    folder.fold(change, cause)
        for folder in wanted:
            store.write(cursor, folder, schema)

    def _append(self, cursor: psycopg.Cursor, batch: Turns, events: Sequence[Event]) -> None:
        """Take the facts whose turn it is into the ledger: the database inserts some while the next are considered."""
        tiles: list[tuple[int, int, bytes]] = []
        with cursor.copy(f"copy ledger ({rows.COLUMNS}) from stdin".encode()) as copy:
            for first in range(0, len(events), TOGETHER):
                taken = len(batch.taken)
                for event in events[first : first + TOGETHER]:
                    batch.consider(event)
                if len(batch.taken) > taken:
                    copy.write("".join(self._lines(batch.taken[taken:], tiles)).encode())
        if tiles:
            cursor.executemany(b"insert into tiles (height, number, hash) values (%s, %s, %s)", tiles)

    def _lines(self, taken: Sequence[Taken], tiles: list[tuple[int, int, bytes]]) -> Iterator[str]:
        """Give each fact its position and its leaf in the tree. Gives rows of the ledger; adds the tiles that fill."""
        memory = self._memory
        salts = os.urandom(leaf.SALT * len(taken))
        for number, fact in enumerate(taken):
            salt = salts[leaf.SALT * number : leaf.SALT * (number + 1)]
            digest = leaf.data_digest(salt, fact.event.body)
            hashed = leaf_hash(leaf.leaf_bytes(fact.attributes, digest))
            full = memory.frontier.append(hashed)
            for height in range(nodes.STEP, len(full) + 1, nodes.STEP):
                tiles.append((height, memory.frontier.size - 1 >> height, full[height - 1]))  # noqa: PERF401
            memory.advance(hashed, str(fact.attributes["time"]))
            yield (
                f"{memory.position}\t{memory.known_at}\t{fact.middle}\t\\\\x{salt.hex()}\t{fact.contents}"
                f"\t\\\\x{digest.hex()}\t\\\\x{hashed.hex()}\n"
            )


def _lock(cursor: psycopg.Cursor) -> None:
    """Be the one writer until the end of the transaction."""
    cursor.execute(b"select pg_advisory_xact_lock(%s)", [LOCK])
    store.plan_by_index(cursor)


def _subjects(events: Iterable[Event]) -> set[Subject]:
    return {(event.service, event.subject) for event in events}


def _cursor(connection: Connection) -> Any:
    """The driver's own cursor, for COPY, in the transaction that SQLAlchemy began."""
    return connection.connection.cursor()
