"""How far the finance system's extracts reach: to where spend can be held against its profile.

Of the days after the last extract nobody has said what was spent, so a profile of them would all look like underspend.
"""

from __future__ import annotations

from datetime import date, timedelta

from services.reporting.measures.sight import Sight
from services.reporting.projections.spending import spend
from shared.finyears import month_end, month_of


def to_date(sight: Sight, day: date) -> date:
    """The day itself; where no extract reaches it, the last end of a month that one does.

    A month of which part is extracted would have all of its profile against some of its spend. Spend that people
    entered themselves has no extract, and is taken as whole.
    """
    last = last_extract(sight, day)
    if last is None or last >= day:
        return day
    last = last_extract(sight, date.max) or day
    whole = month_end(month_of(last))
    return min(day, last if last == whole else last.replace(day=1) - timedelta(days=1))


def last_extract(sight: Sight, until: date) -> date | None:
    """The day of the latest extract that has a line posted up to a day; None while there is none."""
    rows = sight.points(spend, until=until)
    return max((row.extract_on for row in rows if row.extract_on), default=None)
