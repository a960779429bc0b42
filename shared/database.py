"""Engines and transactions on a service's own PostgreSQL database. Not for reading another service's data."""

from __future__ import annotations

import os

# Before anything imports psycopg: its C wait function blocks every green thread of a process, silently
# (docs/decisions/0004-drivers.md). Harmless where nothing is patched.
os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_select")

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
import psycopg
from sqlalchemy import Engine, Table, create_engine, text
from sqlalchemy.orm import Session

from shared.settings import Settings, settings


def assert_cooperative() -> None:
    """Raise at start when the process is green but the driver would block its hub."""
    import eventlet.patcher

    if eventlet.patcher.is_monkey_patched("socket") and psycopg.waiting.wait is psycopg.waiting.wait_c:
        raise RuntimeError("psycopg would block every green thread: start processes with `python -m shared.run`")


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def engine(service: str, *, direct: bool = False, of: Settings | None = None, **options: Any) -> Engine:
    """An engine on the service's database; `direct` for connections that lock or LISTEN."""
    options = {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True, "pool_timeout": 10} | options
    return create_engine(
        (of or settings()).database(service, direct=direct),
        hide_parameters=True,  # an error text goes to the log, and parameters hold names and addresses
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        connect_args={"application_name": f"waymark-{service}", "connect_timeout": 5},
        **options,
    )


@contextmanager
def transaction(on: Engine) -> Iterator[Session]:
    """A session whose work is committed at the end of the block, or rolled back whole."""
    with Session(on, expire_on_commit=False, autoflush=False) as session, session.begin():
        yield session


def insert_rows(
    session: Session, table: Table, rows: Sequence[dict[str, Any]], *, unless_there: str | None = None
) -> set[Any]:
    """Insert many rows, all with the same columns, in one statement with one parameter: ten times as fast as VALUES.

    With `unless_there` (a column), rows that meet one already there are left out, and the values of that column of
    the rows that were inserted come back; otherwise the set is empty.
    """
    if not rows:
        return set()
    columns = ", ".join(rows[0])
    statement = (
        f"insert into {table.name} ({columns}) select {columns}"  # noqa: S608  (names of our own tables)
        f" from jsonb_populate_recordset(null::{table.name}, cast(:rows as jsonb))"
    )
    if unless_there:
        statement += f" on conflict do nothing returning {unless_there}"
    given = {"rows": orjson.dumps(list(rows), default=str).decode()}
    result = session.execute(text(statement), given)
    return set(result.scalars()) if unless_there else set()
