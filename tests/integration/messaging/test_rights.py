"""Delivery works with the rights that each process has, and a process cannot publish another's facts."""

from __future__ import annotations

from typing import Any

import pytest
from amqp.exceptions import AccessRefused
from facts import Sender, event, outgoing, record, unsent
from installation import Installation, until
from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.database import transaction
from shared.events.event import Event
from shared.messaging import topology
from shared.messaging.batch import batches
from shared.messaging.consumer import listens
from shared.messaging.parked import Parked, listed, replay
from shared.messaging.publisher import Publisher
from shared.messaging.rpc import Service


class Taker:
    name = "projector"
    seen: list[Event] = []

    @batches(topology.LEDGER)
    def take(self, events: list[Event]) -> None:
        self.seen.extend(events)


class Hearing(Service, Parked):
    name = "outputs"
    relay = None
    heard: list[Event] = []
    mended = False

    @listens("outputs.inbox", to={"projects": ["#"]})
    def hear(self, session: Session, event: Event) -> None:
        if not self.mended:
            raise ValueError("not yet")
        self.heard.append(event)


def as_user(installation: Installation, user: str) -> dict[str, Any]:
    return {"AMQP_URI": installation.servers.amqp_uri_for(user)}


def test_facts_flow_and_dead_letters_park_with_each_process_as_itself(installation: Installation) -> None:
    installation.databases("projects", "outputs")
    Taker.seen, Hearing.heard = [], []
    with (
        installation.running(Taker, **as_user(installation, "projector")),
        installation.running(Hearing, **as_user(installation, "outputs")),
        installation.running(Sender, **as_user(installation, "projects")),
    ):
        (fact,) = record(installation, ["m"])
        until(lambda: unsent(installation) == 0)
        until(lambda: [one.id for one in Taker.seen] == [fact.id])
        with transaction(installation.engine("outputs")) as session:
            (item,) = until(lambda: listed(session, "outputs", "parked", None, 50)["items"])
        Hearing.mended = True
        with transaction(installation.engine("outputs")) as session:
            replay(session, installation.servers.amqp_uri_for("outputs"), "outputs", item["parked_id"])
        until(lambda: [one.id for one in Hearing.heard] == [fact.id])
    with installation.engine("outputs").connect() as connection:
        assert connection.execute(text("select state from parked")).scalars().all() == ["replayed"]


def test_a_process_cannot_publish_the_facts_of_another(installation: Installation) -> None:
    if not installation.servers.broker.ours:
        pytest.skip("the users of a broker that is not ours are not ours to make")
    with installation.channel() as channel:
        topology.declare_events(channel, "projects")
    publisher = Publisher(installation.servers.amqp_uri_for("outputs"), "test")
    try:
        with pytest.raises(AccessRefused):
            publisher.send([outgoing(event())])
    finally:
        publisher.close()
