"""Whose turn it is: each subject's facts are taken in order of their sequence, or wait.

Lower or equal to the last one taken is a duplicate, the next is taken, a higher one waits. So does a fact that cannot
be read or folded, with its reason; nothing of it is applied, and no other subject is held up. Everything that can fail
about a fact has happened here before it gets a position. No SQL: see `append`.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.reporting.ledger import rows
from services.reporting.ledger.memory import Memory
from services.reporting.ledger.waiting import Parked, Subject
from services.reporting.projections.fold import Encoded, Folder
from shared.events import (
    catalogue,  # noqa: F401  (a type is known once the whole language is imported)
    registry,
)
from shared.events.event import Event


@dataclass(slots=True)
class Taken:
    """A fact that is sure to be taken: encoded for its row and for every view that it changes."""

    event: Event
    attributes: dict[str, str | int]
    middle: str
    contents: str
    changes: list[tuple[Folder, list[Encoded]]]


class NotTaken(ValueError):
    """A fact cannot be taken as it is. `kind` is one of `waiting.KINDS`."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind


class Turns:
    """One batch. `consider` its facts in the order in which they came, then look at what became of them."""

    def __init__(self, memory: Memory, behind: dict[Subject, dict[int, Parked]]) -> None:
        self._memory = memory
        #: what waits already, per subject by sequence
        self._behind = behind
        self.taken: list[Taken] = []
        #: facts of this batch that wait, by id
        self.parked: dict[UUID, Parked] = {}
        self.duplicates: list[Event] = []
        #: facts that waited before, and are taken now
        self.drained: list[UUID] = []

    def consider(self, event: Event) -> None:
        """Take the fact and all that waited for it, or let it wait."""
        subject = (event.service, event.subject)
        held = self._behind.setdefault(subject, {})
        self._drain(subject, held)  # an operator may have put aside what they waited for
        if event.sequence <= self._memory.sequences[subject]:
            self.duplicates.append(event)
        elif self._try(event, held):
            self._drain(subject, held)

    def _try(self, fact: Event, held: dict[int, Parked]) -> bool:
        """Take one fact if it is its turn and it can be. Gives whether it was."""
        subject = (fact.service, fact.subject)
        expected = self._memory.sequences[subject] + 1
        try:
            if fact.sequence in held:
                raise NotTaken(held[fact.sequence].kind, held[fact.sequence].reason)
            if fact.sequence > expected:
                missing = f"{expected}" if fact.sequence == expected + 1 else f"{expected} to {fact.sequence - 1}"
                raise NotTaken("gap", f"fact {missing} of {fact.service} {fact.subject} has not come or waits itself")
            self.taken.append(self._take(fact))
        except NotTaken as reason:
            self.parked[fact.id] = held[fact.sequence] = Parked(fact, reason.kind, str(reason))
            return False
        self._memory.took(subject, fact.sequence)
        return True

    def _drain(self, subject: Subject, held: dict[int, Parked]) -> None:
        """Take the facts that waited for nothing but their turn."""
        while (following := held.get(self._memory.sequences[subject] + 1)) is not None and following.kind == "gap":
            fact = following.event
            del held[fact.sequence]
            if self._try(fact, held) and self.parked.pop(fact.id, None) is None:
                self.drained.append(fact.id)

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
                self._changes(event),
            )
        except Exception as error:  # whatever a handler or a value does, it concerns this fact alone
            raise NotTaken("failed", f"{type(error).__name__}: {error}") from error

    def _changes(self, event: Event) -> list[tuple[Folder, list[Encoded]]]:
        """What the fact changes in each view. Raises whatever a handler raises."""
        data = registry.upcast(event.type, event.version, event.data)
        event_id, day = str(event.id), event.effectiveon.isoformat()
        return [
            (folder, folder.encode(event_id, event.programmeid, day, handler(event, data)))
            for folder, handler in self._memory.handlers.get(event.type, ())
        ]
