"""Rows of things, the same in every service: found and locked, added under an id of their own, and shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Row, Select, Table, func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from shared.errors import Conflict, Invalid, NotFound
from shared.messaging.outbox import version_of
from shared.messaging.tables import subjects


def locked(session: Session, table: Table, key: Column[Any], value: str, word: str) -> Row[Any]:
    """The row, locked until commit, so that what the rules saw still holds when it is written. Raises NotFound."""
    row = session.execute(select(table).where(key == value).with_for_update()).first()
    if row is None:
        raise NotFound(f"There is no {word} {value}.")
    return row


def check_known(
    session: Session, key: Column[Any], values: Collection[str | None], programme_id: str, field: str
) -> None:
    """Raise Invalid when one of the ids is not of this programme, so that nothing hangs on nothing. None is skipped."""
    wanted = {value for value in values if value is not None}
    if not wanted:
        return
    of = key.table.c
    known = set(session.execute(select(key).where(key.in_(wanted), of.programme_id == programme_id)).scalars())
    if missing := sorted(wanted - known):
        raise Invalid(
            f"Not in this programme: {', '.join(missing)}.", {field: [f"There is no {', '.join(missing)} here"]}
        )


def insert_new(session: Session, table: Table, key: Column[Any], row: dict[str, Any], word: str) -> None:
    """Insert a row under an id that nothing has yet, of whatever kind. Raises Conflict.

    Of whatever kind, because notes and journals name their target by id alone: a project with the id of another's
    programme would lead to what was written about that.
    """
    inserted = session.execute(upsert(table).values(row).on_conflict_do_nothing(index_elements=[key]).returning(key))
    if inserted.first() is None or version_of(session, row[key.name]):
        taken = f"There is something with the id {row[key.name]} already. Choose another id for the {word}."
        raise Conflict(taken, {key.name: ["This id is taken"]})


def versioned(table: Table, key: Column[Any]) -> Select[Any]:
    """The table's rows, each with the version of its aggregate."""
    version = func.coalesce(subjects.c.sequence, 0).label("version")
    return select(table, version).join_from(table, subjects, subjects.c.subject == key, isouter=True)


def plain(row: Row[Any], names: Iterable[str]) -> dict[str, Any]:
    """The named columns as JSON has them."""
    return {name: _value(getattr(row, name)) for name in names}


def money(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    """An amount as text, without the zeros that the column pads it with."""
    return None if amount is None else {"amount": f"{amount.normalize():f}", "currency": currency}


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
