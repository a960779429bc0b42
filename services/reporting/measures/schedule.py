"""How a schedule stands, worked out from dates alone: never declared, and never mixed with confidence, which is.

A milestone that is neither done nor cancelled is expected on its forecast, or today where that has passed; the days by
which this is after its baseline are the days behind. Red, amber and green follow from them and from the programme's
thresholds. Where nothing is open there is no schedule to keep, and so no colour. What is made of several stands as its
worst, which is the same as counting the most days behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Rag = Literal["green", "amber", "red"]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Days behind from which a schedule is amber, and from which it is red."""

    amber: int
    red: int

    def colour(self, behind: int | None) -> Rag | None:
        """Red, amber or green; None where nothing is open."""
        return None if behind is None else schedule_rag(behind, self)


def days_behind(baseline_on: date, forecast_on: date, day: date) -> int:
    """How many days an open milestone is behind its baseline on `day`; below zero, ahead of it."""
    return (max(forecast_on, day) - baseline_on).days


def schedule_rag(behind: int, thresholds: Thresholds) -> Rag:
    """Red, amber or green."""
    return "red" if behind >= thresholds.red else "amber" if behind >= thresholds.amber else "green"
