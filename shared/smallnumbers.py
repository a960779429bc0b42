"""Small numbers of people as everybody may see them: 1 to 4 is "fewer than 5" (measures.md, rule 4)."""

from __future__ import annotations

#: the smallest number of people that is shown, besides 0
LEAST_SHOWN = 5
FEW = f"fewer than {LEAST_SHOWN}"


def shown(number: int | None) -> int | str | None:
    """A number of people as a read may show it; None where nobody counted."""
    return FEW if number is not None and 0 < number < LEAST_SHOWN else number


def few(number: int | None) -> bool:
    """Whether it is a number of people that is not shown: nor is then an average over them."""
    return number is not None and 0 < number < LEAST_SHOWN


def sources_shown(total: int, sources: int) -> bool:
    """Whether a read may name the places that people came from, beside how many they were in all.

    Four names beside "fewer than 5" say four people; six names beside 6 say one of each.
    """
    return total >= LEAST_SHOWN and total > sources
