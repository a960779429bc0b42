"""A ledger with its views, and stories appended to it straight through the projector's writer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import pytest
from installation import Installation
from sqlalchemy import Engine

from services.reporting import rebuild
from services.reporting.ledger.append import Writer
from shared.events.event import Event


@pytest.fixture(scope="module")
def ledger(installation: Installation) -> Iterator[Engine]:
    """The reporting database, with current views."""
    installation.databases("reporting")
    found = installation.engine("reporting")
    rebuild.ensure(found)
    yield found


@cache
def writer() -> Writer:
    """One for all tests, as a projector has one: a new one first reads what every view remembers."""
    return Writer()


def append(engine: Engine, events: Sequence[Event]) -> None:
    """Take these facts into the ledger."""
    with engine.begin() as connection:
        writer().apply(connection, events)
