"""`@batches(queue)`: a nameko entrypoint that gives its handler facts in order, many at a time.

The handler works in one transaction and commits before it returns; only then are the messages acknowledged. What
happens when it fails depends on whose fault it is:

- the database is away, or not migrated yet: the messages are held and tried again, for as long as it takes;
- anything else: the batch is halved until the guilty fact is alone. That one goes to the dead letters with its reason.

Stock nameko acknowledges before the work is known to be safe, runs handlers of one queue side by side, and closes the
connection under those that are still at work (docs/decisions/0001-nameko.md, tests/faults).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import eventlet
import psycopg
import structlog
from eventlet.event import Event as Signal
from nameko.extensions import Entrypoint
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.errors import Unavailable
from shared.events.event import Event
from shared.messaging.connection import AWAY, BackOff
from shared.messaging.deadletters import bury
from shared.messaging.deliveries import Delivery
from shared.messaging.intake import Intake
from shared.messaging.topology import Queue

log = structlog.get_logger()

Handler = TypeVar("Handler", bound=Callable[..., None])

_AWAY_DATABASE = (OperationalError, InterfaceError, PoolTimeout, psycopg.OperationalError, Unavailable)
_NOT_MIGRATED = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn, psycopg.errors.InsufficientPrivilege)


def is_outage(error: BaseException) -> bool:
    """Whether trying again later can help without anybody changing the message or the handler."""
    if isinstance(error, _AWAY_DATABASE):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or isinstance(error.orig, _NOT_MIGRATED)
    return False


class _Stopping(Exception):
    """The service stops while messages are held: give them back."""


class Batches(Entrypoint):  # type: ignore[misc]
    """The handler takes (self, events): a list of `Event`, 1 to `size` of them, oldest first. What it gives is unused.

    Waits up to `linger_ms` for a batch to fill. The connection is the entrypoint's own.
    """

    def __init__(self, queue: Queue, size: int = 500, linger_ms: float = 5, **options: Any) -> None:
        # an outage is held and said in one line (`consumer.held`); with a stack, each try would look like a fault
        super().__init__(expected_exceptions=_AWAY_DATABASE, **options)
        self.queue = queue
        self.size = size
        self.linger = linger_ms / 1000
        #: why nothing is being handled at present; None when all is well. Read by health checks
        self.held_by: str | None = "it is starting"

    def setup(self) -> None:
        self._stopping = False
        self._intake: Intake | None = None
        self._held: Any = None
        self._thread: Any = None

    def start(self) -> None:
        self._thread = self.container.spawn_managed_thread(self._run, identifier=f"consumer of {self.queue.name}")

    def stop(self) -> None:
        """Let the handler that is at work finish and be acknowledged, then close the connection."""
        self._stopping = True
        if self._intake is not None:
            self._intake.wake()
        if self._held is not None:
            self._held.kill()
        if self._thread is not None:
            self._thread.wait()

    def kill(self) -> None:
        self._stopping = True
        if self._intake is not None:
            self._intake.close()
        if self._thread is not None:
            self._thread.kill()

    def readiness(self) -> list[str]:
        """Why the queue is not being worked on, for /readyz."""
        return [f"{self.queue.name} is held: {self.held_by.partition(':')[0]}"] if self.held_by else []

    def read(self, message: Delivery) -> Any:
        """What the handler gets for a message. Raises ValueError or KeyError when it is not for the handler."""
        return Event.from_message(message.headers, message.body)

    def holds(self, error: BaseException) -> bool:
        """Whether to try the same again after this error, for as long as it takes."""
        return is_outage(error)

    def _run(self) -> None:
        back_off = BackOff()
        while not self._stopping:
            try:
                self._intake = Intake(self.container.config["AMQP_URI"], self.queue, prefetch=2 * self.size)
                self._free()
                while not self._stopping:
                    if messages := self._intake.take(self.size, self.linger):
                        self._settle(messages)
                        back_off.reset()
            except AWAY as error:
                self._hold(f"{type(error).__name__}: {error}")
                self._sleep(back_off.seconds())
            except _Stopping:
                pass
            finally:
                if self._intake is not None:
                    self._intake.close()
                    self._intake = None

    def _settle(self, messages: list[Delivery]) -> None:
        """Handle, and acknowledge, everything in the batch; what cannot be handled is buried."""
        pairs, unreadable = [], []
        for message in messages:
            try:
                pairs.append((message, self.read(message)))
            except (KeyError, ValueError, TypeError, AttributeError) as problem:
                unreadable.append((message, f"not a fact of ours: {type(problem).__name__}: {problem}"))
        if unreadable:
            self._bury(unreadable)
        parts = [pairs] if pairs else []
        while parts:
            part = parts.pop()
            error = self._handle([item for _, item in part])
            if error is not None and len(part) > 1:
                half = len(part) // 2
                parts += [part[half:], part[:half]]
                continue
            if error is not None:
                self._bury([(part[0][0], f"{type(error).__name__}: {error}")])
            # covers all before it, also those that were buried; the unreadable ones at the end go with the last part
            self._acknowledge(part[-1][0] if parts else messages[-1])
        if not pairs:
            self._acknowledge(messages[-1])

    def _handle(self, items: list[Any]) -> BaseException | None:
        """Run the handler, again and again while there is an outage. Gives the error that was not one."""
        back_off = BackOff()
        while (error := self._work(items)) is not None and self.holds(error):
            self._hold(f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}")
            self._sleep(back_off.seconds())
            if self._stopping:
                raise _Stopping
        self._free()
        return error

    def _work(self, items: list[Any]) -> BaseException | None:
        """One run of the handler in a worker of nameko's. No header of a message becomes context of the worker."""
        outcome = Signal()

        def handle_result(_context: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            outcome.send(exc_info)
            return result, exc_info

        self.container.spawn_worker(self, (items,), {}, context_data={}, handle_result=handle_result)
        exc_info = outcome.wait()
        return exc_info[1] if exc_info else None

    def _bury(self, letters: list[tuple[Delivery, str]]) -> None:
        for message, reason in letters:
            log.error(
                "message.buried",
                queue=self.queue.name,
                message_id=message.message_id,
                error=reason.partition(":")[0],
            )
        bury(self.container.config["AMQP_URI"], self.queue, letters)

    def _acknowledge(self, message: Delivery) -> None:
        assert self._intake is not None
        self._intake.acknowledge(message)

    def _hold(self, why: str) -> None:
        if self.held_by != why:
            log.warning("consumer.held", queue=self.queue.name, why=why)
        self.held_by = why

    def _free(self) -> None:
        if self.held_by is not None:
            log.info("consumer.running", queue=self.queue.name)
            self.held_by = None

    def _sleep(self, seconds: float) -> None:
        """Sleep, but not past the moment when the service stops."""
        self._held = eventlet.spawn(eventlet.sleep, seconds)
        try:
            self._held.wait()
        except eventlet.greenlet.GreenletExit:
            pass
        finally:
            self._held = None


def batches(queue: Queue, size: int = 500, linger_ms: float = 5) -> Callable[[Handler], Handler]:
    """Decorate the handler. See `Batches`."""
    decorate: Callable[[Handler], Handler] = Batches.decorator(queue, size=size, linger_ms=linger_ms)
    return decorate
