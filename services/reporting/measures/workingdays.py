"""Working days between two days, for figures: Monday to Friday without the bank holidays of the programme's nation.

The projects service counts them in the same way for duties; no service imports another.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays

from services.reporting.measures.sight import Sight
from services.reporting.projections.programmes import programmes

#: a programme's nation -> the part of the United Kingdom as `holidays` names it
_PARTS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}


def nation_on(sight: Sight, day: date) -> str:
    """The nation whose bank holidays count for the programme."""
    row = next((row for row in sight.state(programmes, on=day) if row.nation), None)
    return row.nation if row else "england"


def working_days(first: date, last: date, nation: str) -> int:
    """How many working days lie after `first` up to `last`, that day included. `last` is not before `first`."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(1 for day in days if day.weekday() < 5 and day not in _bank_holidays(nation, day.year))


@cache
def _bank_holidays(nation: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv=_PARTS[nation], years=year))
