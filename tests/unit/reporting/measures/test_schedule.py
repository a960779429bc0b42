"""How a schedule stands: days behind, and the colour that follows from them and the programme's thresholds."""

from __future__ import annotations

from datetime import date

import pytest

from services.reporting.measures.schedule import Thresholds, days_behind

LIMITS = Thresholds(amber=14, red=60)


@pytest.mark.parametrize(
    ("forecast", "today", "behind"),
    [
        (date(2026, 6, 30), date(2026, 1, 1), 0),
        (date(2026, 6, 20), date(2026, 1, 1), -10),
        (date(2026, 7, 30), date(2026, 1, 1), 30),
        (date(2026, 6, 30), date(2026, 7, 5), 5),  # the forecast has passed, and it is not done
    ],
)
def test_days_behind_are_from_the_baseline_to_the_day_on_which_it_can_be_done(
    forecast: date, today: date, behind: int
) -> None:
    assert days_behind(date(2026, 6, 30), forecast, today) == behind


@pytest.mark.parametrize(
    ("behind", "rag"),
    [(None, None), (-10, "green"), (0, "green"), (13, "green"), (14, "amber"), (59, "amber"), (60, "red")],
)
def test_the_colour_begins_at_the_threshold(behind: int | None, rag: str | None) -> None:
    assert LIMITS.colour(behind) == rag


def test_what_is_made_of_several_stands_as_its_worst() -> None:
    order = {"green": 0, "amber": 1, "red": 2}
    for several in ([0, 20], [13, 61, -5], [1, 2, 3]):
        colours = [LIMITS.colour(one) for one in several]
        assert LIMITS.colour(max(several)) == max(colours, key=lambda colour: order[str(colour)])
