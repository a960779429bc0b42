"""Budgets by their rules: whatever is moved, nothing is made and nothing is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projects.domain.budgets import Award, Carry, Line, carry_forward, changed, profiled, revise, vire
from services.projects.domain.spending import Claim, booked_year, check_explanation, settle
from shared.broken import Broken

AWARD = Award(Decimal(10_000), date(2024, 1, 1), date(2026, 3, 31))
MONTHS = ["2024-04", "2024-11", "2025-03", "2025-04", ""]

pounds = st.integers(1, 100_000).map(lambda pennies: Decimal(pennies) / 100)
lines = st.builds(
    lambda heading, org, month: Line(heading, org, "2025/26" if month == "2025-04" else "2024/25", month),
    st.sampled_from(["staff", "travel"]),
    st.sampled_from(["council", "uni"]),
    st.sampled_from(MONTHS),
)
budgets = st.dictionaries(lines, pounds, min_size=1, max_size=8)


@given(budgets, lines, lines, pounds)
def test_a_virement_keeps_the_whole_or_is_refused(
    before: dict[Line, Decimal], one: Line, other: Line, amount: Decimal
) -> None:
    moves = {one: -amount, other: amount} if one != other else {one: amount}
    try:
        after = vire(before, moves, AWARD)
    except Broken:
        assert one == other or before.get(one, Decimal(0)) < amount
        return
    assert sum(after.values()) == sum(before.values())
    assert min(after.values()) > 0


@given(budgets, st.integers(-50_000, 150_000), pounds)
def test_what_is_carried_forward_leaves_one_year_and_enters_the_next(
    before: dict[Line, Decimal], spent: int, amount: Decimal
) -> None:
    cost = Decimal(spent) / 100
    carry = Carry("2024/25", [("staff", "council", amount)], {("staff", "council"): cost}, date(2025, 6, 10))
    its = sum((a for line, a in before.items() if line[:3] == ("staff", "council", "2024/25")), Decimal(0))
    try:
        after = carry_forward(before, carry, AWARD)
    except Broken:
        assert amount > min(its, its - cost)
        return
    assert sum(after.values()) == sum(before.values())
    left = sum((a for line, a in after.items() if line[:3] == ("staff", "council", "2024/25")), Decimal(0))
    assert its - left == amount
    assert left >= cost or left >= 0
    assert {line.month for line in changed(before, after) if line.fin_year == "2025/26"} <= {
        f"{year}-{month:02}" for year, month in [*((2025, m) for m in range(6, 13)), *((2026, m) for m in (1, 2, 3))]
    }


@given(budgets, st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_a_profile_to_date_only_grows_and_ends_as_the_whole(before: dict[Line, Decimal], day: date) -> None:
    by_then, in_the_end = profiled(before, AWARD, day), profiled(before, AWARD, date(2027, 1, 1))
    assert sum(in_the_end.values()) == sum(before.values())
    assert all(Decimal(0) <= amount <= in_the_end[cell] for cell, amount in by_then.items())


def test_a_line_that_is_set_to_nothing_is_gone() -> None:
    line = Line("staff", "council", "2024/25", "2024-04")
    assert revise({line: Decimal(5)}, {line: Decimal(0)}, AWARD) == {}


def test_a_year_is_carried_forward_once_it_is_over() -> None:
    before = {Line("staff", "council", "2024/25"): Decimal(5)}
    carry = Carry("2024/25", [("staff", "council", Decimal(1))], {}, date(2025, 3, 31))
    with pytest.raises(Broken, match="2024/25 is not over"):
        carry_forward(before, carry, AWARD)


def test_an_entry_may_be_of_the_year_before_and_never_of_the_next() -> None:
    today = date(2025, 5, 1)
    assert booked_year(date(2025, 4, 10), None, today=today) == "2025/26"
    assert booked_year(date(2025, 4, 10), "2024/25", today=today) == "2024/25"
    with pytest.raises(Broken, match="cannot be of a later year"):
        booked_year(date(2025, 3, 31), "2025/26", today=today)
    with pytest.raises(Broken, match="not come yet"):
        booked_year(date(2025, 5, 2), None, today=today)


@pytest.mark.parametrize(
    ("outcome", "paid", "fits"),
    [
        ("paid", "10.00", True),
        ("paid", "9.99", False),
        ("reduced", "9.99", True),
        ("reduced", "10.00", False),
        ("refused", "0.00", True),
        ("refused", "0.01", False),
    ],
)
def test_what_became_of_a_claim_fits_what_was_paid(outcome: str, paid: str, fits: bool) -> None:
    claim = Claim(Decimal(10), date(2025, 4, 1), "received")
    if fits:
        settle(claim, outcome, Decimal(paid), date(2025, 4, 2), today=date(2025, 5, 1))
    else:
        with pytest.raises(Broken):
            settle(claim, outcome, Decimal(paid), date(2025, 4, 2), today=date(2025, 5, 1))


@given(pounds, pounds, st.integers(-200_000, 200_000))
def test_no_more_is_explained_than_is_left(variance: Decimal, explained: Decimal, pennies: int) -> None:
    amount, rest = Decimal(pennies) / 100, variance - explained
    fits = amount == 0 or (amount * rest > 0 and abs(amount) <= abs(rest))
    try:
        check_explanation("price", amount, variance, explained, None)
    except Broken:
        assert not fits
    else:
        assert fits
