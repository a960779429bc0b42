"""Small numbers of people as everybody may see them: 1 to 4 is "fewer than 5" (measures.md, rule 4)."""

from __future__ import annotations

#: the smallest number of people that is shown, besides 0
LEAST_SHOWN = 5
FEW = f"fewer than {LEAST_SHOWN}"


def shown(number: int | None) -> int | str | None:
    """A number of people as a read may show it; None where nobody counted."""
    return FEW if number is not None and 0 < number < LEAST_SHOWN else number
