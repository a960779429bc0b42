"""Fault J: the broker away at the start, or later, delays facts and loses none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import eventlet
import pytest
from facts import Sender, record, unsent
from installation import Installation, until
from nameko.containers import ServiceContainer

from shared.events.event import Event
from shared.messaging import topology
from shared.messaging.batch import Batches, batches


class Taker:
    name = "projector"
    seen: list[Event] = []

    @batches(topology.LEDGER)
    def take(self, events: list[Event]) -> None:
        self.seen.extend(events)


@pytest.fixture(scope="module", autouse=True)
def broker(installation: Installation) -> Iterator[None]:
    """A queue that the broker knows for good: it writes a new one's place down within seconds, or when it stops."""
    installation.databases("projects")
    installation.declare(topology.LEDGER)
    installation.servers.broker.restart()
    yield


@pytest.fixture(autouse=True)
def nothing_seen() -> None:
    Taker.seen = []


def held(container: Any) -> str:
    return next(one.held_by or "" for one in container.entrypoints if isinstance(one, Batches))


def seen() -> list[str]:
    """In order, without repeats: repeats are allowed, gaps and swaps are not."""
    return list(dict.fromkeys(str(one.id) for one in Taker.seen))


def test_j_services_may_start_before_the_broker(installation: Installation) -> None:
    sender = ServiceContainer(Sender, config=installation.config())
    taker = ServiceContainer(Taker, config=installation.config())
    installation.servers.broker.kill()
    try:
        sent = record(installation, [f"s{number % 3}" for number in range(30)])
        starting = [eventlet.spawn(one.start) for one in (sender, taker)]
        until(lambda: "REFUSED" in held(taker))
    finally:
        installation.servers.broker.start()
    for one in starting:
        one.wait()
    until(lambda: len(seen()) == 30, within=40)
    sender.stop()
    taker.stop()
    assert seen() == [str(one.id) for one in sent]


def test_j_facts_recorded_while_the_broker_is_away_arrive_in_order(installation: Installation) -> None:
    with installation.running(Sender), installation.running(Taker) as taker:
        before = record(installation, [f"s{number % 3}" for number in range(30)])
        until(lambda: len(seen()) == 30)
        installation.servers.broker.kill()
        try:
            after = record(installation, [f"s{number % 3}" for number in range(300)])
            until(lambda: held(taker))
        finally:
            installation.servers.broker.start()
        until(lambda: len(seen()) == 330, within=40)
        until(lambda: unsent(installation) == 0)
    assert seen() == [str(one.id) for one in before + after]
