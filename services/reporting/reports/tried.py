"""The sight of a programme as it would be if some facts were recorded next: for trying a change on every figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

import psycopg

from services.reporting.measures.sight import LedgerFact
from services.reporting.projections import generations
from services.reporting.projections.overlay import Overlay, Read, lay
from services.reporting.projections.reader import FIRST, KEY, POSITION, TRUE_FROM, Row, Snapshot
from services.reporting.projections.view import Occurrences, View
from services.reporting.reports.sight import ProgrammeSight
from shared.events.event import Event

#: whose facts a report's late facts are
SERVICES = ("projects", "outputs")


class TriedSight(ProgrammeSight):
    """A `ProgrammeSight` at the head, with would-be facts laid over it at the positions that follow."""

    def __init__(self, snap: Snapshot, programme_id: str, facts: Sequence[Event]) -> None:
        super().__init__(snap, programme_id)
        self.placed = list(enumerate(facts, snap.position + 1))
        self.position = snap.position + len(facts)
        self._overlays: dict[str, Overlay] = {}

    def as_known_at(self, position: int) -> ProgrammeSight:
        if position <= self.snapshot.position:
            return super().as_known_at(position)
        return TriedSight(self.snapshot, self.programme_id, [event for at, event in self.placed if at <= position])

    def _ledger(self, after: int, until: date) -> list[LedgerFact]:
        return super()._ledger(after, until) + [
            LedgerFact(event.id, position, event.type, event.subject, event.effectiveon, event.corrects)
            for position, event in self.placed
            if position > after and event.effectiveon <= until and event.service in SERVICES
        ]

    def _load(self, view: View) -> list[Read]:
        if view.name not in self._versions:
            overlay = self._overlay(view)
            self._versions[view.name] = overlay.over(super()._load(view))
            openings = self._openings[view.name]
            for version in overlay.opened:
                openings.setdefault(version[KEY], {})[version[POSITION]] = version[1]
        return self._versions[view.name]

    def _window(self, view: Occurrences, since: date, until: date) -> list[Row]:
        rows = super()._window(view, since, until)
        names = (*FIRST, *view.columns)
        inside = [v for v in self._overlay(view).opened if v[TRUE_FROM] is not None and since <= v[TRUE_FROM] <= until]
        would_be = [Row(dict(zip(names, version, strict=True))) for version in inside]
        self._openings[view.name] |= {row.key: {row.position: row.event_id} for row in would_be}
        self._examined(view, (row.key for row in would_be))
        return sorted([*rows, *would_be], key=lambda row: (row.true_from, row.key)) if would_be else rows

    def _overlay(self, view: View) -> Overlay:
        if view.name not in self._overlays:
            cursor = cast("psycopg.Cursor", self.snapshot.connection.connection.cursor())
            self._overlays[view.name] = lay(view, self.placed, cursor, generations.schema(self.snapshot.generation))
            cursor.close()
        return self._overlays[view.name]
