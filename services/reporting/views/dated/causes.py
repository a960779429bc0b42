"""Which fact set a value of a view, as known at a position and true on a day: what a value opens to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from services.reporting.projections.reader import Snapshot
from services.reporting.projections.view import State, View
from services.reporting.views.dated.asof import AsOf
from services.reporting.views.dated.cuts import cuts

#: event_id and position
Fact = dict[str, Any]


def causes(
    snap: Snapshot, view: View, programme_id: str, keys: Sequence[str], at: AsOf, *, columns: Sequence[str]
) -> dict[str, dict[str, Fact]]:
    """For each of these keys and columns, the fact that set what was known of that day; in one statement.

    The fact that opened a version may only have changed from when until when it holds. So the versions that were ever
    known about this day are followed: the last one at which value or day of setting changed is the one meant.
    """
    if not keys or not isinstance(view, State):
        return {}
    names = "".join(f', "{name}"' for name in columns)
    found = snap.connection.execute(
        text(
            f"select key, event_id, pos_from, since{names} from {cuts(snap).table(view)} "
            "where programme_id = :programme and key = any(:keys) "
            "and pos_from <= :position and true_from <= :day and true_to > :day order by key, pos_from"
        ),
        {"programme": programme_id, "keys": list(keys), **at.binds()},
    )
    order = list(view.columns)
    wanted = [(name, order.index(name)) for name in columns]
    facts: dict[str, dict[str, Fact]] = {}
    before: dict[str, dict[str, tuple[Any, str]]] = {}
    for key, event_id, position, since, *values in found:
        its, seen = facts.setdefault(key, {}), before.setdefault(key, {})
        fact = {"event_id": str(event_id), "position": position}
        for (name, number), value in zip(wanted, values, strict=True):
            if since[number] and seen.get(name) != (value, since[number]):
                seen[name] = (value, since[number])
                its[name] = fact
    return facts
