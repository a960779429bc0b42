"""Faults A to E of stock nameko 2.14.1: each lost a message, or tried it for ever (docs/decisions/0001-nameko.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from facts import event, outgoing, publish
from installation import Installation, until
from nameko.extensions import DependencyProvider
from psycopg.errors import AdminShutdown
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from shared.events.event import Event
from shared.messaging.consumer import listens
from shared.messaging.frames import Outgoing
from shared.messaging.parked import Parked
from shared.messaging.rpc import Service
from shared.messaging.topology import Queue

INBOX = "outputs.inbox"


class Counting(Service, Parked):
    """Counts facts in its database. `trouble` may raise, or prepare a commit that fails."""

    name = "outputs"
    relay = None
    attempts = 0
    trouble: Any = None

    @listens(INBOX, to={"projects": ["#"]})
    def count(self, session: Session, event: Event) -> None:
        Counting.attempts += 1
        session.execute(text("insert into counted values (:id)"), {"id": str(event.id)})
        if Counting.trouble is not None:
            Counting.trouble(session)


class FailsAfterwards(DependencyProvider):
    """A provider that raises when the handler has returned, as one that commits then would."""

    def worker_result(self, worker_ctx: Any, result: Any = None, exc_info: Any = None) -> None:
        if worker_ctx.entrypoint.method_name == "count":
            raise RuntimeError("the commit failed")


class CommitsTooLate(Counting):
    late = FailsAfterwards()


@pytest.fixture(autouse=True)
def counting(installation: Installation) -> Iterator[None]:
    installation.databases("outputs")
    installation.empty_broker()
    Counting.attempts, Counting.trouble = 0, None
    with installation.engine("outputs").begin() as connection:
        connection.execute(text("drop table if exists counted"))
        connection.execute(text("create table counted (id text unique deferrable initially deferred)"))
        connection.execute(text("delete from parked"))
    yield


def rows(installation: Installation, table: str) -> list[Any]:
    with installation.engine("outputs").connect() as connection:
        return list(connection.execute(text(f"select * from {table}")))


def test_a_commit_that_fails_does_not_lose_the_message(installation: Installation) -> None:
    fact = event()

    def fail_at_commit(session: Session) -> None:
        session.execute(text("insert into counted values (:id)"), {"id": str(fact.id)})  # the deferred key objects

    Counting.trouble = fail_at_commit
    with installation.running(Counting):
        publish(installation, outgoing(fact))
        until(lambda: rows(installation, "parked"))
    (parked,) = rows(installation, "parked")
    assert parked.message_id == str(fact.id)
    assert "UniqueViolation" in parked.reason
    assert rows(installation, "counted") == []
    assert rows(installation, "inbox") == []


def test_a_commit_that_the_database_cut_off_is_done_again(installation: Installation) -> None:
    def cut_off_once(session: Session) -> None:
        if Counting.attempts == 1:
            session.connection().connection.dbapi_connection.close()

    Counting.trouble = cut_off_once
    with installation.running(Counting):
        publish(installation, outgoing(event()))
        until(lambda: len(rows(installation, "counted")) == 1)
    assert Counting.attempts == 2
    assert rows(installation, "parked") == []


def test_a_provider_that_fails_after_the_handler_cannot_undo_or_lose_the_work(installation: Installation) -> None:
    with pytest.raises(RuntimeError, match="commit failed"), installation.running(CommitsTooLate) as container:
        publish(installation, outgoing(event()))
        container.wait()
    with installation.running(Counting):
        until(lambda: installation.depth(INBOX) == 0)
    assert len(rows(installation, "counted")) == 1


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"not JSON at all", "application/json"),
        (b"{}", "text/plain"),
        (b"{}", "application/cloudevents+json"),
        (b"\xff\xfe\x00", "application/json"),
        (b"", None),
    ],
)
def test_b_a_message_that_cannot_be_read_is_parked_not_dropped(
    installation: Installation, body: bytes, content_type: str | None
) -> None:
    with installation.running(Counting):
        publish(installation, Outgoing("projects.events", "milestone.achieved", {}, body, "m-1", content_type))
        until(lambda: rows(installation, "parked"))
        good = event()
        publish(installation, outgoing(good))
        until(lambda: [row.id for row in rows(installation, "counted")] == [str(good.id)])
    (parked,) = rows(installation, "parked")
    assert parked.reason.startswith("not a fact of ours")
    assert bytes(parked.body) == body


def test_c_a_handler_that_raises_does_not_lose_the_message(installation: Installation) -> None:
    def refuse(_: Session) -> None:
        raise ValueError("no")

    Counting.trouble = refuse
    fact = event()
    with installation.running(Counting):
        publish(installation, outgoing(fact))
        until(lambda: rows(installation, "parked"))
    (parked,) = rows(installation, "parked")
    assert (parked.message_id, parked.reason) == (str(fact.id), "ValueError: no")


def test_d_a_handler_that_raises_is_not_tried_without_end(installation: Installation) -> None:
    def refuse(_: Session) -> None:
        raise ValueError("no")

    Counting.trouble = refuse
    with installation.running(Counting):
        publish(installation, outgoing(event()))
        until(lambda: rows(installation, "parked"))
    assert Counting.attempts == 1


def test_d_an_outage_is_waited_for_with_longer_and_longer_pauses(installation: Installation) -> None:
    def away(_: Session) -> None:
        raise OperationalError("select 1", {}, AdminShutdown("terminating connection"))

    Counting.trouble = away
    with installation.running(Counting):
        publish(installation, outgoing(event()))
        until(lambda: Counting.attempts >= 4)
        Counting.trouble = None
        until(lambda: len(rows(installation, "counted")) == 1)
    assert Counting.attempts <= 6
    assert rows(installation, "parked") == []


def test_e_a_message_whose_consumer_always_dies_is_parked_in_the_end(installation: Installation) -> None:
    """The fuse: the broker counts the attempts, because the consumer does not live to."""
    queue = Queue(INBOX, ordered=False)  # basic.get needs one that more than one may consume
    installation.declare(queue)
    fact = event()
    publish(installation, outgoing(fact, INBOX))
    with installation.channel() as channel:
        for _ in range(21):
            message = until(lambda: channel.basic_get(INBOX))
            channel.basic_reject(message.delivery_tag, requeue=True)
    until(lambda: installation.depth("outputs.dead") == 1)
    with installation.channel() as channel:
        channel.queue_delete(INBOX)
    with installation.running(Counting):
        until(lambda: rows(installation, "parked"))
    (parked,) = rows(installation, "parked")
    assert parked.queue == INBOX
    assert parked.message_id == str(fact.id)
    assert parked.reason.startswith("handed out 20 times without an answer")
