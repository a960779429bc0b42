"""Filling the ledger straight through the projector's writer: history for rebuilds and reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from sqlalchemy import Engine
from uuid_utils.compat import uuid7

from services.reporting.ledger.append import Writer
from shared.events.canonical import canonical
from shared.events.event import Event
from tests.bench.facts import new_facts

BATCH = 2_000
BEGINNING = datetime(2025, 1, 6, 9, tzinfo=UTC)


def events(count: int, programme: str) -> Iterator[Event]:
    """Facts of one programme as the projector would receive them."""
    sequences: dict[str, int] = {}
    for number, fact in enumerate(new_facts(count, prefix=f"{programme}-m", programme=programme)):
        sequences[fact.subject] = sequences.get(fact.subject, 0) + 1
        yield Event(
            id=uuid7(),
            type=fact.kind.full_type(),
            version=1,
            subject=fact.subject,
            sequence=sequences[fact.subject],
            time=BEGINNING + timedelta(seconds=number),
            effectiveon=fact.effective_on,
            programmeid=fact.programme_id,
            actorid="bench",
            body=canonical(fact.data),
            correlationid="bench",
        )


def load(engine: Engine, count: int, programme: str) -> None:
    """Append `count` facts of a programme."""
    writer, coming = Writer(), events(count, programme)
    while batch := list(islice(coming, BATCH)):
        with engine.begin() as connection:
            writer.apply(connection, batch)
