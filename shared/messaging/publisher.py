"""Publishing many messages with one wait: pipelined publisher confirms on a connection of its own.

A message is sent when the broker has confirmed it; refused (nack), returned (no queue took it) and not confirmed in
time are all *not sent*. Used by the relay and for dead letters; nothing else publishes.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import amqp
from amqp.exceptions import AMQPError

from shared.messaging import frames
from shared.messaging.connection import abandon, connect
from shared.messaging.frames import Outgoing

#: seconds in which the broker must have confirmed everything that was handed to it
CONFIRM_WITHIN = 10.0


class NotConfirmed(AMQPError):  # type: ignore[misc]
    """What became of some messages is not known: publish them again on a new connection."""


class Publisher:
    """One connection and channel in confirm mode. Not to be shared between green threads."""

    def __init__(self, uri: str, purpose: str) -> None:
        self.connection = connect(uri, purpose)
        self.channel: amqp.Channel = self.connection.channel()
        self.channel.confirm_select()
        self.channel.events["basic_ack"].add(self._acked)
        self.channel.events["basic_nack"].add(self._nacked)
        self.channel.events["basic_return"].add(self._returned)
        self._published = 0  # delivery tags given out on this channel
        self._waiting: set[int] = set()
        self._failed: dict[int, str] = {}
        self._tags: dict[str | None, int] = {}

    def send(self, messages: Sequence[Outgoing], *, mandatory: bool = False) -> tuple[int, str | None]:
        """Publish in order. Gives how many from the first on are safe, and why the next one is not.

        Later ones may have been taken all the same: publish again from the first that is not safe, so that no subject
        is reordered; consumers absorb the repeats. Raises one of `connection.AWAY` when nothing can be said.
        """
        first = self._published + 1
        self._failed.clear()
        self._published += len(messages)
        self._waiting = set(range(first, self._published + 1))
        if mandatory:
            self._tags = {message.message_id: first + number for number, message in enumerate(messages)}
        self._write(messages, mandatory)
        deadline = time.monotonic() + CONFIRM_WITHIN
        while self._waiting:
            left = deadline - time.monotonic()
            try:
                self.connection.drain_events(timeout=max(left, 0.001))
            except TimeoutError:
                if left <= 0:
                    # seen after a broker was killed and started again: this channel never hears of it, a new one does
                    raise NotConfirmed(f"the broker did not confirm within {CONFIRM_WITHIN:g} seconds") from None
        if not self._failed:
            return len(messages), None
        worst = min(self._failed)
        return worst - first, self._failed[worst]

    def keep_alive(self) -> None:
        """Read what the broker has to say and answer its heartbeats; call at least every ten seconds when idle."""
        with suppress(TimeoutError):
            self.connection.drain_events(timeout=0.001)
        self.connection.heartbeat_tick()

    def close(self) -> None:
        abandon(self.connection)

    def _write(self, messages: Sequence[Outgoing], mandatory: bool) -> None:
        channel, frame_max = self.channel.channel_id, self.connection.frame_max
        with self.connection.transport.having_timeout(CONFIRM_WITHIN):
            for start in range(0, len(messages), 100):
                some = messages[start : start + 100]
                self.connection.transport.write(
                    b"".join(frames.publish(message, channel, frame_max, mandatory=mandatory) for message in some)
                )
        self.connection.bytes_sent += 1  # tells the heartbeat that something was sent

    def _acked(self, tag: int, multiple: bool) -> None:
        self._settle(tag, multiple)

    def _nacked(self, tag: int, multiple: bool) -> None:
        for one in self._settle(tag, multiple):
            self._failed.setdefault(one, "the broker refused it: a queue is full or unavailable")

    def _returned(self, _error: Exception, exchange: str, routing_key: str, message: Any) -> None:
        tag = self._tags.get(message.properties.get("message_id"))
        if tag is not None:
            self._failed[tag] = f"no queue takes {routing_key} from {exchange or 'the default exchange'}"

    def _settle(self, tag: int, multiple: bool) -> list[int]:
        settled = [one for one in self._waiting if one <= tag] if multiple else [tag]
        self._waiting.difference_update(settled)
        return settled
