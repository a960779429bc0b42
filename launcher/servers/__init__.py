"""Broker and database for tests, the bench and `./waymark run`: real RabbitMQ and real PostgreSQL, private, in seconds.

    from launcher.servers import private_servers

    with private_servers() as servers:
        servers.amqp_uri                  # pyamqp://waymark:…@127.0.0.1:…/waymark: every right on the vhost
        servers.amqp_uri_for("outputs")   # with the rights of that process alone (deploy/rabbitmq/definitions.py)
        servers.database_url              # postgresql+psycopg://waymark:…@127.0.0.1:…/waymark: a superuser of the
        private server

        servers.broker.kill()             # kill -9
        servers.broker.start()            # back on the same port with the same data; returns when it answers
        servers.broker.restart()          # an orderly stop and start
        servers.database.kill(); servers.database.start(); servers.database.restart()
        servers.broker.alive, servers.broker.log, servers.broker.port

Use it in a session-scoped pytest fixture: starting takes 6 to 10 seconds. Works as root and as an ordinary user, in
a path with spaces, any number side by side, also in a process patched by eventlet. Without a folder everything is
in a temporary one and deleted at the end; with a folder the data stays there for the next time. The servers die
with the process that started them, even on kill -9; start them from the main thread, because the kernel watches the
thread.

When AMQP_URI or DATABASE_URL is set in the environment, that server is used instead: `ours` is then False and
`kill()` raises RuntimeError. A machine that has no server binaries raises `NoServer`, whose text is one sentence
for a person: skip with it, or fail.

RabbitMQ 3.10 writes a new quorum queue down a moment after it was declared; killed before that, it comes back with
a queue that never finds its leader. A test that kills the broker declares its queues, calls `broker.restart()`, and
only then begins.

    private_servers(folder=None, *, broker=True, database=True)

`database_url` names a server and a prefix; the databases themselves are the caller's to create (maintenance
database: `postgres`).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from launcher.datafolder import TEMPORARY_PREFIX, DataFolder
from launcher.servers.choice import Broker, Database, NoServer, choose_broker, choose_database

__all__ = ["Broker", "Database", "NoServer", "Servers", "private_servers"]


@dataclass(frozen=True)
class Servers:
    """Running servers. A part that was not asked for raises when it is used."""

    data: DataFolder
    _broker: Broker | None
    _database: Database | None

    @property
    def broker(self) -> Broker:
        if self._broker is None:
            raise LookupError("these servers were started with broker=False")
        return self._broker

    @property
    def database(self) -> Database:
        if self._database is None:
            raise LookupError("these servers were started with database=False")
        return self._database

    @property
    def amqp_uri(self) -> str:
        return self.broker.amqp_uri

    def amqp_uri_for(self, user: str) -> str:
        return self.broker.amqp_uri_for(user)

    @property
    def database_url(self) -> str:
        return self.database.database_url


@contextmanager
def private_servers(
    folder: Path | str | None = None, *, broker: bool = True, database: bool = True
) -> Iterator[Servers]:
    """Start broker and database together, give their addresses, stop them at the end. See the module's text."""
    with ExitStack() as stack:
        temporary = tempfile.mkdtemp(prefix=TEMPORARY_PREFIX) if folder is None else None
        if temporary is not None:
            stack.callback(shutil.rmtree, temporary, ignore_errors=True)
        data = DataFolder.at(temporary or folder)
        stack.enter_context(data.held())
        started: list[Broker | Database] = []
        chosen_broker = choose_broker(data) if broker else None
        chosen_database = choose_database(data) if database else None
        for server in (chosen_broker, chosen_database):
            if server is not None:
                if temporary is not None:
                    stack.callback(server.erase)
                stack.callback(server.stop)
                server.begin()
                started.append(server)
        for server in started:
            server.wait_ready()
        yield Servers(data, chosen_broker, chosen_database)
