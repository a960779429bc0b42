"""One way to reach the broker: a named connection with heartbeats, and what counts as the broker being away.

Not for RPC: nameko keeps its own connections for that.
"""

from __future__ import annotations

import random
import socket
from urllib.parse import unquote

import amqp
import eventlet
from amqp.exceptions import AMQPError
from kombu.utils.url import parse_url

#: seconds between heartbeats; the broker gives a silent client up after two
HEARTBEAT = 30

#: what the client raises when the broker is away, goes away, or will not do what was asked
AWAY = (OSError, AMQPError)


def connect(uri: str, purpose: str) -> amqp.Connection:
    """An open connection; `purpose` and the host's name show in the broker's list. Raises one of AWAY."""
    parts = parse_url(uri)
    connection = amqp.Connection(
        host=f"{parts['hostname'] or 'localhost'}:{parts['port'] or 5672}",
        userid=parts["userid"] or "guest",
        password=parts["password"] or "guest",
        login_method="PLAIN",
        virtual_host=unquote(parts["virtual_host"] or "") or "/",
        heartbeat=HEARTBEAT,
        connect_timeout=5,
        client_properties={"connection_name": f"{purpose} on {socket.gethostname()}"},
    )
    try:
        connection.connect()
    except BaseException:
        connection.collect()
        raise
    return connection


def abandon(connection: amqp.Connection) -> None:
    """Close what may already be broken; never raises for that and never waits long."""
    try:
        if connection.connected:
            with eventlet.Timeout(2, False):
                connection.close()
    except AWAY:
        pass
    finally:
        connection.collect()


class BackOff:
    """Waiting times that double from a tenth of a second to `most`, with some chance in them; `reset` after success."""

    def __init__(self, most: float = 5.0) -> None:
        self.most = most
        self._next = 0.1

    def reset(self) -> None:
        self._next = 0.1

    def seconds(self) -> float:
        """How long to wait this time."""
        now, self._next = self._next, min(self._next * 2, self.most)
        return now * random.uniform(0.8, 1.0)  # noqa: S311  (not a secret)
