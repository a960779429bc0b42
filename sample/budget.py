"""What the sample programme may spend, and what it costs: £5,000,000 by heading, organisation and month.

Staff is profiled from the posts at their budgeted cost; the other headings by year. What was spent of them is a share
that differs from year to year: the first year was slow, as first years are.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from sample.plan import END, START
from sample.posts import LAST_DAY, POSTS, Post

TOTAL = Decimal("5000000.00")
PENNY = Decimal("0.01")
#: heading, organisation, thousands of pounds for 2024 to 2028
OTHERS = (
    ("involvement", "council", (32, 26, 26, 26, 22)),
    ("involvement", "lcvs", (28, 28, 28, 28, 24)),
    ("involvement", "healthwatch", (15, 16, 16, 16, 14)),
    ("research_costs", "council", (48, 40, 38, 32, 24)),
    ("research_costs", "uol", (30, 30, 28, 24, 18)),
    ("research_costs", "ljmu", (14, 16, 16, 14, 10)),
    ("training", "council", (30, 28, 26, 22, 16)),
    ("training", "ljmu", (9, 10, 10, 9, 7)),
    ("dissemination", "council", (12, 18, 22, 24, 26)),
    ("travel", "council", (8, 8, 8, 8, 8)),
    ("equipment", "council", (36, 8, 6, 4, 2)),
)
#: overheads take what is left of the award, in these shares
OVERHEADS = ("overheads", "council")
#: what was spent of headings other than staff, by award year
SPENT = {2024: Decimal("0.26"), 2025: Decimal("0.84"), 2026: Decimal("0.95"), 2027: Decimal(1), 2028: Decimal(1)}
#: people are paid a little below the middle of the scale that was budgeted
PAID = Decimal("0.975")


class Cell(NamedTuple):
    """A heading of an organisation in a month, which is named by its first day."""

    heading: str
    org: str
    month: date

    @property
    def fin_year(self) -> str:
        return fin_year(self.month)


def months() -> list[date]:
    """The first day of each month of the award."""
    return [date(year, month, 1) for year in range(START.year, END.year + 1) for month in range(1, 13)]


def last_day(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def fin_year(day: date) -> str:
    """2024/25: financial years begin in April."""
    first = day.year if day.month >= 4 else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"


@cache
def profile() -> dict[Cell, Decimal]:
    """The whole award by cell: staff from the posts, the rest by year, and overheads for what is left."""
    found: dict[Cell, Decimal] = defaultdict(Decimal)
    for post in POSTS:
        for month in months():
            found[Cell("staff", post.employer, month)] += _pounds(_budgeted(post, month))
    for heading, org, thousands in OTHERS:
        for year, amount in enumerate(thousands, START.year):
            for number, part in enumerate(_shares(Decimal(amount * 1000), 12), 1):
                found[Cell(heading, org, date(year, number, 1))] += part
    left = TOTAL - sum(found.values())
    for month, part in zip(months(), _shares(left, len(months())), strict=True):
        found[Cell(*OVERHEADS, month)] += part
    return {cell: amount for cell, amount in found.items() if amount}


@cache
def costs() -> dict[Cell, Decimal]:
    """What each cell really cost."""
    found = {}
    staff: dict[Cell, Decimal] = defaultdict(Decimal)
    for post in POSTS:
        for month in months():
            staff[Cell("staff", post.employer, month)] += _pounds(_worked(post, month) * PAID)
    for number, (cell, amount) in enumerate(sorted(profile().items())):
        wobble = Decimal(number * 37 % 21 - 10) / 100  # no two months are alike, and every sample has the same
        share = min(SPENT[cell.month.year] * (1 + wobble), Decimal(1))
        found[cell] = staff[cell] if cell.heading == "staff" else _pounds(amount * share)
    return {cell: amount for cell, amount in found.items() if amount}


def _budgeted(post: Post, month: date) -> Decimal:
    """Days of the month for which the post is funded, at its weekly cost."""
    first, last = max(post.start, month), min(LAST_DAY, last_day(month))
    days = max((last - first).days + 1, 0)
    return Decimal(post.fte) * Decimal(post.weekly) * days / 7


def _worked(post: Post, month: date) -> Decimal:
    """The same for the days on which somebody was in it."""
    days = (last_day(month) - month).days + 1
    fte = sum((_filled(post, month + timedelta(days=number)) for number in range(days)), Decimal(0))
    return fte * Decimal(post.weekly) / 7


def _filled(post: Post, day: date) -> Decimal:
    found = Decimal(0)
    for one in post.happened:
        if one.call == "fill_post" and one.on <= day:
            found += Decimal(one.fields["fte"])
        elif one.call == "vacate_post" and one.on < day:
            found -= Decimal(one.fields["fte"])
    return found if day >= post.start else Decimal(0)


def _shares(amount: Decimal, parts: int) -> list[Decimal]:
    """Equal parts to the penny that add up."""
    marks = [*(_pounds(amount * number / parts) for number in range(parts)), amount]
    return [after - before for before, after in pairwise(marks)]


def _pounds(amount: Decimal) -> Decimal:
    return amount.quantize(PENNY, ROUND_HALF_UP)
