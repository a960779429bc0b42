"""Rules of awards. An award is a contract with a funder, with its own number and value; it is not a project."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from shared.broken import Broken

#: later ends are typing mistakes: NIHR's own data end in 2034
LAST_YEAR = 2100


def check_contract(starts_on: date, ends_on: date | None, amount: Decimal | None) -> None:
    """Raise Broken when no contract has such dates or such a value."""
    if ends_on is not None and ends_on < starts_on:
        raise Broken("The last day of the contract cannot be before its first", "ends_on")
    if ends_on is not None and ends_on.year > LAST_YEAR:
        raise Broken(f"The contract cannot last beyond {LAST_YEAR}: check the year", "ends_on")
    if amount is not None and amount < 0:
        raise Broken("An award's value cannot be negative", "amount")


def check_extension(
    starts_on: date,
    agreed_on: date,
    *,
    months: int | None,
    amount_change: Decimal | None,
    new_end: date | None,
    today: date,
) -> None:
    """Raise Broken when this is no change of an award. A cut is an extension with negative numbers."""
    if months is None and amount_change is None and new_end is None:
        raise Broken("Say what changed: months, money or the last day", "months")
    if agreed_on > today:
        raise Broken("The funder cannot have agreed in the future", "agreed_on")
    if new_end is not None and new_end < starts_on:
        raise Broken("The new last day cannot be before the contract begins", "new_end")


def check_worth(worth: Decimal, change: Decimal, budgeted: Decimal) -> None:
    """Raise Broken when a change of money would leave an award worth less than its budget, or less than nothing."""
    after = worth + change
    if after < max(budgeted, Decimal(0)):
        raise Broken(
            f"The award would be worth {after:,.2f} and its budget is {budgeted:,.2f}: take that out of the budget "
            "first, through a change request",
            "amount_change",
        )


def award_year(programme_start: date, year_start_month: int, day: date) -> int:
    """Which year of the award a day is in, counted from 1; years begin in `year_start_month`.

    A programme that starts within a year has a short first one. Not the financial year (April to March) unless the
    month says so. Raises ValueError for a day before the start.
    """
    if day < programme_start:
        raise ValueError(f"{day} is before the programme began, {programme_start}")
    return _year(day, year_start_month) - _year(programme_start, year_start_month) + 1


def _year(day: date, first_month: int) -> int:
    return day.year if day.month >= first_month else day.year - 1
