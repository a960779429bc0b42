"""Financial years (April to March) and what of a budget falls due by a day, to the penny.

In `shared`, because the service that keeps budgets and the one that reports on them must agree to the penny. Award
years, which may begin in any month, are another thing and are not here.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

#: financial years begin in April
FIRST_MONTH = 4
PENNY = Decimal("0.01")


def fin_year(day: date) -> str:
    """The financial year of a day: 31 March 2025 is of 2024/25."""
    first = day.year if day.month >= FIRST_MONTH else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def starts(year: str) -> date:
    """Its first day. Raises ValueError when 2024/26 is no year."""
    found = re.fullmatch(r"((?:1[89]|2\d|30)\d{2})/(\d{2})", year)  # no century of slips: every year has one after it
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        raise ValueError(f"{year} is no financial year: write it like 2024/25")
    return date(int(found[1]), FIRST_MONTH, 1)


def ends(year: str) -> date:
    """Its last day."""
    return date(starts(year).year + 1, 3, 31)


def following(year: str) -> str:
    """The year after it."""
    return fin_year(date(starts(year).year + 1, FIRST_MONTH, 1))


def months(year: str) -> list[str]:
    """Its twelve months in order: 2024-04 to 2025-03."""
    first = starts(year).year
    return [f"{first + (number > 12)}-{(number - 1) % 12 + 1:02}" for number in range(4, 16)]


def month_of(day: date) -> str:
    return f"{day.year}-{day.month:02}"


def month_end(month: str) -> date:
    """The last day of 2024-04. Raises ValueError when there is no such month."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, monthrange(year, number)[1])


def shares(amount: Decimal, parts: int) -> list[Decimal]:
    """An amount in equal parts to the penny, which add up to it."""
    upto = [(amount * n / parts).quantize(PENNY, ROUND_HALF_UP) for n in range(parts)] + [amount]
    return [after - before for before, after in pairwise(upto)]


def by_month(
    amount: Decimal, year: str, month: str | None, first: date, last: date | None
) -> Sequence[tuple[str, Decimal]]:
    """What of a budget line is for which month. One without a month is spread over those of its year in the award.

    `first` and `last` are the award's days. A year that has no month in the award keeps all twelve.
    """
    if month:
        return [(month, amount)]
    upper = month_of(last) if last else "9999-12"
    its = [m for m in months(year) if month_of(first) <= m <= upper] or months(year)
    return list(zip(its, shares(amount, len(its)), strict=True))
