"""`@batches`: facts in order, many at a time, acknowledged after the handler; a failure costs one at most."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from facts import event, outgoing, publish
from installation import Installation, until

from shared.errors import Unavailable
from shared.messaging import deadletters, topology
from shared.messaging.batch import Batches, batches
from shared.messaging.topology import Queue

QUEUE = Queue("reporting.inbox")


class Keeper:
    name = "reporting"
    calls: list[list[str]] = []
    bad: set[str] = set()
    away: int = 0

    @batches(QUEUE, size=100, linger_ms=5)
    def keep(self, events: list) -> None:
        subjects = [one.subject for one in events]
        if Keeper.away:
            Keeper.away -= 1
            raise Unavailable("not yet")
        if self.bad.intersection(subjects):
            raise ValueError("a rule that this fact breaks")
        self.calls.append(subjects)


@pytest.fixture(autouse=True)
def queue(installation: Installation) -> Iterator[None]:
    installation.empty_broker()
    installation.declare(QUEUE)
    Keeper.calls, Keeper.bad, Keeper.away = [], set(), 0
    yield


def kept() -> list[str]:
    return [subject for call in Keeper.calls for subject in call]


def send(installation: Installation, *subjects: str) -> None:
    publish(installation, *(outgoing(event(subject), QUEUE.name) for subject in subjects))


def test_facts_come_in_order_and_in_batches(installation: Installation) -> None:
    subjects = [f"s{number}" for number in range(1000)]
    send(installation, *subjects)
    with installation.running(Keeper):
        until(lambda: len(kept()) == 1000)
    assert kept() == subjects
    assert len(Keeper.calls) <= 50
    assert max(map(len, Keeper.calls)) == 100
    assert installation.depth(QUEUE.name) == 0


def test_the_guilty_fact_is_buried_alone_with_its_reason(installation: Installation) -> None:
    subjects = [f"s{number}" for number in range(64)]
    Keeper.bad = {"s17", "s40"}
    send(installation, *subjects)
    with installation.running(Keeper):
        until(lambda: len(kept()) == 62)
        until(lambda: installation.depth("reporting.dead") == 2)
    assert kept() == [subject for subject in subjects if subject not in Keeper.bad]
    letters = installation.messages("reporting.dead")
    assert [letter.headers["cloudEvents_subject"] for letter in letters] == ["s17", "s40"]
    assert {letter.headers[deadletters.REASON] for letter in letters} == {"ValueError: a rule that this fact breaks"}
    assert {letter.headers[deadletters.QUEUE] for letter in letters} == {QUEUE.name}
    assert installation.depth(QUEUE.name) == 0


def test_what_is_held_during_an_outage_is_no_error_of_the_logs(
    installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    Keeper.away, Keeper.bad = 2, {"bad"}
    send(installation, "good", "bad")
    with installation.running(Keeper):
        until(lambda: kept() == ["good"])
        until(lambda: installation.depth("reporting.dead") == 1)
    of_handlers = [one for one in caplog.records if one.name == "nameko.containers" and one.levelname == "ERROR"]
    assert of_handlers, "a fault is still one"
    assert "not yet" not in " ".join(one.getMessage() for one in of_handlers)


def test_the_last_of_a_batch_can_be_the_unreadable_one(installation: Installation) -> None:
    broken = outgoing(event("broken"), QUEUE.name)
    broken.headers.pop("cloudEvents_id")
    publish(installation, outgoing(event("good"), QUEUE.name), broken)
    with installation.running(Keeper):
        until(lambda: installation.depth("reporting.dead") == 1)
        until(lambda: kept() == ["good"])
    assert installation.depth(QUEUE.name) == 0


def test_nothing_is_acknowledged_twice_or_left(installation: Installation) -> None:
    Keeper.bad = {"s0", "s3"}
    send(installation, "s0", "s1", "s2", "s3")
    with installation.running(Keeper) as container:
        until(lambda: installation.depth("reporting.dead") == 2)
        send(installation, "s4")
        until(lambda: kept()[-1:] == ["s4"])
        (entrypoint,) = [one for one in container.entrypoints if isinstance(one, Batches)]
        assert entrypoint.held_by is None
    assert kept() == ["s1", "s2", "s4"]
    assert installation.depth(QUEUE.name) == 0


def test_a_second_consumer_waits_its_turn(installation: Installation) -> None:
    with installation.running(Keeper) as first, installation.running(Keeper):
        send(installation, "a")
        until(lambda: kept() == ["a"])
        first.stop()
        send(installation, "b")
        until(lambda: kept() == ["a", "b"])


def test_a_queue_has_what_it_needs_to_lose_nothing() -> None:
    assert topology.LEDGER.arguments() == {
        "x-queue-type": "quorum",
        "x-dead-letter-exchange": "reporting.dead",
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
        "x-delivery-limit": 20,
        "x-max-length": 2_000_000,
        "x-single-active-consumer": True,
    }
