"""What the sole writer remembers between batches: head, edge of the tree, sequences, open versions.

It is only trusted after a look at the head in the database: when that is not where it was left (a commit that failed,
another writer), everything is forgotten and read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import psycopg

from services.reporting.ledger import nodes, waiting
from services.reporting.ledger.waiting import Subject
from services.reporting.projections import generations, store
from services.reporting.projections.fold import Folder
from services.reporting.projections.view import Handler, View
from services.reporting.proof.tree import Frontier
from shared.errors import Unavailable

#: how many subjects, and open versions of a view's keys, are remembered at most
SUBJECTS = 200_000
KEYS = 50_000


class Memory:
    """See above. `meet` first in every transaction, under the lock."""

    def __init__(self, views: Sequence[View]) -> None:
        self.folders = [Folder(view) for view in views]
        #: full type -> the folders that it changes, with their handler
        self.handlers: dict[str, list[tuple[Folder, Handler]]] = {}
        for folder in self.folders:
            for type_, handler in folder.view.handlers.items():
                self.handlers.setdefault(type_, []).append((folder, handler))
        self.forget()

    def forget(self) -> None:
        """Know nothing any more."""
        self._head: tuple[int, int, bytes | None] | None = None
        self.position = 0
        #: of the head, as ISO text in UTC, which sorts as time does
        self.known_at = ""
        self.frontier = Frontier()
        self.sequences: dict[Subject, int] = {}
        self._discarded: dict[Subject, set[int]] = {}
        for folder in self.folders:
            folder.forget()

    def meet(self, cursor: psycopg.Cursor, fingerprint: str) -> tuple[int, bool]:
        """Look at the head. Gives the current generation and whether any fact waits.

        Raises Unavailable when there is no generation of these views.
        """
        cursor.execute(
            b"select g.number, g.fingerprint, coalesce(l.position, 0), l.leaf, "
            b"to_char(l.known_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), "
            b"exists(select from waiting) from generations g left join lateral "
            b"(select position, leaf, known_at from ledger order by position desc limit 1) l on true "
            b"where g.state = 'current'"
        )
        row = cursor.fetchone()
        if row is None or row[1] != fingerprint:
            raise Unavailable("The views of this version are not built yet.")
        generation, _, position, leaf, known_at, any_waiting = row
        if self._head != (generation, position, leaf):
            self.forget()
            self.position, self.known_at = position, known_at or ""
            self.frontier = nodes.frontier(cursor, position)
            for folder in self.folders:
                store.load_retracted(cursor, folder, generations.schema(generation))
            self._head = (generation, position, leaf)
        return generation, any_waiting

    def advance(self, leaf: bytes, time: str) -> None:
        """One fact more. The leaf is salted, so no other writer can have left the same head."""
        assert self._head is not None
        self.position += 1
        self.known_at = max(self.known_at, time)
        self._head = (self._head[0], self.position, leaf)

    def learn_sequences(self, cursor: psycopg.Cursor, subjects: Iterable[Subject], any_waiting: bool) -> None:
        """Know the last sequence of each of these subjects. Those that an operator discarded count as taken."""
        subjects = list(subjects)
        missing = [subject for subject in subjects if subject not in self.sequences]
        if missing:
            cursor.execute(
                b"select s.service, s.subject, coalesce(l.sequence, 0) "
                b"from unnest(%s::text[], %s::text[]) as s(service, subject) "
                b"left join lateral (select sequence from ledger where ledger.service = s.service and "
                b"ledger.subject = s.subject order by sequence desc limit 1) l on true",
                [[subject[0] for subject in missing], [subject[1] for subject in missing]],
            )
            for service, subject, sequence in cursor:
                self.sequences[service, subject] = sequence
        self._discarded = waiting.discarded(cursor, subjects) if any_waiting and subjects else {}
        for subject in self._discarded:
            self.took(subject, self.sequences[subject])

    def took(self, subject: Subject, sequence: int) -> None:
        """This is the subject's last sequence now, or the one after it that was discarded."""
        if gone := self._discarded.get(subject):
            while sequence + 1 in gone:
                sequence += 1
        self.sequences[subject] = sequence

    def trim(self) -> None:
        """Forget what has been remembered longest, once there is too much."""
        if len(self.sequences) > SUBJECTS:
            for subject in list(self.sequences)[: len(self.sequences) - SUBJECTS // 2]:
                del self.sequences[subject]
        for folder in self.folders:
            folder.trim(KEYS)
