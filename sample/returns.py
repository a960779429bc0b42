"""The half-year reports: five submitted on time, the sixth in draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TEMPLATE = "nihr-six-monthly"


@dataclass(frozen=True, slots=True)
class Return:
    """A reporting period, the day its report was submitted (None: still a draft), and its plain-English summary."""

    start: date
    end: date
    submitted_on: date | None
    summary: str


def _half(year: int, second: bool, submitted_on: date | None, summary: str) -> Return:
    start, end = (date(year, 7, 1), date(year, 12, 31)) if second else (date(year, 1, 1), date(year, 6, 30))
    return Return(start, end, submitted_on, summary)


RETURNS = (
    _half(2024, False, date(2024, 7, 26), "We set up the collaboration and began the first projects."),
    _half(2024, True, date(2025, 1, 28), "Community researchers were trained and the first evidence briefs appeared."),
    _half(
        2025,
        False,
        date(2025, 7, 29),
        "Testing began: officers used evidence more often, and some recruitment was slow.",
    ),
    _half(2025, True, date(2026, 1, 27), "After a review the plan was set anew for the rest of the programme."),
    _half(2026, False, date(2026, 7, 28), "Several projects reported; what they found is being put to use."),
    _half(2026, True, None, ""),
)
