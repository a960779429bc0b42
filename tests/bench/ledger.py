"""Filling the ledger straight through the projector's writer: history for rebuilds and reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, islice

from sqlalchemy import Engine
from uuid_utils.compat import uuid7

from services.reporting.ledger.append import Writer
from shared.events.canonical import canonical
from shared.events.event import Event
from shared.events.outputs import OutputRecorded
from shared.events.projects import AwardRecorded, ProgrammeCreated, ProjectStarted
from shared.messaging.outbox import New
from tests.bench.facts import DAY, new_facts

BATCH = 2_000
BEGINNING = datetime(2025, 1, 6, 9, tzinfo=UTC)


def events(count: int, programme: str) -> Iterator[Event]:
    """Facts of one programme as the projector would receive them: what it is made of, then its milestones."""
    first = list(_beginning(programme))
    sequences: dict[str, int] = {}
    facts = chain(first, new_facts(count - len(first), prefix=f"{programme}-m", programme=programme))
    for number, fact in enumerate(facts):
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


def _beginning(programme: str) -> Iterator[New]:
    created = {"title": f"Programme {programme}", "host_org": "org", "year_start_month": 1, "nation": "england"}
    yield New(ProgrammeCreated, programme, programme, DAY, created)
    award = {
        "award_id": f"{programme}-award",
        "reference": programme,
        "id_as_written": programme,
        "funder_org": "org",
        "amount": {"amount": "5000000.00", "currency": "GBP"},
        "start": DAY.isoformat(),
    }
    yield New(AwardRecorded, f"{programme}-award", programme, DAY, award)
    for number in range(50):
        yield New(ProjectStarted, f"{programme}-p{number}", programme, DAY, {"title": f"Project {number}"})
    for number in range(1_000):
        output = {
            "type": "engagement_activity",
            "title": f"Output {number}",
            "state": "public",
            "project_ids": [f"{programme}-p{number % 50}"],
        }
        yield New(OutputRecorded, f"{programme}-o{number}", programme, DAY + timedelta(days=number % 170), output)


def load(engine: Engine, count: int, programme: str) -> None:
    """Append `count` facts of a programme."""
    writer, coming = Writer(), events(count, programme)
    while batch := list(islice(coming, BATCH)):
        with engine.begin() as connection:
            writer.apply(connection, batch)
