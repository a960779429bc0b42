"""Reading the views at a cut: one programme, as known at one position.

    with snapshot(engine) as snap:
        cut = Cut(snap, programme_id, position_on(snap, date(2026, 6, 30)))
        with cut.tracking() as read:
            rows = cut.state(milestones, on=date(2026, 6, 30))
        facts = cut.lineage(read.pairs())

Not for writing (`store`), and not for figures (`services/reporting/measures`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from services.reporting.projections import generations
from services.reporting.projections.view import Occurrences, State, View
from shared.clock import end_of_day


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One consistent sight of the ledger and of one generation of the views."""

    connection: Connection
    generation: int
    #: the last position in the ledger at that moment; 0 when it is empty
    position: int


#: what every version that is read begins with, and where it is
FIRST = ("key", "event_id", "position", "true_from", "true_to", "pos_to")
KEY, EVENT_ID, POSITION, TRUE_FROM, TRUE_TO, POS_TO = range(len(FIRST))


class Row:
    """One row of a view: its columns are attributes (`row.baseline_on`)."""

    #: the identity within view and programme
    key: str
    #: the fact that opened this version of the row, and its position
    event_id: UUID
    position: int
    #: from when it was so; for occurrences the day on which it happened
    true_from: date

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__ = values

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the view has no column {name}; it has {', '.join(sorted(self.__dict__))}")

    def __repr__(self) -> str:
        return f"<Row {self.__dict__}>"


@dataclass(slots=True, eq=False)
class Read:
    """What was examined while tracking: the keys per view, whether a row was returned or excluded by its date.

    Each is itself: an inner one may hold the same keys as the outer, and is no less another.
    """

    keys: dict[str, set[str]] = field(default_factory=dict)

    def pairs(self) -> list[tuple[str, str]]:
        """(view, key) of everything examined, in order."""
        return sorted((view, key) for view, keys in self.keys.items() for key in keys)


@contextmanager
def snapshot(engine: Engine) -> Iterator[Snapshot]:
    """A read-only REPEATABLE READ transaction that takes generation and head position in one statement.

    Raises Unavailable while views of this code have never been built (first start after a change of declarations).
    """
    with engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True) as connection:
        generation, position = generations.current(connection)
        yield Snapshot(connection, generation, position)


def position_on(snap: Snapshot, day: date) -> int:
    """The last position known before the end of `day` in Europe/London; 0 when nothing was known yet."""
    found = snap.connection.execute(
        text("select position from ledger where known_at < :end order by known_at desc, position desc limit 1"),
        {"end": end_of_day(day)},
    ).scalar()
    return found or 0


class Cut:
    """A programme as known at a position (default: the head of the snapshot).

    Rows of a view are fetched once per cut, so asking again for another date costs no query.
    """

    def __init__(self, snap: Snapshot, programme_id: str, position: int | None = None) -> None:
        self.snapshot = snap
        self.programme_id = programme_id
        self.position = snap.position if position is None else min(position, snap.position)
        #: view -> keys examined since `tracking()` was entered
        self.read: dict[str, set[str]] = {}
        self._tracking: list[Read] = []
        self._versions: dict[str, list[tuple[Any, ...]]] = {}
        self._openings: dict[str, dict[str, dict[int, UUID]]] = {}

    def state(self, view: State, on: date) -> list[Row]:
        """The rows of the programme that are true on `on`, ordered by key. Examines every key of the view."""
        versions, names = self._load(view), (*FIRST, *view.columns)
        self._examined(view, self._openings[view.name])
        return [
            Row(dict(zip(names, v, strict=True)))
            for v in versions
            if v[POS_TO] > self.position and v[TRUE_FROM] <= on < (v[TRUE_TO] or date.max)
        ]

    def points(self, view: Occurrences, since: date | None = None, until: date = date.max) -> list[Row]:
        """What happened from `since` to `until`, both included, ordered by day and key.

        Examines every key of which any version known up to the position, retracted ones included, lies in these dates.
        """
        first, names = since or date.min, (*FIRST, *view.columns)
        inside = [v for v in self._load(view) if v[TRUE_FROM] is not None and first <= v[TRUE_FROM] <= until]
        self._examined(view, (v[KEY] for v in inside))
        rows = [Row(dict(zip(names, v, strict=True))) for v in inside if v[POS_TO] > self.position]
        return sorted(rows, key=lambda row: (row.true_from, row.key))

    @contextmanager
    def tracking(self) -> Iterator[Read]:
        """Collect what is examined inside the block, also as `cut.read`. Blocks may nest; each sees its own."""
        read = Read()
        self.read = read.keys
        self._tracking.append(read)
        try:
            yield read
        finally:
            self._tracking.remove(read)

    def lineage(self, pairs: Iterable[tuple[View | str, str]]) -> list[UUID]:
        """Every fact that opened a version of these (view, key), up to the position, in position order.

        Sufficient (folding only these gives the same rows), relevant (without any one of them a row differs) and
        complete (no other fact up to the position changes these rows).
        """
        found: dict[int, UUID] = {}
        for view, key in pairs:
            found.update(self._opened(view if isinstance(view, str) else view.name).get(key, {}))
        return [found[position] for position in sorted(found)]

    def _examined(self, view: View, keys: Iterable[str]) -> None:
        if self._tracking:
            found = set(keys)
            for read in self._tracking:
                read.keys.setdefault(view.name, set()).update(found)

    def _load(self, view: View) -> list[tuple[Any, ...]]:
        """Every version of the view's rows known at the position: FIRST, then its columns. Also learns all openings."""
        if view.name not in self._versions:
            dates = "true_from, true_to" if isinstance(view, State) else "on_date, null::date"
            columns = "".join(f', "{name}"' for name in view.columns)
            versions = self._rows(view.name, f"key, event_id, pos_from, {dates}, pos_to{columns}")
            openings: dict[str, dict[int, UUID]] = {}
            for version in versions:
                openings.setdefault(version[KEY], {})[version[POSITION]] = version[EVENT_ID]
            self._versions[view.name], self._openings[view.name] = versions, openings
        return self._versions[view.name]

    def _opened(self, view: str) -> dict[str, dict[int, UUID]]:
        """For each key of a view, the positions at which a version of it was opened, and by which fact."""
        if view not in self._openings:
            openings: dict[str, dict[int, UUID]] = {}
            for key, position, event_id in self._rows(view, "key, pos_from, event_id"):
                openings.setdefault(key, {})[position] = event_id
            self._openings[view] = openings
        return self._openings[view]

    def _rows(self, view: str, columns: str) -> list[tuple[Any, ...]]:
        """Columns of every row of the programme known at the position, by the driver's cursor: no row objects."""
        cursor = self.snapshot.connection.connection.cursor()
        cursor.execute(
            f"select {columns} from {self._table(view)} "  # noqa: S608
            "where programme_id = %s and pos_from <= %s order by key, pos_from",
            (self.programme_id, self.position),
        )
        rows: list[tuple[Any, ...]] = list(cursor.fetchall())
        cursor.close()
        return rows

    def _table(self, view: str) -> str:
        return f'{generations.schema(self.snapshot.generation)}."{view}"'
