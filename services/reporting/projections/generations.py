"""Generations: whole sets of views side by side, each in its schema `views_<number>`; one row says which is current.

A rebuild fills the next one while live goes on, and switches. Readers take the generation with their snapshot, so none
ever sees a half. Not for filling: see `rebuild.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import Connection, text

from services.reporting.projections import catalogue, store
from services.reporting.projections.view import View
from shared.errors import Unavailable

log = structlog.get_logger()


def schema(number: int) -> str:
    """The name of a generation's schema."""
    return f"views_{int(number)}"


def current(connection: Connection, fingerprint: str | None = None) -> tuple[int, int]:
    """The number of the current generation and its last position.

    Raises Unavailable when there is none for views of this fingerprint (default: those that the code declares).
    """
    row = connection.execute(
        text("select number, position, fingerprint from generations where state = 'current'")
    ).one_or_none()
    if row is None or row.fingerprint != (fingerprint or catalogue.current_fingerprint()):
        raise Unavailable("The views are being built from the ledger for this version. Try again in a minute.")
    return row.number, row.position


def add(connection: Connection, views: Sequence[View], state: str, *, logged: bool) -> int:
    """Make the tables of a new generation, empty. Gives its number."""
    number: int = connection.execute(text("select coalesce(max(number), 0) + 1 from generations")).scalar_one()
    connection.execute(
        text("insert into generations (number, state, fingerprint, position) values (:n, :state, :print, 0)"),
        {"n": number, "state": state, "print": catalogue.fingerprint(views)},
    )
    connection.execute(text(f"create schema {schema(number)}"))
    for view in views:
        connection.execute(text(store.create(view, schema(number), logged=logged)))
        if index := store.index(view, schema(number)):
            connection.execute(text(index))
    return number


def count(connection: Connection, views: Sequence[View], number: int) -> None:
    """Count the rows of a generation for the planner, before readers come."""
    for view in views:
        connection.execute(text(f'analyze {schema(number)}."{view.name}"'))


def switch(connection: Connection, number: int) -> None:
    """Make a generation the current one from this transaction's commit on. Hold the ledger's lock."""
    connection.execute(
        text("update generations set state = 'retired', retired_by = txid_current() where state = 'current'")
    )
    connection.execute(text("update generations set state = 'current' where number = :n"), {"n": number})


def drop(connection: Connection, number: int) -> None:
    """Drop a generation with its tables."""
    connection.execute(text(f"drop schema if exists {schema(number)} cascade"))
    connection.execute(text("delete from generations where number = :n and state <> 'current'"), {"n": number})


def drop_retired(connection: Connection) -> list[int]:
    """Drop what was switched away from and can have no reader left. Gives the numbers; the others stay for next time.

    A reader's snapshot is older than the switch when its xmin is not past the transaction that switched.
    """
    rows: Sequence[Any] = connection.execute(
        text(
            "select number from generations where state = 'retired' and not exists ("
            "  select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
            "  and backend_xmin is not null and age(backend_xmin) >= age((retired_by % 4294967296)::text::xid))"
            " for update skip locked"
        )
    ).all()
    for row in rows:
        drop(connection, row.number)
        log.info("generation.dropped", generation=row.number)
    return [row.number for row in rows]
