"""The programme's settings on a date, in one statement: what was set, else the default (`measures.thresholds`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text

from services.reporting.measures.schedule import Thresholds
from services.reporting.projections.reader import Snapshot
from services.reporting.projections.thresholds import thresholds
from services.reporting.views.dated.asof import AsOf
from services.reporting.views.dated.cuts import cuts
from shared.events.projects.thresholds import SETTINGS


@dataclass(frozen=True, slots=True)
class Settings:
    """`held` has what was set, by key."""

    held: Mapping[str, list[int]]

    @property
    def schedule(self) -> Thresholds:
        """Days behind from which a schedule is amber and red."""
        return Thresholds(self._value("rag.amber_days"), self._value("rag.red_days"))

    @property
    def quiet_after(self) -> int:
        """Days without news after which a project is called quiet."""
        return self._value("quiet_after")

    def _value(self, key: str) -> int:
        return (self.held.get(key) or SETTINGS[key].default)[0]


def settings(snap: Snapshot, programme_id: str, at: AsOf) -> Settings:
    """What held on the day of `at`, as known at its position."""
    found = snap.connection.execute(
        text(f'select key, "values" from ({cuts(snap).state(thresholds)}) t'), {"programme": programme_id, **at.binds()}
    )
    return Settings({row.key: row._mapping["values"] for row in found})
