"""Working days and bank holidays by nation, against days that were published."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.workingdays import (
    SUBDIVISIONS,
    add_working_days,
    bank_holidays,
    is_working_day,
    working_days_between,
)

nations = st.sampled_from(sorted(SUBDIVISIONS))
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "off"),
    [
        # Good Friday 2026 is everybody's, Easter Monday not Scotland's
        (date(2026, 4, 3), {"england", "wales", "scotland", "northern_ireland"}),
        (date(2026, 4, 6), {"england", "wales", "northern_ireland"}),
        # 2 January is Scotland's; in 2027 it is a Saturday, so Monday the 4th stands for it
        (date(2026, 1, 2), {"scotland"}),
        (date(2027, 1, 4), {"scotland"}),
        # 2022: 1 January was a Saturday; Scotland needed Monday and Tuesday
        (date(2022, 1, 3), {"england", "wales", "scotland", "northern_ireland"}),
        (date(2022, 1, 4), {"scotland"}),
        # Christmas Day 2027 is a Saturday, Boxing Day a Sunday: Monday and Tuesday stand for them
        (date(2027, 12, 27), {"england", "wales", "scotland", "northern_ireland"}),
        (date(2027, 12, 28), {"england", "wales", "scotland", "northern_ireland"}),
        # Boxing Day 2026 is a Saturday
        (date(2026, 12, 28), {"england", "wales", "scotland", "northern_ireland"}),
        (date(2026, 8, 31), {"england", "wales", "northern_ireland"}),
        (date(2026, 8, 3), {"scotland"}),
        (date(2026, 11, 30), {"scotland"}),
        (date(2026, 3, 17), {"northern_ireland"}),
        (date(2026, 7, 13), {"northern_ireland"}),
        # proclaimed for one year
        (date(2022, 9, 19), {"england", "wales", "scotland", "northern_ireland"}),
    ],
)
def test_a_bank_holiday_is_no_working_day_in_its_nation_alone(day: date, off: set[str]) -> None:
    assert {nation for nation in SUBDIVISIONS if not is_working_day(day, nation)} == off


def test_three_working_days_before_a_release_after_easter_lie_before_easter() -> None:
    wednesday = date(2026, 4, 8)
    assert add_working_days(wednesday, -3, "england") == date(2026, 4, 1)
    assert add_working_days(wednesday, -3, "scotland") == date(2026, 4, 2)
    assert working_days_between(date(2026, 4, 1), wednesday, "england") == 3


def test_nothing_added_is_the_day_itself_even_on_a_sunday() -> None:
    assert add_working_days(date(2026, 11, 29), 0, "wales") == date(2026, 11, 29)


@given(days, st.integers(-40, 40).filter(bool), nations)
def test_what_was_added_lies_between(day: date, number: int, nation: str) -> None:
    reached = add_working_days(day, number, nation)
    assert is_working_day(reached, nation)
    if number > 0:
        assert working_days_between(day, reached, nation) == number
    else:
        # counted back from the day: its own working day does not count, the one reached does
        first = reached - timedelta(days=1)
        assert working_days_between(first, day, nation) == -number + is_working_day(day, nation)


@given(days, st.integers(0, 60), nations)
def test_counting_is_the_sum_of_its_parts(day: date, length: int, nation: str) -> None:
    last = day + timedelta(days=length)
    every = [day + timedelta(days=n) for n in range(1, length + 1)]
    assert working_days_between(day, last, nation) == sum(is_working_day(each, nation) for each in every)
    assert working_days_between(last, day, nation) == -working_days_between(day, last, nation)


def test_a_nation_that_there_is_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        bank_holidays("cornwall", 2026)
