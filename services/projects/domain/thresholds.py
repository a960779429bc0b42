"""Rules of a programme's settings. Which settings there are: `SETTINGS` in `shared/events/projects/thresholds.py`,
where reporting sees them as well; a new setting is one line there, and a line here if it hangs together with another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from shared.broken import Broken

#: of each pair the first must stay below the second
RISING = (("rag.amber_days", "rag.red_days"),)


def check(
    key: str, values: Sequence[int], *, bounds: tuple[int, int, int], others: Mapping[str, Sequence[int]]
) -> None:
    """Raise Broken when a setting cannot have these values.

    `bounds`: how many values it has, the least and the most that one may be. `others`: what the other settings are on
    the day from which this one holds.
    """
    number, least, most = bounds
    if len(values) != number:
        raise Broken(f"This setting has {number} value{'s' if number > 1 else ''}", "values")
    if any(not least <= value <= most for value in values):
        raise Broken(f"Values are from {least} to {most}", "values")
    if any(later <= before for before, later in pairwise(values)):
        raise Broken("Boundaries rise: give each higher than the one before", "values")
    held = {**others, key: values}
    for low, high in RISING:
        if key in (low, high) and held[low][0] >= held[high][0]:
            raise Broken(f"{low} ({held[low][0]}) must stay below {high} ({held[high][0]})", "values")
