"""The projector as it runs: facts from the broker, through the entrypoint, into ledger and views."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from histories import fact
from installation import Installation, until
from sqlalchemy import Engine, text

from services.reporting.projections import catalogue, reader
from services.reporting.projections.milestones import milestones
from services.reporting.projector import Projector
from services.reporting.proof import heads
from shared.events.event import Event
from shared.events.projects import MilestonePlanned, MilestoneReforecast
from shared.messaging.frames import Outgoing
from shared.messaging.publisher import Publisher
from shared.messaging.topology import LEDGER


@pytest.fixture(scope="module")
def engine(installation: Installation) -> Engine:
    installation.databases("reporting")
    return installation.engine("reporting")


@pytest.fixture
def running(engine: Engine, installation: Installation) -> Iterator[Any]:
    installation.declare(LEDGER)
    with installation.running(Projector) as container:
        yield container


def planned(subject: str, number: int = 0) -> Event:
    data = {"title": f"Milestone {subject}", "baseline_on": "2026-06-30", "contractual": True, "project_id": "pr-1"}
    return fact(subject, 1, data, number=number, type=MilestonePlanned.full_type())


def moved(subject: str, sequence: int, to: str, number: int = 0) -> Event:
    data = {"forecast_from": "2026-06-30", "forecast_to": to, "reason_code": "scope"}
    return fact(subject, sequence, data, day=sequence, number=number, type=MilestoneReforecast.full_type())


def send(installation: Installation, *events: Event) -> None:
    publisher = Publisher(installation.amqp_uri, "test")
    try:
        messages = [Outgoing(e.exchange, e.routing_key, e.headers(), e.body, str(e.id)) for e in events]
        assert publisher.send(messages) == (len(messages), None)
    finally:
        publisher.close()


def ledger(engine: Engine) -> list[tuple[str, int]]:
    with engine.connect() as connection:
        return [tuple(r) for r in connection.execute(text("select subject, sequence from ledger order by position"))]


def test_facts_from_the_broker_are_in_ledger_and_views_once_and_in_order(
    engine: Engine, installation: Installation, running: Any
) -> None:
    first, second, third = planned("m1"), moved("m1", 2, "2026-07-31", 1), moved("m1", 3, "2026-08-31", 2)
    send(installation, first, third, first, second, third)
    until(lambda: installation.depth(LEDGER.name) == 0 and len(ledger(engine)) == 3)
    assert ledger(engine) == [("m1", 1), ("m1", 2), ("m1", 3)]
    with reader.snapshot(engine) as snap:
        rows = reader.Cut(snap, first.programmeid).state(milestones, date(2026, 12, 1))
        assert [(row.key, row.forecast_on) for row in rows] == [("m1", date(2026, 8, 31))]
    with engine.connect() as connection:
        assert heads.key_fingerprint(connection)
    assert waits(engine) == []


def test_facts_sent_while_no_projector_runs_are_taken_when_it_starts(
    engine: Engine, installation: Installation
) -> None:
    installation.declare(LEDGER)
    before = len(ledger(engine))
    send(installation, *(planned(f"n{number}", number) for number in range(2500)))
    with installation.running(Projector):
        until(lambda: len(ledger(engine)) == before + 2500)
    assert installation.depth(LEDGER.name) == 0


def test_a_type_that_an_older_projector_did_not_know_is_taken_by_one_that_does(
    engine: Engine, installation: Installation
) -> None:
    installation.declare(LEDGER)
    of_tomorrow = replace(planned("t1"), type="projects.milestone.of_tomorrow")
    with installation.running(Projector):
        send(installation, of_tomorrow)
        until(lambda: waits(engine) == [("t1", "unknown")])
    with engine.begin() as connection:
        connection.execute(
            text(
                "update waiting set attributes = replace(attributes::text, 'of_tomorrow', 'planned')::json "
                "where subject = 't1'"
            )
        )
    with installation.running(Projector):
        until(lambda: ("t1", 1) in ledger(engine))
    assert waits(engine) == []


def waits(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        rows = connection.execute(text("select subject, kind from waiting where state = 'waiting' order by id"))
        return [tuple(row) for row in rows]


def test_every_declared_view_can_be_built() -> None:
    assert {view.name for view in catalogue.views()} >= {"milestones", "achievements"}
    assert len(catalogue.current_fingerprint()) == 64
