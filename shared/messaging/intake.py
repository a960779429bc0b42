"""One connection that takes deliveries of one queue into memory, while somebody else works on those before them.

A green thread reads; `take` gives what has come, in order. `multiple=True` acknowledges everything of a channel, which
is why each queue has a connection and a channel of its own. Knows nothing of handlers: see `batch.py`.
"""

from __future__ import annotations

from collections import deque

import eventlet
from eventlet.event import Event as Signal

from shared.messaging import topology
from shared.messaging.connection import HEARTBEAT, abandon, connect
from shared.messaging.deliveries import Delivery, on_deliveries
from shared.messaging.topology import Queue


class Intake:
    """Open until `close`. Everything but `close` raises one of `connection.AWAY` once the connection is lost."""

    def __init__(self, uri: str, queue: Queue, prefetch: int, *, declare: bool = True) -> None:
        self._connection = connect(uri, f"{queue.name} consumer")
        try:
            self._channel = self._connection.channel()
            if declare:
                topology.declare(self._channel, queue)
            self._arrived: deque[Delivery] = deque()
            self._lost: Exception | None = None
            self._woken = False
            self._signal = Signal()
            self._channel.basic_qos(0, prefetch, False)
            on_deliveries(self._connection, self._channel, self._arrived.append)
            self._channel.basic_consume(queue.name)
        except BaseException:
            abandon(self._connection)
            raise
        self._reader = eventlet.spawn(self._read)

    def take(self, most: int, linger: float) -> list[Delivery]:
        """Wait for a delivery, then up to `linger` seconds for more. Gives [] when woken by `wake`."""
        while not self._arrived and self._lost is None and not self._woken:
            self._signal.wait()
            self._signal = Signal()
        if self._woken:
            return []
        if len(self._arrived) < most and self._lost is None and linger:
            eventlet.sleep(linger)
        if self._lost is not None:
            raise self._lost
        return [self._arrived.popleft() for _ in range(min(most, len(self._arrived)))]

    def wake(self) -> None:
        """Make `take` return, now and from now on: the consumer is stopping."""
        self._woken = True
        self._tell()

    def acknowledge(self, message: Delivery) -> None:
        """This one and all before it are done."""
        if self._lost is not None:
            raise self._lost
        self._channel.basic_ack(message.tag, multiple=True)

    def close(self) -> None:
        """Give back what was not acknowledged."""
        self._reader.kill()
        abandon(self._connection)

    def _read(self) -> None:
        connection = self._connection
        read_frame, on_frame = connection.transport.read_frame, connection.on_inbound_frame
        connection.transport.sock.settimeout(HEARTBEAT / 4)
        try:
            while True:
                try:
                    on_frame(read_frame())
                except TimeoutError:
                    connection.heartbeat_tick()
                else:
                    if self._arrived:
                        self._tell()
        except Exception as error:  # noqa: BLE001  (whatever it is, the one who takes must hear of it)
            self._lost = error
            self._tell()

    def _tell(self) -> None:
        if not self._signal.ready():
            self._signal.send()
