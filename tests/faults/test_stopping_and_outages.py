"""Faults F to I: stops, lost connections, kills and database outages cost nothing and do nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import eventlet
import pytest
from facts import Sender, event, outgoing, publish, record, unsent
from installation import Installation, until
from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.events.event import Event
from shared.messaging import topology
from shared.messaging.batch import Batches
from shared.messaging.consumer import listens
from shared.messaging.parked import Parked
from shared.messaging.rpc import Service

INBOX = "outputs.inbox"


class Slow(Service, Parked):
    """Counts facts; `pause` makes the handler linger before its transaction ends."""

    name = "outputs"
    relay = None
    pause = 0.0
    begun = 0

    @listens(INBOX, to={"projects": ["#"]})
    def count(self, session: Session, event: Event) -> None:
        session.execute(text("insert into counted values (:id)"), {"id": str(event.id)})
        Slow.begun += 1
        eventlet.sleep(Slow.pause)


@pytest.fixture(autouse=True)
def counting(installation: Installation) -> Iterator[None]:
    installation.databases("outputs", "projects")
    installation.empty_broker()
    Slow.pause, Slow.begun = 0.0, 0
    with installation.engine("outputs").begin() as connection:
        connection.execute(text("drop table if exists counted"))
        connection.execute(text("create table counted (id text)"))
        connection.execute(text("delete from parked"))
    yield


def counted(installation: Installation) -> list[str]:
    with installation.engine("outputs").connect() as connection:
        return list(connection.execute(text("select id from counted")).scalars())


def consumer_of(container: Any, queue: str) -> Batches:
    return next(one for one in container.entrypoints if isinstance(one, Batches) and one.queue.name == queue)


def parked(installation: Installation) -> int:
    with installation.engine("outputs").connect() as connection:
        return int(connection.execute(text("select count(*) from parked")).scalar_one())


def test_f_a_stop_lets_the_running_handler_finish_and_acknowledge(installation: Installation) -> None:
    Slow.pause = 0.5
    fact = event()
    with installation.running(Slow):
        publish(installation, outgoing(fact))
        until(lambda: Slow.begun == 1)
    assert counted(installation) == [str(fact.id)]
    assert installation.depth(INBOX) == 0


def test_f_a_stop_does_not_wait_for_an_outage_to_end(installation: Installation) -> None:
    with installation.running(Slow) as container:
        with installation.engine("outputs").begin() as connection:
            connection.execute(text("drop table counted"))
        publish(installation, outgoing(event()))
        until(lambda: consumer_of(container, INBOX).held_by)
        with eventlet.Timeout(5):
            container.stop()
    until(lambda: installation.depth(INBOX) == 1)
    assert parked(installation) == 0


def test_g_a_connection_lost_under_a_handler_does_nothing_twice(installation: Installation) -> None:
    Slow.pause = 0.5
    fact = event()
    with installation.running(Slow) as container:
        publish(installation, outgoing(fact))
        until(lambda: Slow.begun == 1)
        consumer_of(container, INBOX)._intake._connection.transport.sock.shutdown(2)  # type: ignore[union-attr]
        until(lambda: len(counted(installation)) == 1)
        until(lambda: installation.depth(INBOX) == 0)
        other = event()
        Slow.pause = 0
        publish(installation, outgoing(other))
        until(lambda: len(counted(installation)) == 2)
    assert counted(installation) == [str(fact.id), str(other.id)]


def test_h_a_consumer_that_is_killed_gives_its_messages_back(installation: Installation) -> None:
    installation.declare(topology.Queue(INBOX, topology.to({"projects": ["#"]})))
    facts = [event(f"s{number}") for number in range(20)]
    publish(installation, *(outgoing(fact) for fact in facts))
    with dying_service(installation) as process:
        assert process.stdout is not None
        until(lambda: b"at work" in process.stdout.readline())
        process.send_signal(signal.SIGKILL)
    with installation.running(Slow):
        until(lambda: len(counted(installation)) == 20)
    assert sorted(counted(installation)) == sorted(str(fact.id) for fact in facts)
    assert installation.depth(INBOX) == 0


def test_i_a_database_outage_burns_no_attempts_and_loses_nothing(installation: Installation) -> None:
    facts = [event(f"s{number}") for number in range(30)]
    with installation.running(Slow) as container:
        installation.servers.database.kill()
        publish(installation, *(outgoing(fact) for fact in facts))
        until(lambda: consumer_of(container, INBOX).held_by)
        installation.servers.database.start()
        until(lambda: len(counted(installation)) == 30)
        until(lambda: consumer_of(container, INBOX).held_by is None)
    assert counted(installation) == [str(fact.id) for fact in facts]
    assert parked(installation) == 0
    assert installation.depth("outputs.dead") == 0


def test_i_the_relay_goes_on_after_a_database_outage(installation: Installation) -> None:
    installation.declare(topology.LEDGER)
    with installation.running(Sender):
        record(installation, ["before"])
        until(lambda: unsent(installation) == 0)
        installation.servers.database.restart()
        record(installation, ["after"])
        until(lambda: unsent(installation) == 0)
    assert installation.depth(topology.LEDGER.name) == 2


@contextmanager
def dying_service(installation: Installation) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that consumes the same queue and never finishes its handler."""
    here = Path(__file__).parent
    environment = installation.environment | {"PYTHONPATH": f"{here.parents[1]}{os.pathsep}{here.parent}"}
    command = [sys.executable, "-W", "ignore", str(here / "dying_service.py")]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
