"""A programme's settings as a figure uses them: what held on a day, as known at the sight's position, else the default.

So a figure of an earlier period, or as known earlier, keeps the setting of then (decision 0006).
"""

from __future__ import annotations

from datetime import date

from services.reporting.measures.sight import Sight
from services.reporting.projections.thresholds import thresholds
from shared.events.projects.thresholds import SETTINGS


def threshold(sight: Sight, day: date, key: str) -> int:
    """The value of a setting that has one. Raises LookupError for one that does not exist, or has several."""
    (value,) = _values(sight, day, key) if len(SETTINGS[key].default) == 1 else (None,)
    if value is None:
        raise LookupError(f"{key} has several values: ask boundaries()")
    return value


def boundaries(sight: Sight, day: date, key: str) -> tuple[int, ...]:
    """The rising boundaries of a setting, each the lowest value of the next band. Raises LookupError."""
    return _values(sight, day, key)


def _values(sight: Sight, day: date, key: str) -> tuple[int, ...]:
    setting = SETTINGS[key]
    held = sight.once(("thresholds", day), lambda: {row.key: row.values for row in sight.state(thresholds, on=day)})
    return tuple(held.get(key) or setting.default)
