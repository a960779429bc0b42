"""What depends on what: no milestone waits for itself, and what would come before its predecessor is proposed anew.

Nothing here moves a date. A proposal is a date that somebody may accept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from graphlib import TopologicalSorter

from shared.broken import Broken


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open milestone with what it waits for."""

    forecast_on: date
    predecessor_ids: Sequence[str]


def check_no_circle(milestone_id: str, predecessor_ids: Collection[str], above: Mapping[str, Sequence[str]]) -> None:
    """Raise Broken when the milestone would wait for itself. `above`: what each of its predecessors waits for."""
    path = _path(milestone_id, predecessor_ids, above)
    if path:
        chain = " → ".join([*path, milestone_id])
        raise Broken(f"It would wait for itself, through {chain}: take one of them out", "predecessor_ids")


def proposals(waiting: Mapping[str, Waiting], moved: str, on: date, days: int) -> dict[str, date]:
    """The dates of those that would come before what they depend on, when `moved` is on another day.

    Each is shifted by the same number of `days` (none when it moved earlier), and at least to the day of its latest
    predecessor among those that move; what depends on it in turn is looked at with its proposed date.
    """
    known = waiting.keys() | {moved}
    graph = {key: set(one.predecessor_ids) & known for key, one in waiting.items() if key != moved}
    dates = {moved: on}
    for key in TopologicalSorter(graph).static_order():
        earliest = max((dates[one] for one in graph.get(key, ()) if one in dates), default=None)
        if key != moved and earliest is not None and waiting[key].forecast_on < earliest:
            dates[key] = max(waiting[key].forecast_on + timedelta(days=max(days, 0)), earliest)
    del dates[moved]
    return dates


def _path(goal: str, starts: Collection[str], above: Mapping[str, Sequence[str]]) -> list[str]:
    """A way up from one of `starts` to `goal`, without the goal; empty when there is none."""
    seen: set[str] = set()
    ways = [[start] for start in sorted(starts)]
    while ways:
        way = ways.pop()
        if way[-1] == goal:
            return way[:-1] or [goal]
        if way[-1] not in seen:
            seen.add(way[-1])
            ways += [[*way, one] for one in above.get(way[-1], ())]
    return []
