"""Things that hold until a day: when to warn that the end is near, and when it has passed.

The last day on which something holds is its `valid_until`; from the day after it no longer does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

#: days before the last one at which the warning is given
WARNING_DAYS = 90


@dataclass(frozen=True, slots=True)
class Ending:
    """The time of warning began on `on`, with so many days left."""

    on: date
    days_left: int


def holds(valid_until: date | None, day: date) -> bool:
    """Whether something without an end, or with this last day, holds on a day."""
    return valid_until is None or day <= valid_until


def warning(since: date, valid_until: date) -> Ending:
    """When to warn of an end: so many days before it, or at once (`since`) when it is nearer than that."""
    on = max(since, valid_until - timedelta(days=WARNING_DAYS))
    return Ending(on, (valid_until - on).days)


def over_on(valid_until: date) -> date:
    """The first day on which it no longer holds."""
    return valid_until + timedelta(days=1)
