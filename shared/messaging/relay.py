"""The relay: takes recorded facts from the outbox to the broker. Every service with an outbox has one (`rpc.Service`).

It holds when the broker or the database is away, and goes on where it was. A fact leaves the outbox only after the
broker has confirmed it, so a crash in between sends it twice, never not at all; consumers absorb the repeats.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import amqp
import eventlet
import orjson
import psycopg
import structlog
from nameko.extensions import DependencyProvider
from psycopg.types.json import set_json_loads
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from shared.messaging import topology
from shared.messaging.connection import AWAY, BackOff
from shared.messaging.frames import Outgoing
from shared.messaging.outbox import CHANNEL
from shared.messaging.publisher import Publisher
from shared.messaging.tables import outbox
from shared.settings import settings

log = structlog.get_logger()

#: facts in one go: enough to spread the waits for broker and disk, few enough to hold in memory whatever their size
SIZE = 1000
#: the session lock (of this database) that makes the relay the only one; the number has no meaning
LOCK = 0x5741594D41524B

_SELECT = "select id, exchange, routing_key, attributes, body from outbox order by id limit %s"
_DELETE = "delete from outbox where id = any(%s)"


class PoolerError(RuntimeError):
    """The address for locks and LISTEN leads to a transaction pooler, where neither works."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """How much waits in an outbox, and since when: the health of the relay."""

    count: int
    oldest: timedelta


def unsent(on: Connection | Session) -> Unsent:
    """What waits in the outbox of this database."""
    age = func.coalesce(func.clock_timestamp() - func.min(outbox.c.recorded_at), timedelta(0))
    count, oldest = on.execute(select(func.count(), age).select_from(outbox)).one()
    return Unsent(count, oldest)


class Relay(DependencyProvider):  # type: ignore[misc]
    """Give a service one as a class attribute. Handlers see what it is held up by (None when all is well).

    `database` names the service whose outbox it empties (default: its own); `kept_by` the queues that must be there
    before anything is published. Without any, a fact that nobody listens to is sent and gone, as is usual for events.
    """

    def __init__(self, database: str | None = None, kept_by: tuple[str, ...] = topology.KEEPERS, size: int = SIZE):
        self.database = database
        self.kept_by = kept_by
        self.size = size
        self.held_by: str | None = "it is starting"

    def setup(self) -> None:
        # a second process of a service (the projector) names the service whose database it shares
        of = getattr(self.container.service_cls, "database", self.container.service_name)
        self.service: str = self.database or of
        self._stopping = False
        self._idle = False
        self._thread: Any = None

    def start(self) -> None:
        self._thread = self.container.spawn_managed_thread(self._run, identifier=f"relay of {self.service}")

    def stop(self) -> None:
        """Let the batch in hand be confirmed and deleted, then end."""
        self._stopping = True
        if self._thread is not None:
            if self._idle:
                self._thread.kill()
            with eventlet.Timeout(15, False), suppress(eventlet.greenlet.GreenletExit):
                self._thread.wait()

    kill = stop

    def get_dependency(self, worker_ctx: Any) -> str | None:  # noqa: ARG002
        return self.held_by

    def _run(self) -> None:
        back_off = BackOff()
        while not self._stopping:
            try:
                with self._connect() as database:
                    self._only_one(database)
                    self._relay(database, back_off)
            except (*AWAY, psycopg.Error) as error:
                self._hold(f"{type(error).__name__}: {error}".strip())
                self._sleep(back_off.seconds())

    def _connect(self) -> psycopg.Connection[Any]:
        address = settings().database(self.service, direct=True).set(drivername="postgresql")
        text = address.render_as_string(hide_password=False)
        options: dict[str, Any] = {
            "autocommit": True,
            "connect_timeout": 5,
            "application_name": f"waymark-{self.service}-relay",
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
        }
        with psycopg.connect(text, autocommit=True, connect_timeout=5) as other:
            database = psycopg.connect(text, **options)
            # two live sessions never share a server process; two clients of a transaction pooler do
            if _pid(database) == _pid(other):
                database.close()
                raise PoolerError(
                    "DATABASE_DIRECT_URL leads to a transaction pooler, where locks and LISTEN do not work: "
                    "give the address of PostgreSQL itself"
                )
        set_json_loads(orjson.loads, database)
        return database

    def _only_one(self, database: psycopg.Connection[Any]) -> None:
        """Wait until no other replica of the service relays. The lock lives and dies with the connection."""
        while not self._stopping and not _row(database, "select pg_try_advisory_lock(%s)", LOCK)[0]:
            self.held_by = None  # somebody else does the work
            self._sleep(1)

    def _relay(self, database: psycopg.Connection[Any], back_off: BackOff) -> None:
        database.execute(f"listen {CHANNEL}")
        publisher = self._publisher()
        try:
            while not self._stopping:
                problem = self._empty(database, publisher, back_off)
                if problem is not None:
                    self._hold(problem)
                    self._sleep(back_off.seconds())
                else:
                    self._wait(database)
                publisher.keep_alive()
        finally:
            publisher.close()

    def _publisher(self) -> Publisher:
        """A publisher, once the exchange and every keeper's queue are there."""
        uri = self.container.config["AMQP_URI"]
        publisher = Publisher(uri, f"{self.service} relay")
        topology.declare_events(publisher.channel, self.service)
        back_off = BackOff(most=1.0)
        while not self._stopping and (missing := self._missing(publisher.connection)):
            self._hold(f"the queue {missing} is not there yet, and facts must not pass before it")
            self._sleep(back_off.seconds())
            publisher.keep_alive()
        return publisher

    def _missing(self, connection: amqp.Connection) -> str | None:
        for queue in self.kept_by:
            channel = connection.channel()
            try:
                channel.queue_declare(queue, passive=True)
                channel.close()
            except amqp.NotFound:  # which closed the channel
                return queue
        return None

    def _empty(self, database: psycopg.Connection[Any], publisher: Publisher, back_off: BackOff) -> str | None:
        """Send until the outbox is empty. Gives what the broker objected to, if it did."""
        while not self._stopping:
            rows = database.execute(_SELECT, (self.size,), binary=True).fetchall()
            if rows:
                messages = [_message(exchange, key, attributes, body) for _, exchange, key, attributes, body in rows]
                safe, problem = publisher.send(messages, mandatory=bool(self.kept_by))
                if safe:
                    database.execute(_DELETE, ([row[0] for row in rows[:safe]],))
                if problem is not None:
                    return problem
            if self.held_by is not None:
                log.info("relay.running", service=self.service)
                self.held_by = None
            back_off.reset()
            if len(rows) < self.size:
                return None
        return None

    def _wait(self, database: psycopg.Connection[Any]) -> None:
        """Until a commit with facts in it notifies us, or one second has passed."""
        self._idle = True
        try:
            for _ in database.notifies(timeout=1.0, stop_after=1):
                pass
        finally:
            self._idle = False

    def _hold(self, why: str) -> None:
        if self.held_by != why:
            log.warning("relay.held", service=self.service, why=why)
        self.held_by = why

    def _sleep(self, seconds: float) -> None:
        self._idle = True
        try:
            eventlet.sleep(seconds)
        finally:
            self._idle = False


def _message(exchange: str, routing_key: str, attributes: dict[str, str | int], body: bytes) -> Outgoing:
    headers = {f"cloudEvents_{name}": value for name, value in attributes.items()}
    return Outgoing(exchange, routing_key, headers, body, message_id=str(attributes["id"]))


def _pid(database: psycopg.Connection[Any]) -> int:
    return int(_row(database, "select pg_backend_pid()")[0])


def _row(database: psycopg.Connection[Any], sql: str, *parameters: Any) -> Any:
    return database.execute(sql, parameters).fetchone()
