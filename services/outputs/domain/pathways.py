"""The logic model: steps of four levels, each of which leads to others as late or later, and never in a circle."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from shared.broken import Broken

#: in the order in which one leads to the next
LEVELS = ("activity", "output", "outcome", "impact")


def lead(level: str, to_level: str) -> None:
    """A step leads to one of its level or a later one: an outcome may lead to another. Raises Broken."""
    if LEVELS.index(to_level) < LEVELS.index(level):
        raise Broken(f"An {level} does not lead back to an {to_level}", "to_step_id")


def no_circle(step_id: str, to_step_id: str, links: Mapping[str, Collection[str]]) -> None:
    """The model never runs in a circle. `links` are the steps that each leads to already. Raises Broken."""
    seen, waiting = set(), [to_step_id]
    while waiting:
        here = waiting.pop()
        if here == step_id:
            raise Broken("That step leads to this one already: the model would run in a circle", "to_step_id")
        if here not in seen:
            seen.add(here)
            waiting += links.get(here, ())


def move(level: str, *, before: list[str], after: list[str]) -> None:
    """A step is of another level from now on; what it is linked to stays before and after it. Raises Broken."""
    place = LEVELS.index(level)
    if any(LEVELS.index(one) > place for one in before) or any(LEVELS.index(one) < place for one in after):
        raise Broken(
            "Steps that it is linked to would then come in the wrong order: take those links away first", "level"
        )
