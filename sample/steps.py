"""One step of the story: on a day, somebody asks for one thing by its public name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

PROGRAMME = "SAMPLE-HDRC-LPL"
_NAMESPACE = UUID("6f0c1f64-3c33-4d5e-9a53-5b6c1b0f5a11")


@dataclass(frozen=True, slots=True)
class Step:
    """A command, the day on which it was given, and by whom (a key of `cast.PEOPLE`, or the operator)."""

    on: date
    call: str
    fields: dict[str, Any] = field(default_factory=dict)
    by: str = "operator"
    #: texts that are uploaded first, because the fields name their digests
    files: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The idempotency key: loading again repeats nothing."""
        return str(uuid5(_NAMESPACE, f"{self.on} {self.by} {self.call} {sorted(self.fields.items(), key=str)}"))


def an_id(*words: object) -> str:
    """The same id for the same words, in every sample installation."""
    return str(uuid5(_NAMESPACE, " ".join(map(str, words))))


def months_after(day: date, months: int) -> date:
    """The same day of the month, `months` later; the last day where there is no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def working_day(day: date) -> date:
    """That day, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)
