"""A project is under way, perhaps on hold, and ends once."""

from __future__ import annotations

from datetime import date

import pytest

from services.projects.domain import lifecycle
from services.projects.domain.awards import award_year, check_contract, check_extension
from shared.broken import Broken

TODAY = date(2026, 6, 30)
STARTED = lifecycle.start(date(2025, 1, 1), today=TODAY)
PAUSED = lifecycle.pause(STARTED, date(2025, 3, 1), review_on=None, today=TODAY)
ENDED = lifecycle.end(STARTED, date(2026, 1, 31), "completed", None, today=TODAY)


def test_a_project_can_be_paused_and_taken_up_again() -> None:
    again = lifecycle.resume(PAUSED, date(2025, 5, 1), today=TODAY)
    assert (again.state, again.since, again.started_on) == ("active", date(2025, 5, 1), date(2025, 1, 1))


def test_a_paused_project_can_end() -> None:
    assert lifecycle.end(PAUSED, date(2025, 6, 1), "cancelled", "funding", today=TODAY).state == "cancelled"


@pytest.mark.parametrize(
    ("attempt", "field"),
    [
        (lambda: lifecycle.start(date(2026, 7, 1), today=TODAY), "started_on"),
        (lambda: lifecycle.pause(PAUSED, date(2025, 4, 1), review_on=None, today=TODAY), "project_id"),
        (lambda: lifecycle.pause(STARTED, date(2024, 12, 31), review_on=None, today=TODAY), "on"),
        (lambda: lifecycle.pause(STARTED, date(2025, 4, 1), review_on=date(2025, 3, 1), today=TODAY), "review_on"),
        (lambda: lifecycle.resume(STARTED, date(2025, 4, 1), today=TODAY), "project_id"),
        (lambda: lifecycle.resume(PAUSED, date(2025, 2, 1), today=TODAY), "on"),
        (lambda: lifecycle.end(ENDED, date(2026, 2, 1), "completed", None, today=TODAY), "project_id"),
        (lambda: lifecycle.end(STARTED, date(2026, 7, 1), "completed", None, today=TODAY), "on"),
        (lambda: lifecycle.end(STARTED, date(2026, 2, 1), "cancelled", None, today=TODAY), "reason_code"),
        (lambda: check_contract(date(2024, 1, 1), date(2023, 1, 1), None), "ends_on"),
        (lambda: check_contract(date(2024, 1, 1), date(3024, 1, 1), None), "ends_on"),
        (
            lambda: check_extension(
                date(2024, 1, 1), date(2025, 1, 1), months=None, amount_change=None, new_end=None, today=TODAY
            ),
            "months",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_the_field_to_mend(attempt: object, field: str) -> None:
    with pytest.raises(Broken) as refused:
        attempt()  # type: ignore[operator]
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        (date(2024, 1, 1), 1, 1),
        (date(2024, 12, 31), 1, 1),
        (date(2025, 1, 1), 1, 2),
        (date(2024, 3, 31), 4, 1),
        (date(2024, 4, 1), 4, 2),
    ],
)
def test_the_award_year_is_counted_from_the_programmes_start(day: date, month: int, year: int) -> None:
    assert award_year(date(2024, 1, 1), month, day) == year
