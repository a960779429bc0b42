"""The caller's side of commands and reads. Safe to share between threads, native or green.

Every call carries its time-out three ways: as the wait here, as the message's `expiration`, and as the `deadline` that
the service checks before it begins. Every command carries an idempotency key, so that asking again after a lost answer
can never do it twice. The service side is `rpc.py`.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import amqp
import kombu
from kombu.exceptions import OperationalError

from shared import clock, errors
from shared.calls.call import Call, Command
from shared.context import Actor
from shared.errors import Unavailable

EXCHANGE = kombu.Exchange("nameko-rpc", type="topic", durable=True)
BROKEN = (OperationalError, amqp.AMQPError, OSError)


class Line:
    """One connection with a reply queue of its own; used by one caller at a time."""

    def __init__(self, amqp_uri: str, name: str) -> None:
        # no heartbeat: an idle line has no thread to send it, and a dead one is found, and replaced, at its next use
        self.connection = kombu.Connection(
            amqp_uri, heartbeat=0, connect_timeout=5, transport_options={"client_properties": {"connection_name": name}}
        )
        self.channel = self.connection.channel()
        self.address = str(uuid4())
        replies = kombu.Queue(
            f"rpc.reply-{name}-{self.address}",
            exchange=EXCHANGE,
            routing_key=self.address,
            auto_delete=True,
            durable=False,
            expires=300,
        )
        self.answers: dict[str, Any] = {}
        self.returned = False
        self.channel.events["basic_return"].add(self._on_return)
        self.consumer = kombu.Consumer(
            self.channel, [replies], callbacks=[self._on_reply], no_ack=True, accept=["json"]
        )
        self.consumer.consume()
        self.producer = kombu.Producer(self.channel, exchange=EXCHANGE, serializer="json")

    def ask(self, name: str, fields: dict[str, Any], headers: dict[str, Any], timeout: float) -> Any:
        """Publish a request and wait for its answer. Raises TimeoutError, LookupError (nobody serves it) or BROKEN."""
        self.answers.clear()
        self.returned = False
        correlation = str(uuid4())
        self.producer.publish(
            {"args": [fields], "kwargs": {}},
            routing_key=name,
            reply_to=self.address,
            correlation_id=correlation,
            headers=headers,
            expiration=timeout,
            mandatory=True,
            delivery_mode=1,
        )
        give_up = time.monotonic() + timeout
        while correlation not in self.answers:
            if self.returned:
                raise LookupError(name)
            left = give_up - time.monotonic()
            if left <= 0:
                raise TimeoutError(name)
            try:
                self.connection.drain_events(timeout=left)
            except TimeoutError as error:
                raise TimeoutError(name) from error
        return self.answers.pop(correlation)

    def close(self) -> None:
        with _ignoring_broken():
            self.connection.release()

    def _on_reply(self, body: Any, message: Any) -> None:
        self.answers[message.properties.get("correlation_id")] = body

    def _on_return(self, *_: Any) -> None:
        self.returned = True


class Client:
    """A pool of lines. `size` is the number kept open when idle, not a limit on callers."""

    def __init__(self, amqp_uri: str, *, timeout: float = 10.0, size: int = 8, name: str = "client") -> None:
        self.amqp_uri = amqp_uri
        self.timeout = timeout
        self.name = name
        self._idle: queue.LifoQueue[Line] = queue.LifoQueue(maxsize=size)

    def call(
        self,
        call: type[Call],
        fields: dict[str, Any] | None = None,
        *,
        actor: Actor | None = None,
        idempotency_key: str | None = None,
        expected_version: int | None = None,
        correlation_id: str | None = None,
        traceparent: str | None = None,
        recorded_on: date | None = None,
        origin: str | None = None,
        timeout: float | None = None,
    ) -> Any:
        """Ask, and give the answer: a read's value, or a command's {"result": ..., "events": [ids]}.

        Raises the service's own error (shared.errors), or Unavailable when what became of it is not known.
        """
        wait = timeout or self.timeout
        if issubclass(call, Command):
            idempotency_key = idempotency_key or str(uuid4())
        said = {
            "actor": actor and _spell(actor),
            "idempotency_key": idempotency_key,
            "expected_version": expected_version,
            "correlation_id": correlation_id or str(uuid4()),
            "traceparent": traceparent,
            "recorded_on": recorded_on and recorded_on.isoformat(),
            "origin": origin,
            "deadline": (clock.system.now() + timedelta(seconds=wait)).isoformat(),
        }
        headers = {f"nameko.{name}": value for name, value in said.items() if value is not None}
        answer = self._ask(call.name(), fields or {}, headers, wait)
        if failure := answer["error"]:
            raise _remote(failure)
        return answer["result"]

    def close(self) -> None:
        """Hang up every idle line."""
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return

    def _ask(self, name: str, fields: dict[str, Any], headers: dict[str, Any], wait: float) -> Any:
        give_up = time.monotonic() + wait
        while True:
            try:
                with self._line() as line:
                    return line.ask(name, fields, headers, max(give_up - time.monotonic(), 0.05))
            except BROKEN as error:  # includes TimeoutError
                if isinstance(error, TimeoutError) or time.monotonic() >= give_up:
                    raise Unavailable(
                        f"{name} has not answered. What became of this is not known yet: ask again."
                    ) from error
                # the line was dead: asking again is safe, a read changes nothing and a command carries its key
                time.sleep(0.05)
            except LookupError as error:
                raise Unavailable(
                    f"Nobody answers {name} just now. Nothing was done. Try again in a moment."
                ) from error

    @contextmanager
    def _line(self) -> Iterator[Line]:
        try:
            line = self._idle.get_nowait()
        except queue.Empty:
            line = Line(self.amqp_uri, self.name)
        try:
            yield line
        except (LookupError, TimeoutError):
            self._keep(line)
            raise
        except BaseException:
            line.close()
            raise
        self._keep(line)

    def _keep(self, line: Line) -> None:
        try:
            self._idle.put_nowait(line)
        except queue.Full:
            line.close()


def _spell(actor: Actor) -> dict[str, Any]:
    grants = [
        {
            "role": g.role,
            "programme_id": g.programme_id,
            "project_id": g.project_id,
            "until": g.until and g.until.isoformat(),
        }
        for g in actor.grants
    ]
    return {"id": actor.id, "grants": grants}


def _remote(failure: dict[str, Any]) -> Exception:
    """The error that the service raised, by its name; anything unforeseen is told without its inner text."""
    kind = errors.BY_NAME.get(failure.get("exc_type", ""))
    if kind is None:
        return Unavailable("Something went wrong inside. It has been logged; nothing was changed.")
    return kind(*failure.get("exc_args", ["No reason was given."]))


@contextmanager
def _ignoring_broken() -> Iterator[None]:
    try:
        yield
    except BROKEN:
        return
