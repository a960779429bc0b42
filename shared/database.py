"""Engines and transactions on a service's own PostgreSQL database. Not for reading another service's data."""

from __future__ import annotations

import os

# Before anything imports psycopg: its C wait function blocks every green thread of a process, silently
# (docs/decisions/0004-drivers.md). Harmless where nothing is patched.
os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_select")

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import psycopg
from sqlalchemy import Engine, create_engine
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
