"""Whether anybody looked: at least one fact, or "nothing new", in the section and period (measures.md, rule 3)."""

from __future__ import annotations

from collections.abc import Callable

from services.reporting.measures.period import Period
from services.reporting.measures.sight import Sight
from services.reporting.projections.view import Occurrences


def looked(sight: Sight, activity: Occurrences, period: Period) -> Callable[[], bool]:
    """A question that is asked only when a figure would be 0, so that other figures do not rest on all activity."""
    return lambda: bool(sight.points(activity, since=period.start, until=period.end))
