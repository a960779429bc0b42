"""Facts that might be, laid over a view in memory: the same handlers, the same fold, and nothing written.

The projector stays the only writer. What comes out are the versions that it would have written, as `reader` reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from services.reporting.projections import store
from services.reporting.projections.columns import NULL
from services.reporting.projections.fold import CannotFold, Encoded, Folder, Version
from services.reporting.projections.reader import KEY, POS_TO, POSITION, TRUE_FROM
from services.reporting.projections.view import View
from shared.events import registry
from shared.events.event import Event

#: a version as `reader` has it: FIRST, then the view's columns
Read = tuple[Any, ...]
Placed = Sequence[tuple[int, Event]]


@dataclass(frozen=True, slots=True)
class Overlay:
    """What the facts would change of a view: versions that they open, and the ends that they put to others."""

    opened: list[Read] = field(default_factory=list)
    #: (key, position, day) of a version -> the position at which it ends
    closed: dict[tuple[str, int, date | None], int] = field(default_factory=dict)

    def over(self, versions: list[Read]) -> list[Read]:
        """The versions of the view as they would be, in order of key and position."""
        if not self.opened and not self.closed:
            return versions
        laid = [self._ended(version) for version in versions] + self.opened
        return sorted(laid, key=lambda version: (version[KEY], version[POSITION]))

    def _ended(self, version: Read) -> Read:
        end = self.closed.get((version[KEY], version[POSITION], version[TRUE_FROM]))
        return version if end is None else (*version[:POS_TO], end, *version[POS_TO + 1 :])


def lay(view: View, facts: Placed, cursor: psycopg.Cursor[Any], schema: str) -> Overlay:
    """Fold facts over the view as it is at the head of the cursor's snapshot. Raises CannotFold.

    Their positions come after that head, as if they were the next to arrive.
    """
    folder = Folder(view)
    changes = [(cause, encoded) for cause, encoded in _encoded(folder, facts) if encoded]
    if not changes:
        return Overlay()
    store.load(cursor, folder, schema, {key for _, encoded in changes for key in folder.unknown(encoded)})
    for cause, encoded in changes:
        for change in encoded:
            folder.fold(change, cause)
    opened = [version for version in folder.opened if version.pos_from != version.pos_to]
    closed = {(one.key[1], one.pos_from, _day(one.true_from)): one.pos_to for one in folder.closed}
    return Overlay([_read(view, version) for version in opened], closed)


def _encoded(folder: Folder, facts: Placed) -> Iterable[tuple[tuple[int, str], list[Encoded]]]:
    for position, event in facts:
        if handler := folder.view.handlers.get(event.type):
            data = registry.upcast(event.type, event.version, event.data)
            try:
                changes = list(handler(event, data))
            except (KeyError, TypeError, ValueError) as error:
                raise CannotFold(f"view {folder.view.name} cannot take {event.type}: {error!r}") from error
            day = event.effectiveon.isoformat()
            yield (position, str(event.id)), folder.encode(str(event.id), event.programmeid, day, changes)


def _read(view: View, version: Version) -> Read:
    values = [
        None if text == NULL else kind.decode(text)
        for kind, text in zip(view.columns.values(), version.values, strict=True)
    ]
    first = (version.key[1], UUID(version.event_id), version.pos_from)
    ends = date.fromisoformat(version.true_to) if view.kind == "state" else None
    return (*first, _day(version.true_from), ends, version.pos_to, *values)


def _day(text: str) -> date | None:
    return None if text == NULL else date.fromisoformat(text)
