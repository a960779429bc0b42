"""The sight of one programme at a position that figures, tables and reports read: a `Cut`, and the ledger's facts.

Examined facts are tracked like rows, under the name `ledger`, so that the lineage of a figure of facts is those facts.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, cast

import psycopg
from sqlalchemy import text

from services.reporting.ledger import nodes
from services.reporting.measures.sight import LedgerFact
from services.reporting.projections.catalogue import views
from services.reporting.projections.programmes import organisations
from services.reporting.projections.reader import Cut, Read, Row, Snapshot
from services.reporting.projections.view import Occurrences, State, View
from shared.errors import Invalid, NotFound

LEDGER = "ledger"
Made = TypeVar("Made")

#: the views of one programme that a report can show; organisations are the installation's
VIEWS: tuple[View, ...] = tuple(view for view in views() if view is not organisations)

#: as large as the ledger, and asked about a few weeks at a time
WINDOWED = frozenset(view.name for view in VIEWS if view.name.endswith("_activity"))


@cache
def shown_types() -> list[str]:
    """The event types that can change a report. Starting a draft or sending a mail is none, so a draft stays itself."""
    return sorted({type_ for view in VIEWS for type_ in view.handlers})


def last_shown(snap: Snapshot, programme_id: str, known_at: int | None = None) -> int:
    """The last position, up to `known_at`, of a fact that this programme's reports can show.

    The one position that names what a report knows: facts of other programmes do not move it. Raises NotFound while
    nothing is known of the programme, and Invalid for a position that the ledger has not reached.
    """
    if known_at is not None and known_at > snap.position:
        raise Invalid(
            f"Position {known_at} is not reached: the ledger is at {snap.position}.",
            {"known_at": [f"Give a position up to {snap.position}"]},
        )
    found = snap.connection.execute(
        text(
            "select position from ledger where programmeid = :programme and position <= :position "
            "and type = any(:types) order by position desc limit 1"
        ),
        {"programme": programme_id, "position": known_at or snap.position, "types": shown_types()},
    ).scalar()
    if found is None:
        raise NotFound("Nothing was known of this programme at that time.")
    return int(found)


def known_at(snap: Snapshot, position: int) -> datetime:
    """When this position became known, UTC."""
    moment: datetime = snap.connection.execute(
        text("select known_at from ledger where position = :position"), {"position": position}
    ).scalar_one()
    return moment


def tree_root(snap: Snapshot, position: int) -> str:
    """The root of the ledger's tree at a position, in hex: what a report says that it rests on can be proved by it."""
    cursor = cast(psycopg.Cursor, snap.connection.connection.cursor())
    return nodes.root(cursor, position).hex()


class ProgrammeSight(Cut):
    """A `measures.sight.Sight` on the ledger and its views. Whatever is asked twice is worked out once."""

    def __init__(self, snap: Snapshot, programme_id: str, position: int | None = None) -> None:
        super().__init__(snap, programme_id, position)
        self._facts: dict[tuple[int, date], list[LedgerFact]] = {}
        self._positions: dict[str, int] = {}
        self._made: dict[Hashable, tuple[Any, dict[str, set[str]]]] = {}
        self._windows: dict[tuple[str, date, date], list[Row]] = {}
        self._ids: dict[str, dict[int, str]] = {}

    def as_known_at(self, position: int) -> ProgrammeSight:
        return ProgrammeSight(self.snapshot, self.programme_id, position)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gives, made once; whoever asks again has examined the same rows."""
        if key not in self._made:
            before = self.read
            with self.tracking() as read:
                made = make()
            self.read = before
            self._made[key] = made, read.keys
            return made
        made, examined = self._made[key]
        for read in self._tracking:
            for view, keys in examined.items():
                read.keys.setdefault(view, set()).update(keys)
        return made

    def state(self, view: State, on: date) -> list[Row]:
        return self.once((view.name, on), lambda: Cut.state(self, view, on))

    def points(self, view: Occurrences, since: date | None = None, until: date = date.max) -> list[Row]:
        if view.name in WINDOWED and since is not None:
            return self._window(view, since, until)
        return self.once((view.name, since, until), lambda: Cut.points(self, view, since, until))

    def _window(self, view: Occurrences, since: date, until: date) -> list[Row]:
        """Points of a view whose points are never retracted or replaced, read for these days alone."""
        if (view.name, since, until) not in self._windows:
            found = self.snapshot.connection.execute(
                text(
                    f"select key, event_id, pos_from, on_date, target_id from {self._table(view.name)} "  # noqa: S608
                    "where programme_id = :programme and pos_from <= :position and on_date between :since and :until "
                    "order by on_date, key"
                ),
                {"programme": self.programme_id, "position": self.position, "since": since, "until": until},
            ).all()
            names = ("key", "event_id", "position", "true_from", "target_id")
            self._windows[view.name, since, until] = [Row(dict(zip(names, row, strict=True))) for row in found]
            openings = self._openings.setdefault(view.name, {})
            openings.update({row.key: {row.pos_from: row.event_id} for row in found})
        rows = self._windows[view.name, since, until]
        self._examined(view, (row.key for row in rows))
        return rows

    def facts(self, after: int, until: date) -> list[LedgerFact]:
        """Facts of projects and outputs known after `after` and dated `until` or earlier, in order of position."""
        if (after, until) not in self._facts:
            self._facts[after, until] = self._ledger(after, until)
        found = self._facts[after, until]
        self._positions |= {str(fact.id): fact.position for fact in found}
        for read in self._tracking:
            read.keys.setdefault(LEDGER, set()).update(str(fact.id) for fact in found)
        return found

    def _ledger(self, after: int, until: date) -> list[LedgerFact]:
        rows = self.snapshot.connection.execute(
            text(
                "select event_id, position, type, subject, effectiveon, corrects from ledger "
                "where programmeid = :programme and position > :after and position <= :position "
                "and effectiveon <= :until and service in ('projects', 'outputs') order by position"
            ),
            {"programme": self.programme_id, "after": after, "position": self.position, "until": until},
        )
        return [LedgerFact(*row) for row in rows]

    def behind(self, read: Read) -> tuple[str, ...]:
        """The ids of the facts behind everything examined, in order of position: as `Cut.lineage`, faster.

        A fact of the ledger that was examined is its own lineage.
        """
        found: dict[int, str] = {}
        for view, keys in read.keys.items():
            if view == LEDGER:
                found |= {self._positions[key]: key for key in keys}
                continue
            opened = self._opened(view)
            if len(keys) == len(opened):
                found |= self._all_ids(view)
            else:
                found |= {p: str(event_id) for key in keys for p, event_id in opened.get(key, {}).items()}
        return tuple(found[position] for position in sorted(found))

    def _all_ids(self, view: str) -> dict[int, str]:
        """Position and id of every fact behind a view."""
        if view not in self._ids or len(self._ids[view]) < len(self._opened(view)):
            self._ids[view] = {p: str(event_id) for its in self._opened(view).values() for p, event_id in its.items()}
        return self._ids[view]
