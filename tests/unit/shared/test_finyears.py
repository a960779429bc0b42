"""Financial years run from April to March, and parts of an amount add up to it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.finyears import by_month, ends, fin_year, following, month_end, month_of, months, shares, starts


def test_a_financial_year_begins_in_april() -> None:
    assert fin_year(date(2025, 3, 31)) == "2024/25"
    assert fin_year(date(2025, 4, 1)) == "2025/26"
    assert fin_year(date(1999, 12, 31)) == "1999/00"
    assert months("2024/25")[0] == "2024-04"
    assert months("2024/25")[-1] == "2025-03"
    assert month_end("2024-02") == date(2024, 2, 29)


@pytest.mark.parametrize("year", ["2024/26", "2024", "24/25", "2024-25", "2024/2025", "9999/00", "0999/00"])
def test_what_is_no_financial_year_is_refused(year: str) -> None:
    with pytest.raises(ValueError, match="no financial year"):
        starts(year)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_every_day_is_in_its_own_year_and_the_next_year_follows(day: date) -> None:
    year = fin_year(day)
    assert starts(year) <= day <= ends(year)
    assert month_of(day) in months(year)
    assert following(year) == fin_year(ends(year) + timedelta(days=1))


amounts = st.integers(-10_000_000, 10_000_000).map(lambda pennies: Decimal(pennies) / 100)


@given(amounts, st.integers(1, 24))
def test_shares_add_up_and_differ_by_a_penny_at_most(amount: Decimal, parts: int) -> None:
    found = shares(amount, parts)
    assert sum(found) == amount
    assert max(found) - min(found) <= Decimal("0.01")


@given(amounts)
def test_a_year_that_the_award_only_touches_is_spread_over_the_months_that_it_has(amount: Decimal) -> None:
    found = by_month(amount, "2023/24", None, date(2024, 1, 15), date(2028, 12, 31))
    assert [month for month, _ in found] == ["2024-01", "2024-02", "2024-03"]
    assert sum(part for _, part in found) == amount
    assert len(by_month(amount, "2030/31", None, date(2024, 1, 15), date(2028, 12, 31))) == 12
