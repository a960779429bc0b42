"""The logic model: steps of four levels, each of which leads to later ones, so that it never runs in a circle."""

from __future__ import annotations

from shared.broken import Broken

#: in the order in which one leads to the next
LEVELS = ("activity", "output", "outcome", "impact")


def lead(level: str, to_level: str) -> None:
    """A step leads to one of a later level. Raises Broken."""
    if LEVELS.index(to_level) <= LEVELS.index(level):
        raise Broken(f"An {level} leads to something later than itself, and this is an {to_level}", "to_step_id")


def move(level: str, *, before: list[str], after: list[str]) -> None:
    """A step is of another level from now on; what it is linked to stays before and after it. Raises Broken."""
    place = LEVELS.index(level)
    if any(LEVELS.index(one) >= place for one in before) or any(LEVELS.index(one) <= place for one in after):
        raise Broken(
            "Steps that it is linked to would then come in the wrong order: take those links away first", "level"
        )
