"""What an integration test stands on: fresh databases, an empty broker, a service in a container, and waiting.

def test_something(installation):
    installation.databases("projects")
    with installation.running(Projects) as container:
        ...
        until(lambda: installation.depth("reporting.projector") == 1)
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self
from uuid import uuid4

import amqp
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from launcher.servers import Servers
from shared.database import engine
from shared.messaging import topology
from shared.messaging.connection import abandon, connect
from shared.settings import settings

#: queues that services declare; a test that makes others deletes them
QUEUES = ("reporting.projector", "reporting.inbox", "notifications.inbox", "projects.inbox", "outputs.inbox")


def until(condition: Callable[[], Any], within: float = 20.0, what: str = "") -> Any:
    """Wait for a condition to hold and give its value. Fails the test when it does not in time."""
    give_up = time.monotonic() + within
    while not (value := condition()):
        if time.monotonic() > give_up:
            pytest.fail(f"not within {within:g} seconds: {what or condition!r}")
        time.sleep(0.01)
    return value


class Installation:
    """Databases with a prefix of their own, and the test broker emptied of what other tests left."""

    def __init__(self, servers: Servers) -> None:
        self.servers = servers
        self.amqp_uri = servers.amqp_uri
        url = make_url(servers.database_url)
        self.database_url = url.set(database=f"test_{uuid4().hex[:10]}").render_as_string(hide_password=False)
        self._engines: dict[str, Engine] = {}
        self._made: set[str] = set()
        self._patch = pytest.MonkeyPatch()

    def __enter__(self) -> Self:
        self._patch.setenv("AMQP_URI", self.amqp_uri)
        self._patch.setenv("DATABASE_URL", self.database_url)
        for name in ("DATABASE_DIRECT_URL", "HEALTH_PORT"):
            self._patch.delenv(name, raising=False)
        settings.cache_clear()
        self.empty_broker()
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._engines.values():
            one.dispose()
        with self._maintenance() as connection:
            for service in self._made:
                connection.execute(text(f'drop database if exists "{settings().database(service).database}" (force)'))
        self._patch.undo()
        settings.cache_clear()

    @property
    def environment(self) -> dict[str, str]:
        """For processes that the test starts."""
        return dict(os.environ)

    def databases(self, *services: str) -> None:
        """Create and migrate the databases of these services."""
        from shared.migrate import migrate

        for service in services:
            if service not in self._made:
                with self._maintenance() as connection:
                    connection.execute(text(f'create database "{settings().database(service).database}"'))
                self._made.add(service)
                migrate(service)

    def engine(self, service: str) -> Engine:
        """The test's own way into a service's database."""
        if service not in self._engines:
            self._engines[service] = engine(service, pool_size=5)
        return self._engines[service]

    def config(self) -> dict[str, Any]:
        """nameko's, as `shared.run` makes it."""
        from shared.run import config

        return config(settings())

    @contextmanager
    def running(self, service: type, **changes: Any) -> Iterator[Any]:
        """The service in a container of this process, its consumers listening; stopped, draining, at the end."""
        from nameko.containers import ServiceContainer

        from shared.messaging.batch import Batches

        container = ServiceContainer(service, config=self.config() | changes)
        container.start()
        try:
            for consumer in container.entrypoints:
                if isinstance(consumer, Batches):
                    until(lambda one=consumer: one.held_by is None, what=f"{consumer.queue.name} consumes")
            yield container
        finally:
            container.stop()

    @contextmanager
    def channel(self) -> Iterator[amqp.Channel]:
        """A channel to the broker."""
        connection = connect(self.amqp_uri, "test")
        try:
            channel = connection.channel()
            channel.auto_decode = False
            yield channel
        finally:
            abandon(connection)

    def declare(self, *queues: topology.Queue) -> None:
        """Make these queues, empty, although nobody consumes them yet."""
        with self.channel() as channel:
            for queue in queues:
                channel.queue_delete(queue.name)
                topology.declare(channel, queue)

    def depth(self, queue: str) -> int:
        """How many messages are ready in a queue; 0 when it is not there."""
        with self.channel() as channel:
            try:
                return int(channel.queue_declare(queue, passive=True).message_count)
            except amqp.NotFound:
                return 0

    def messages(self, queue: str) -> list[amqp.Message]:
        """Take everything that is ready out of a queue."""
        found: list[amqp.Message] = []
        expected = self.depth(queue)
        with self.channel() as channel:
            # a queue with a single active consumer does not answer basic.get
            channel.basic_consume(queue, no_ack=True, callback=found.append)
            while len(found) < expected:
                channel.connection.drain_events(timeout=5)
        return found

    def empty_broker(self) -> None:
        """Delete what services declare."""
        with self.channel() as channel:
            for service in topology.SERVICES:
                for name in (topology.dead(service), f"rpc-{service}"):
                    channel.queue_delete(name)
            for name in QUEUES:
                channel.queue_delete(name)
            for service in topology.SERVICES:
                channel.exchange_delete(topology.events(service))
                channel.exchange_delete(topology.dead(service))

    @contextmanager
    def _maintenance(self) -> Iterator[Any]:
        server = create_engine(make_url(self.database_url).set(database="postgres"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            yield connection
        server.dispose()
