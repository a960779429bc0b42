"""The one clock. Instants are UTC; due dates are dates in Europe/London. Durations are `time.monotonic`'s business."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class Clock:
    """Tells the time. Give `now` another source to move time in a test or a simulation."""

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        self._now = now or (lambda: datetime.now(UTC))

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return self._now().astimezone(UTC)

    def today(self) -> date:
        """The calendar day in Europe/London: the day on which a duty falls due."""
        return self._now().astimezone(LONDON).date()


def end_of_day(day: date) -> datetime:
    """The first instant (UTC) after `day` in Europe/London: what was known *on* a day was known before this."""
    return datetime.combine(date.fromordinal(day.toordinal() + 1), time.min, LONDON).astimezone(UTC)


system = Clock()
