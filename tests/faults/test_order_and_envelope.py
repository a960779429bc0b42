"""Faults K to M, requeues, and what others see: order, what goes out with a fact, and stock nameko subscribers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import eventlet
import pytest
from facts import Sender, event, noted, outgoing, publish, record, unsent
from installation import Installation, until
from nameko.events import event_handler
from sqlalchemy import text
from sqlalchemy.orm import Session

from services.reporting.projector import Projector
from shared.database import transaction
from shared.events.event import Event
from shared.events.projects import MilestoneAchieved
from shared.messaging import topology
from shared.messaging.batch import batches
from shared.messaging.consumer import listens
from shared.messaging.outbox import New, record_all
from shared.messaging.publisher import Publisher
from shared.messaging.relay import Relay
from shared.messaging.rpc import Service
from shared.messaging.topology import Queue

INBOX = "projects.inbox"


class SenderToAnybody:
    name = "projects"
    relay = Relay(kept_by=())


class Reacting(Service):
    """Records a fact because of a fact."""

    name = "projects"

    @listens(INBOX, to={"outputs": ["#"]})
    def react(self, session: Session, event: Event) -> None:
        record_all(session, [noted("reaction")])


class Slowly:
    name = "projector"
    seen: list[Event] = []

    @batches(topology.LEDGER, size=3, linger_ms=1)
    def take(self, events: list[Event]) -> None:
        eventlet.sleep(0.001 * (len(self.seen) % 4))
        self.seen.extend(events)


class Stock:
    """A nameko service as anybody would write it."""

    name = "stock"
    seen: list[Any] = []

    @event_handler("projects", "milestone.achieved")
    def achieved(self, payload: dict[str, Any]) -> None:
        self.seen.append(payload)


@pytest.fixture(autouse=True)
def fresh(installation: Installation) -> Iterator[None]:
    installation.databases("projects")
    installation.empty_broker()
    installation.declare(topology.LEDGER)
    Slowly.seen, Stock.seen = [], []
    yield


def test_k_facts_of_a_subject_stay_in_order_whatever_the_number_of_workers(installation: Installation) -> None:
    with installation.running(Sender), installation.running(Slowly, max_workers=10):
        for _ in range(3):
            record(installation, [f"s{number % 7}" for number in range(70)])
        until(lambda: len(Slowly.seen) == 210)
    sequences = defaultdict(list)
    for fact in Slowly.seen:
        sequences[fact.subject].append(fact.sequence)
    assert set(sequences) == {f"s{number}" for number in range(7)}
    for found in sequences.values():
        assert found == sorted(found)


def test_l_nothing_of_the_cause_leaks_into_the_effect_but_its_id_and_story(installation: Installation) -> None:
    cause = event()
    message = outgoing(cause, INBOX)
    headers = dict(message.headers) | {
        "cloudEvents_source": "/outputs",
        "cloudEvents_type": "outputs.output.recorded",
        "cloudEvents_dataschema": "outputs.output.recorded/1",
        "x-death": "poison",
        "nameko.secret": "leak",
        "anything": "else",
    }
    with installation.running(Reacting):
        message.headers.clear()
        message.headers.update(headers)
        publish(installation, message)
        until(lambda: installation.depth(topology.LEDGER.name) == 1)
    (effect,) = installation.messages(topology.LEDGER.name)
    assert all(name.startswith("cloudEvents_") for name in effect.headers)
    assert effect.headers["cloudEvents_id"] != str(cause.id)
    assert effect.headers["cloudEvents_type"] == "projects.progress.noted"
    assert effect.headers["cloudEvents_causationid"] == str(cause.id)
    assert effect.headers["cloudEvents_correlationid"] == cause.correlationid
    assert effect.headers["cloudEvents_actorid"] == "system:projects"


def test_m_a_fact_that_no_queue_takes_is_not_called_sent_and_the_next_is_told_apart(
    installation: Installation,
) -> None:
    publisher = Publisher(installation.amqp_uri, "test")
    lost, kept = event("lost"), event("kept")
    try:
        safe, problem = publisher.send(
            [
                outgoing(kept, topology.LEDGER.name),
                outgoing(lost, "no.such.queue"),
                outgoing(kept, topology.LEDGER.name),
            ],
            mandatory=True,
        )
        assert (safe, problem) == (1, "no queue takes no.such.queue from the default exchange")
        assert publisher.send([outgoing(kept, topology.LEDGER.name)], mandatory=True) == (1, None)
    finally:
        publisher.close()
    assert installation.depth(topology.LEDGER.name) == 3


def test_m_the_relay_keeps_what_the_broker_returns(installation: Installation) -> None:
    with installation.channel() as channel:
        channel.queue_unbind(topology.LEDGER.name, "projects.events", "#")
    with installation.running(Sender) as container:
        (relay,) = [one for one in container.dependencies if isinstance(one, Relay)]
        record(installation, ["m"])
        until(lambda: "no queue takes progress.noted" in (relay.held_by or ""))
        assert unsent(installation) == 1
        installation.declare(topology.LEDGER)
        until(lambda: unsent(installation) == 0)


def test_a_full_queue_refuses_and_the_fact_stays_in_the_outbox(installation: Installation) -> None:
    narrow = Queue("outputs.inbox", topology.to({"projects": ["#"]}))
    with installation.channel() as channel:
        topology.declare_dead(channel, "outputs")
        topology.declare_events(channel, "projects")
        channel.queue_delete(narrow.name)
        channel.queue_declare(
            narrow.name, durable=True, auto_delete=False, arguments=narrow.arguments() | {"x-max-length": 1}
        )
        channel.queue_bind(narrow.name, "projects.events", "#")
    publish(installation, outgoing(event(), narrow.name))
    with installation.running(Sender) as container:
        (relay,) = [one for one in container.dependencies if isinstance(one, Relay)]
        # the broker lets the first ones past the limit before it refuses
        until(lambda: record(installation, ["m"]) and "refused" in (relay.held_by or ""))
        assert unsent(installation) > 0
        with installation.channel() as channel:
            channel.queue_delete(narrow.name)
        until(lambda: unsent(installation) == 0)


def test_a_requeue_reorders_so_a_consumer_may_not_trust_the_order_of_the_queue(installation: Installation) -> None:
    """The broker puts a message that comes back behind those that went out after it (quorum queues, measured)."""
    queue = Queue("outputs.inbox", ordered=False)
    installation.declare(queue)
    facts = [event("same", sequence) for sequence in (1, 2, 3)]
    publish(installation, *(outgoing(fact, queue.name) for fact in facts))
    with installation.channel() as channel:
        first, second, third = (until(lambda: channel.basic_get(queue.name)) for _ in range(3))
        channel.basic_reject(second.delivery_tag, requeue=True)
        channel.basic_reject(third.delivery_tag, requeue=True)
        channel.basic_reject(first.delivery_tag, requeue=True)
        again = [until(lambda: channel.basic_get(queue.name)) for _ in range(3)]
    found = [int(message.headers["cloudEvents_sequence"]) for message in again]
    assert sorted(found) == [1, 2, 3]
    assert found != [1, 2, 3]


def test_a_reordered_delivery_does_not_reorder_the_ledger(installation: Installation) -> None:
    installation.databases("reporting")
    facts = {sequence: event("reordered", sequence) for sequence in (1, 2, 3, 4)}
    publish(installation, *(outgoing(facts[sequence], topology.LEDGER.name) for sequence in (2, 4, 3, 2)))
    in_ledger = text("select sequence from ledger where subject = 'reordered' order by position")
    waiting = text("select count(*) from waiting where subject = 'reordered'")
    with installation.running(Projector), installation.engine("reporting").connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        until(lambda: connection.execute(waiting).scalar_one() == 3)
        assert connection.execute(in_ledger).all() == []
        publish(installation, outgoing(facts[1], topology.LEDGER.name))
        until(lambda: connection.execute(in_ledger).scalars().all() == [1, 2, 3, 4])
        assert connection.execute(waiting).scalar_one() == 0


def test_a_stock_nameko_service_receives_our_fact(installation: Installation) -> None:
    files = ["0" * 64]
    with installation.running(Stock), installation.running(SenderToAnybody):
        with transaction(installation.engine("projects")) as session:
            achieved = New(
                MilestoneAchieved, "m-1", "SAMPLE-HDRC-LPL", noted("m").effective_on, {"evidence_file_ids": files}
            )
            record_all(session, [achieved])
        until(lambda: Stock.seen)
    assert Stock.seen == [{"evidence_file_ids": files}]


def test_the_driver_lets_other_green_threads_run(installation: Installation) -> None:
    """psycopg's own wait function in C would make this take two seconds, and the broker give us up."""
    engine = installation.engine("projects")

    def nap() -> None:
        with engine.connect() as connection:
            connection.execute(text("select pg_sleep(0.2)"))

    for connection in [engine.connect() for _ in range(5)]:
        connection.close()
    pool = eventlet.GreenPool(10)
    beats = 0

    def beat() -> None:
        nonlocal beats
        while True:
            eventlet.sleep(0.01)
            beats += 1

    heart = eventlet.spawn(beat)
    with eventlet.Timeout(1.5):
        for _ in range(10):
            pool.spawn(nap)
        pool.waitall()
    heart.kill()
    assert beats >= 10
