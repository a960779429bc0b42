"""The schedule in red, amber and green, computed from dates. Not delivery confidence, which somebody declares."""

from __future__ import annotations

RED, AMBER, GREEN = "red", "amber", "green"


def schedule(worst_days_late: int, *, amber_days: int, red_days: int) -> str:
    """By the open milestone that is latest against its baseline, in days."""
    if worst_days_late >= red_days:
        return RED
    return AMBER if worst_days_late >= amber_days else GREEN
