"""Dates as they are known: to the year, the month or the day. Not for due dates, which are always whole days."""

from __future__ import annotations

import re
from calendar import month_abbr, monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Precision = Literal["year", "month", "day"]

_written = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?", re.ASCII)
_months = {name.casefold(): number for number, name in enumerate(month_abbr) if name}
#: the first journal is of 1665; a year before it is a mistake of typing
FIRST_YEAR = 1665


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date and how exactly it is known. `first` is the earliest day that it can be."""

    first: date
    precision: Precision

    @property
    def last(self) -> date:
        """The latest day that it can be."""
        if self.precision == "day":
            return self.first
        if self.precision == "month":
            return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])
        return self.first.replace(month=12, day=31)

    def __str__(self) -> str:
        """ISO 8601 as exact as it is known: 2024, 2024-03 or 2024-03-01."""
        return self.first.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]

    def narrows(self, other: PartialDate) -> bool:
        """Whether this says the same as `other`, more exactly."""
        return self != other and other.first <= self.first and self.last <= other.last


def from_parts(year: int, month: int | None = None, day: int | None = None) -> PartialDate:
    """The date of these numbers. Raises ValueError in words."""
    if not FIRST_YEAR <= year <= datetime.now().year + 20:  # noqa: DTZ005  (a plausibility, not a time)
        raise ValueError(f"{year} cannot be a year of publication")
    try:
        if day and month:
            return PartialDate(date(year, month, day), "day")
        if month:
            return PartialDate(date(year, month, 1), "month")
    except ValueError:
        written = "-".join(f"{part:02}" for part in (year, month, day) if part)
        raise ValueError(f"{written} is no date in the calendar") from None
    return PartialDate(date(year, 1, 1), "year")


def parse(written: str) -> PartialDate:
    """A date as people and files write it: 2024, 2024-03, 2024/03/01, 1948/07//. Raises ValueError in words."""
    found = _written.match(written.strip())
    rest = written.strip()[found.end() :] if found else ""
    if not found or rest[:1].isalnum():
        raise ValueError(f"“{written.strip()[:40]}” is not a date: write 2024, 2024-03 or 2024-03-01")
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    return from_parts(year, month, day)


def month_number(written: str) -> int | None:
    """The month that a name or number stands for: `jan`, `August`, `08`; None when it is none."""
    word = written.strip().strip(".").casefold()
    if word.isdecimal():
        return int(word) if 1 <= int(word) <= 12 else None
    return _months.get(word[:3])


def earliest(candidates: Iterable[PartialDate]) -> PartialDate | None:
    """The first public date among several: the earliest; of those that may be the same day, the most exact."""
    chosen: PartialDate | None = None
    for candidate in candidates:
        earlier = chosen is not None and candidate.first < chosen.first and not chosen.narrows(candidate)
        if chosen is None or earlier or candidate.narrows(chosen):
            chosen = candidate
    return chosen
