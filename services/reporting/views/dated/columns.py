"""Who may see a column of a view: the class of the event field that it comes from, or what the view declares.

A column that no field of the view's own events is called after, and that the view says nothing of, is internal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from services.reporting.projections.view import View
from shared.events import registry
from shared.events.fields import SEEN_BY
from shared.events.outputs.outputs import details_shown
from shared.events.projects.participation import count_shown
from shared.smallnumbers import shown as number_shown

#: columns that hold exact numbers of people for figures: what a reader sees of one instead, from the whole row
MASKED: Mapping[str, Mapping[str, Callable[[Mapping[str, Any]], Any]]] = {
    "outputs": {
        "details": lambda row: details_shown(row["details"]),
        "head_counts": lambda row: {name: number_shown(number) for name, number in row["head_counts"].items()},
    },
    "participation": {"count": lambda row: count_shown(row["kind"], row["count"])},
}


@cache
def classes(view: View) -> dict[str, str]:
    """Column -> open, funder or internal; the strictest, where several events have the field."""
    facts = [kind() for kind in registry.all_types() if kind.full_type() in view.handlers]
    found = {}
    for column in view.columns:
        its = [
            field.metadata.get("seen_by", "internal")
            for fact in facts
            for field in fact.fields.values()
            if (field.data_key or field.name) == column
        ]
        found[column] = view.classes.get(column) or max(its, key=SEEN_BY.index, default="internal")
    return found


def visible(view: View, allowed: frozenset[str]) -> tuple[list[str], list[str]]:
    """The columns that may be seen, and those that are withheld, in the order of the declaration."""
    its = classes(view)
    shown = [name for name in view.columns if its[name] in allowed]
    return shown, [name for name in view.columns if its[name] not in allowed]


def values(view: View, row: Mapping[str, Any], shown: Sequence[str]) -> dict[str, Any]:
    """These columns of a row as a reader may see them: where they hold an exact number of people, without it."""
    masks = MASKED.get(view.name, {})
    return {name: plain(masks[name](row) if name in masks and row[name] is not None else row[name]) for name in shown}


def exact(view: View, shown: Sequence[str]) -> list[str]:
    """Of these columns those that one may ask for by value: with a number that is hidden, that would be guessing."""
    return [name for name in shown if name not in MASKED.get(view.name, {})]


def plain(value: Any) -> Any:
    """A value of a column as JSON has it: days and decimals are text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, UUID) else value
