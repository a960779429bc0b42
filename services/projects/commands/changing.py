"""What a command that changes fields changes: what differs, and each field before and after for the fact."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row

from shared.errors import Conflict, Invalid


def differing(
    row: Row[Any], said: Mapping[str, Any], *, lists: Collection[str] = (), needed: Collection[str] = ()
) -> dict[str, Any]:
    """The given fields that differ from the row; of `lists`, none is the empty list.

    Raises Conflict when none differs, and Invalid for one of `needed` that would be empty.
    """
    given = {name: [] if value is None and name in lists else value for name, value in said.items()}
    changed = {name: value for name, value in given.items() if _plain(value) != _plain(getattr(row, name))}
    if empty := [name for name in needed if name in changed and not changed[name]]:
        raise Invalid(f"This needs a {empty[0]}.", {empty[0]: [f"Enter a {empty[0]}"]})
    if not changed:
        raise Conflict("Nothing of this differs from what is recorded.")
    return changed


def before_and_after(row: Row[Any], changed: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Each changed field before and after, as facts write them."""
    return {name: {"before": _plain(getattr(row, name)), "after": _plain(value)} for name, value in changed.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
