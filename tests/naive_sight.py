"""What the views say, worked out the slow and obvious way from the facts: the oracle for engine, figures and lineage.

For each question it reads all facts again: no versions, no ranges, no tables.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from services.reporting.measures.sight import LedgerFact
from services.reporting.projections.columns import Date, Number
from services.reporting.projections.view import Occurrences, Point, Retract, Set, State, View
from shared.events import registry
from shared.events.event import Event


class NaiveSight:
    """A `Sight` over (position, event) pairs; without positions the events have their places from 1."""

    def __init__(
        self, facts: Sequence[Event] | Sequence[tuple[int, Event]], programme_id: str, position: int | None = None
    ):
        placed = [f if isinstance(f, tuple) else (n, f) for n, f in enumerate(facts, 1)]
        self.position = max((p for p, _ in placed), default=0) if position is None else position
        self.programme_id = programme_id
        self.placed = [(p, e) for p, e in placed if p <= self.position and e.programmeid == programme_id]
        self.examined: set[tuple[str, str]] = set()

    def state(self, view: State, on: date) -> list[Any]:
        fields: dict[str, dict[str, tuple[date, int, Any, UUID]]] = {}
        for position, event, change in self._changes(view):
            assert isinstance(change, Set)
            its = fields.setdefault(change.key, {})
            day = change.on or event.effectiveon
            for name, value in change.values.items():
                if day <= on and (name not in its or (day, position) >= its[name][:2]):
                    its[name] = (day, position, value, event.id)
        self.examined |= {(view.name, key) for key in fields}
        rows = []
        for key, its in sorted(fields.items()):
            if its:
                last = max(its.values(), key=lambda entry: entry[1])
                values = {n: _read(view, n, its[n][2]) if n in its else None for n in view.columns}
                since = {name: entry[0] for name, entry in its.items()}
                rows.append(SimpleNamespace(key=key, event_id=last[3], position=last[1], since=since, **values))
        return rows

    def points(self, view: Occurrences, since: date | None = None, until: date = date.max) -> list[Any]:
        found: dict[str, Any] = {}
        retracted: set[str] = set()
        for position, event, change in self._changes(view):
            if isinstance(change, Retract):
                retracted.add(change.key)
                continue
            assert isinstance(change, Point)
            day = change.on or event.effectiveon
            if (since or date.min) <= day <= until:
                self.examined.add((view.name, change.key))
            values = {name: _read(view, name, change.values.get(name)) for name in view.columns}
            found[change.key] = SimpleNamespace(
                key=change.key, event_id=event.id, position=position, true_from=day, **values
            )
        rows = [row for key, row in found.items() if key not in retracted]
        inside = [row for row in rows if (since or date.min) <= row.true_from <= until]
        return sorted(inside, key=lambda row: (row.true_from, row.key))

    def as_known_at(self, position: int) -> NaiveSight:
        return NaiveSight(self.placed, self.programme_id, position)

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        return make()

    def facts(self, after: int, until: date) -> list[LedgerFact]:
        return [
            LedgerFact(e.id, p, e.type, e.subject, e.effectiveon, e.corrects)
            for p, e in self.placed
            if p > after and e.effectiveon <= until and e.service in ("projects", "outputs")
        ]

    def _changes(self, view: View) -> Iterator[tuple[int, Event, Any]]:
        for position, event in self.placed:
            if handler := view.handlers.get(event.type):
                data = registry.upcast(event.type, event.version, event.data)
                for change in handler(event, data):
                    yield position, event, change


def _read(view: View, name: str, value: Any) -> Any:
    """As PostgreSQL would give it back."""
    kind = view.columns[name]
    if value is None:
        return None
    if kind is Date and isinstance(value, str):
        return date.fromisoformat(value)
    return Decimal(value) if kind is Number else value
