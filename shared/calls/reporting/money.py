"""Why money is not spent as it was profiled."""

from __future__ import annotations

from shared.calls.call import Read
from shared.calls.fields import day
from shared.calls.reporting.dated import AsKnownFields


class Underspend(AsKnownFields, Read):
    """Why are we underspent? Profile, spend and variance on a date, by heading, organisation and financial year.

    Each cause comes with the facts behind it, and with the unexplained rest they add up to the variance to the penny.
    Positive is an underspend. Where no extract of the finance system reaches the day, profile and spend are taken
    `to_date`, the last month end that one does. Gives {programme_id, position, known_on, true_on, to_date, currency,
    profiled, spent, variance, extract_on, profile, by_heading, by_partner, by_year, causes, rest}.
    """

    on = day("the day up to which it is asked; left out, the day of known_on, else today")
