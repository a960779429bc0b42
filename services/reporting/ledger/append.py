"""Appending facts: position, tree, views and checkpoint in one transaction, by the one writer there is.

    with engine.begin() as connection:
        applied = writer.apply(connection, events)

Takes each subject's facts in order of their sequence: lower or equal is a duplicate, the next is taken, a higher one
waits. A fact that cannot be read or folded waits too, with its reason; nothing of it is applied, and no other subject
is held up. No statement is per fact. Not for the broker (`projector.py`) nor for other transactions (`rebuild.py`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from services.reporting.ledger import leaf, nodes, rows, waiting
from services.reporting.ledger.memory import Memory
from services.reporting.ledger.waiting import Parked, Subject
from services.reporting.projections import catalogue, generations, store
from services.reporting.projections.fold import Encoded, Folder
from services.reporting.projections.view import View
from services.reporting.proof.tree import leaf_hash
from shared.events import catalogue as language
from shared.events import registry
from shared.events.event import Event

log = structlog.get_logger()

assert language, "a type is known once the whole language is imported"

#: held, to the end of the transaction, by whoever appends or switches generations
LOCK = 7_294_002
#: notified at commit with the position of the head
CHANNEL = "ledger"


@dataclass(slots=True)
class Applied:
    """What became of a batch."""

    #: the last position of the ledger now
    position: int
    appended: int = 0
    duplicates: int = 0
    #: facts of this batch that wait now
    waiting: int = 0


@dataclass(slots=True)
class Taken:
    """A fact that is sure to be taken: encoded for its row and for every view that it changes."""

    event: Event
    attributes: dict[str, str | int]
    middle: str
    contents: str
    changes: list[tuple[Folder, list[Encoded]]]


@dataclass(slots=True)
class _Batch:
    """One pass over facts: what is taken, and what waits."""

    taken: list[Taken] = field(default_factory=list)
    parked: dict[UUID, Parked] = field(default_factory=dict)
    duplicates: list[Event] = field(default_factory=list)
    #: waiting before, and taken now or known to be there
    drained: list[UUID] = field(default_factory=list)


class NotTaken(ValueError):
    """A fact cannot be taken as it is. `kind` is one of `waiting.KINDS`."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind


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
        batch = _Batch(parked={p.event.id: p for p in refused})
        behind = {} if again is not None or not any_waiting else waiting.load(cursor, _subjects(events))
        for event in events:
            self._consider(event, batch, behind)
        self._settle_duplicates(cursor, batch)
        if again is not None:
            batch.drained += [event.id for event in events if event.id not in batch.parked]
        if batch.taken:
            self._fold(cursor, batch.taken, generations.schema(generation))
            self._append(cursor, batch.taken)
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

    def _consider(self, event: Event, batch: _Batch, behind: dict[Subject, dict[int, Parked]]) -> None:
        """Take the fact and all that waited for it, or let it wait."""
        subject = (event.service, event.subject)
        if event.sequence <= self._memory.sequences[subject]:
            batch.duplicates.append(event)
            return
        held = behind.get(subject)
        if held is None:
            held = behind[subject] = {}
        elif held:
            self._drain(subject, batch, held)  # an operator may have put aside what they waited for
        if self._try(event, batch, held):
            self._drain(subject, batch, held)

    def _try(self, fact: Event, batch: _Batch, held: dict[int, Parked]) -> bool:
        """Take one fact if it is its turn and it can be. Gives whether it was."""
        subject = (fact.service, fact.subject)
        expected = self._memory.sequences[subject] + 1
        try:
            if fact.sequence in held:
                raise NotTaken(held[fact.sequence].kind, held[fact.sequence].reason)
            if fact.sequence > expected:
                missing = f"{expected}" if fact.sequence == expected + 1 else f"{expected} to {fact.sequence - 1}"
                raise NotTaken("gap", f"fact {missing} of {fact.service} {fact.subject} has not come or waits itself")
            batch.taken.append(self._take(fact))
        except NotTaken as reason:
            batch.parked[fact.id] = held[fact.sequence] = Parked(fact, reason.kind, str(reason))
            return False
        self._memory.took(subject, fact.sequence)
        return True

    def _drain(self, subject: Subject, batch: _Batch, held: dict[int, Parked]) -> None:
        """Take the facts that waited for nothing but their turn."""
        while (following := held.get(self._memory.sequences[subject] + 1)) is not None and following.kind == "gap":
            fact = following.event
            del held[fact.sequence]
            if self._try(fact, batch, held) and batch.parked.pop(fact.id, None) is None:
                batch.drained.append(fact.id)

    def _take(self, event: Event) -> Taken:
        """Everything about a fact that can fail, before it gets a position. Raises NotTaken."""
        if not registry.known(event.type, event.version):
            raise NotTaken("unknown", f"no type {event.type} of version {event.version} is known here")
        try:
            attributes = event.attributes()
            return Taken(
                event,
                attributes,
                rows.middle(event, attributes),
                rows.contents(event.body),
                self.changes(event),
            )
        except Exception as error:  # whatever a handler or a value does, it concerns this fact alone
            raise NotTaken("failed", f"{type(error).__name__}: {error}") from error

    def changes(self, event: Event) -> list[tuple[Folder, list[Encoded]]]:
        """What the fact changes in each view. Raises whatever a handler raises."""
        data = registry.upcast(event.type, event.version, event.data)
        event_id, day = str(event.id), event.effectiveon.isoformat()
        return [
            (folder, folder.encode(event_id, event.programmeid, day, handler(event, data)))
            for folder, handler in self._memory.handlers.get(event.type, ())
        ]

    def _settle_duplicates(self, cursor: psycopg.Cursor, batch: _Batch) -> None:
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

    def _fold(self, cursor: psycopg.Cursor, taken: Sequence[Taken], schema: str) -> None:
        wanted: dict[Folder, set[tuple[str, str]]] = {}
        for fact in taken:
            for folder, changes in fact.changes:
                wanted.setdefault(folder, set()).update(folder.unknown(changes))
        for folder, keys in wanted.items():
            store.load(cursor, folder, schema, keys)
        for position, fact in enumerate(taken, self._memory.position + 1):
            cause = (position, str(fact.attributes["id"]))
            for folder, changes in fact.changes:
                for change in changes:
                    folder.fold(change, cause)
        for folder in wanted:
            store.write(cursor, folder, schema)

    def _append(self, cursor: psycopg.Cursor, taken: Sequence[Taken]) -> None:
        memory = self._memory
        salts = os.urandom(leaf.SALT * len(taken))
        lines, tiles = [], []
        for number, fact in enumerate(taken):
            salt = salts[leaf.SALT * number : leaf.SALT * (number + 1)]
            digest = leaf.data_digest(salt, fact.event.body)
            hashed = leaf_hash(leaf.leaf_bytes(fact.attributes, digest))
            full = memory.frontier.append(hashed)
            heights = range(nodes.STEP, len(full) + 1, nodes.STEP)
            tiles += [(height, memory.frontier.size - 1 >> height, full[height - 1]) for height in heights]
            memory.advance(hashed, str(fact.attributes["time"]))
            lines.append(
                f"{memory.position}\t{memory.known_at}\t{fact.middle}\t\\\\x{salt.hex()}\t{fact.contents}"
                f"\t\\\\x{digest.hex()}\t\\\\x{hashed.hex()}\n"
            )
        with cursor.copy(f"copy ledger ({rows.COLUMNS}) from stdin".encode()) as copy:
            copy.write("".join(lines).encode())
        if tiles:
            cursor.executemany(b"insert into tiles (height, number, hash) values (%s, %s, %s)", tiles)


def apply(connection: Connection, events: Sequence[Event]) -> Applied:
    """Take facts into the ledger and the declared views, with the writer of this process."""
    global _writer  # noqa: PLW0603  (one writer per process, as there is one ledger)
    if _writer is None:
        _writer = Writer()
    return _writer.apply(connection, events)


_writer: Writer | None = None


def _lock(cursor: psycopg.Cursor) -> None:
    """Be the one writer until the end of the transaction."""
    cursor.execute(b"select pg_advisory_xact_lock(%s)", [LOCK])
    store.plan_by_index(cursor)


def _subjects(events: Iterable[Event]) -> set[Subject]:
    return {(event.service, event.subject) for event in events}


def _cursor(connection: Connection) -> Any:
    """The driver's own cursor, for COPY, in the transaction that SQLAlchemy began."""
    return connection.connection.cursor()
