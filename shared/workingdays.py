"""Working days: Monday to Friday without the bank holidays of a nation, substitute days included.

In `shared`, because duties, notices to the funder and the figures about them must count the same days. Bank holidays
come from the `holidays` package, which knows those that were proclaimed for one year (a jubilee, a funeral) up to its
own date; what is proclaimed later comes with its next version.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays

#: a programme's nation -> the part of the United Kingdom as `holidays` names it
SUBDIVISIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}
DAY = timedelta(days=1)


@cache
def bank_holidays(nation: str, year: int) -> frozenset[date]:
    """The bank holidays of a year in a nation. Raises KeyError for a nation that there is not."""
    return frozenset(holidays.country_holidays("GB", subdiv=SUBDIVISIONS[nation], years=year))


def is_working_day(day: date, nation: str) -> bool:
    """Whether people are at work on this day in this nation."""
    return day.weekday() < 5 and day not in bank_holidays(nation, day.year)


def add_working_days(day: date, days: int, nation: str) -> date:
    """The working day that is `days` working days after `day` (before it, when negative).

    `day` itself is not counted, and need not be a working day. 0 gives the day itself.
    """
    step = DAY if days >= 0 else -DAY
    left = abs(days)
    while left:
        day += step
        left -= is_working_day(day, nation)
    return day


def working_days_between(first: date, last: date, nation: str) -> int:
    """How many working days lie after `first` up to `last`, that day included; negative when `last` is before it.

    So "three working days before a release" is `working_days_between(notice, release) >= 3`.
    """
    if last < first:
        return -working_days_between(last, first, nation)
    return sum(is_working_day(first + DAY * n, nation) for n in range(1, (last - first).days + 1))
