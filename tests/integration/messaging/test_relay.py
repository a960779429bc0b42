"""The relay takes facts from the outbox to the broker: all of them, in order, and not before they are committed."""

from __future__ import annotations

from collections import defaultdict

import pytest
from facts import Sender, record, sequence_of, subject_of, unsent
from installation import Installation, until

from shared.database import transaction
from shared.messaging import topology
from shared.messaging.relay import PoolerError, Relay
from shared.messaging.relay import unsent as measured


class Small:
    name = "projects"
    relay = Relay(size=7)


@pytest.fixture(scope="module", autouse=True)
def databases(installation: Installation) -> None:
    installation.databases("projects")


@pytest.fixture(autouse=True)
def ledger(installation: Installation) -> None:
    installation.declare(topology.LEDGER)


def test_every_fact_arrives_in_order_of_its_subject(installation: Installation) -> None:
    record(installation, [f"order-{number % 5}" for number in range(60)])
    with installation.running(Small):
        until(lambda: unsent(installation) == 0)
    got = defaultdict(list)
    for message in installation.messages(topology.LEDGER.name):
        got[subject_of(message)].append(sequence_of(message))
    assert got == {f"order-{number}": list(range(1, 13)) for number in range(5)}


def test_a_commit_wakes_the_relay_at_once(installation: Installation) -> None:
    with installation.running(Sender) as container:
        until(lambda: relay_of(container).held_by is None)
        record(installation, ["woken"])
        until(lambda: installation.depth(topology.LEDGER.name) == 1, within=0.9)


def test_a_fact_on_the_wire_is_persistent_and_carries_its_attributes(installation: Installation) -> None:
    (event,) = record(installation, ["wire"])
    with installation.running(Sender):
        until(lambda: unsent(installation) == 0)
    (message,) = installation.messages(topology.LEDGER.name)
    assert message.headers == event.headers()
    assert bytes(message.body) == event.body
    assert message.properties["delivery_mode"] == 2
    assert message.properties["message_id"] == str(event.id)
    assert message.properties["content_type"] == "application/json"
    assert message.delivery_info["exchange"] == "projects.events"
    assert message.delivery_info["routing_key"] == "progress.noted"


def test_facts_are_held_until_the_ledger_listens(installation: Installation) -> None:
    with installation.channel() as channel:
        channel.queue_delete(topology.LEDGER.name)
    record(installation, ["early"])
    with installation.running(Sender) as container:
        until(lambda: "not there yet" in (relay_of(container).held_by or ""))
        assert unsent(installation) == 1
        installation.declare(topology.LEDGER)
        until(lambda: unsent(installation) == 0)
    assert installation.depth(topology.LEDGER.name) == 1


def test_two_replicas_send_each_fact_once(installation: Installation) -> None:
    with installation.running(Sender), installation.running(Sender):
        record(installation, [f"replica-{number}" for number in range(300)])
        until(lambda: unsent(installation) == 0)
    assert installation.depth(topology.LEDGER.name) == 300


def test_the_other_replica_takes_over(installation: Installation) -> None:
    with installation.running(Sender) as first:
        until(lambda: relay_of(first).held_by is None)
        with installation.running(Sender):
            first.stop()
            record(installation, ["taken-over"])
            until(lambda: unsent(installation) == 0)


def test_how_much_waits_and_since_when_is_known(installation: Installation) -> None:
    with transaction(installation.engine("projects")) as session:
        assert measured(session).count == 0
        assert measured(session).oldest.total_seconds() == 0
    record(installation, ["waiting", "waiting"])
    with transaction(installation.engine("projects")) as session:
        waiting = measured(session)
    assert waiting.count == 2
    assert 0 < waiting.oldest.total_seconds() < 60
    with installation.running(Sender):
        until(lambda: unsent(installation) == 0)


def test_a_transaction_pooler_is_refused(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.messaging.relay._pid", lambda _: 4711)
    with pytest.raises(PoolerError, match="DATABASE_DIRECT_URL"), installation.running(Sender) as container:
        container.wait()


def relay_of(container: object) -> Relay:
    (relay,) = [one for one in container.dependencies if isinstance(one, Relay)]  # type: ignore[attr-defined]
    return relay
