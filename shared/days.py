"""Days that a request gives, or leaves out."""

from __future__ import annotations

from datetime import date

from shared.context import today
from shared.errors import Invalid


def day_that_has_come(given: date | None, field: str) -> date:
    """The day given, or today. Raises Invalid for one in the future: a fact is recorded once it is so."""
    day = given or today()
    if day > today():
        raise Invalid(f"{day} has not come yet: record it once it is so.", {field: ["This day is in the future"]})
    return day
