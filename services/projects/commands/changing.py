"""What a command that changes fields changes: what differs, and each field before and after for the fact."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from services.projects.tables import journal
from shared.context import today
from shared.days import day_that_has_come
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


def holds_from(
    session: Session, target_id: str, given: date | None, born: date, names: Collection[str], *, kept: str = "changes"
) -> date:
    """The day from which a change of these fields holds: the day given, else today. Raises Invalid.

    `kept` is the field of the facts in which such changes are.

    Not before the thing itself, and not before one of the fields was changed last: what was said of a later day holds
    on that day, so what is read now would not be what was said last.
    """
    first = day_that_has_come(given, "from_on") if given else max(today(), born)
    if first < born:
        raise Invalid(f"This exists from {born}.", {"from_on": [f"It exists from {born}"]})
    of = journal.c
    later = (
        select(of.effective_on)
        .where(of.target_id == target_id, of.effective_on > first, of.type.endswith(".changed"))
        .where(of.data[kept].has_any(array(sorted(names))))
        .order_by(of.effective_on.desc())
        .limit(1)
    )
    if last := session.execute(later).scalar():
        words = f"One of these fields was changed from {last}: give that day or a later one"
        raise Invalid(f"{words}.", {"from_on": [words]})
    return first


def before_and_after(row: Row[Any], changed: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Each changed field before and after, as facts write them."""
    return {name: {"before": _plain(getattr(row, name)), "after": _plain(value)} for name, value in changed.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
