"""Days in words, as this report writes them everywhere: 3 March 2026."""

from __future__ import annotations

from datetime import date, datetime

from shared.clock import LONDON

#: not the machine's locale, which would make a report depend on where it was made
MONTHS = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def day(value: date | str | None) -> str:
    """`2026-03-03` -> `3 March 2026`; nothing for None."""
    if value is None:
        return ""
    found = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def short_day(value: date | str | None) -> str:
    """`2026-03-03` -> `3 Mar 2026`, for tables."""
    if value is None:
        return ""
    found = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{found.day} {MONTHS[found.month - 1][:3]} {found.year}"


def moment(value: datetime) -> str:
    """`3 March 2026 at 14:05`, Europe/London."""
    local = value.astimezone(LONDON)
    return f"{day(local.date())} at {local:%H:%M}"
