"""The period that a report is about: two days, both included."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """From the start of `start` to the end of `end`, Europe/London days. Raises ValueError when it runs backwards."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"the period ends ({self.end}) before it starts ({self.start})")

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def following(self) -> Period:
        """The period of the same length after this one: as many months, where it is made of whole months."""
        first = self.end + timedelta(days=1)
        if not self._whole_months():
            return Period(first, first + (self.end - self.start))
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
        year, month = divmod(first.year * 12 + first.month - 1 + months - 1, 12)
        return Period(first, date(year, month + 1, monthrange(year, month + 1)[1]))

    def _whole_months(self) -> bool:
        return self.start.day == 1 and self.end.day == monthrange(self.end.year, self.end.month)[1]
