"""Who may see a column of a view: the class of the event field that it comes from, or what the view declares.

A column that no field of the view's own events is called after, and that the view says nothing of, is internal.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from services.reporting.projections.view import View
from shared.events import registry
from shared.events.fields import SEEN_BY


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


def plain(value: Any) -> Any:
    """A value of a column as JSON has it: days and decimals are text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, UUID) else value
