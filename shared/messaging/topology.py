"""The one place that names exchanges and queues and says how a queue is made.

Facts of a service go to the topic exchange `<service>.events` (nameko's own convention, so that any stock nameko
service can subscribe). A consumer has one quorum queue with as many bindings as it needs. What cannot be handled goes
through the exchange `<service>.dead` into the queue `<service>.dead`, and from there into the table `parked`.

Arguments are given here and nowhere else: policies would be a second place. A queue's arguments are fixed when it is
first declared; to change one, delete the empty queue (docs/operations.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import amqp

SERVICES = ("people", "projects", "outputs", "notifications", "reporting")

#: how often a message is handed out without an answer before it is dead: a fuse, not a retry policy
DELIVERY_LIMIT = 20
#: far above what is normal; past it the broker refuses, and facts stay in their outbox
MAX_LENGTH = 2_000_000


@dataclass(frozen=True, slots=True)
class Queue:
    """A consumer's queue, `<service>.<what>`. `bindings` are pairs of the recording service and a pattern of types."""

    name: str
    bindings: tuple[tuple[str, str], ...] = ()
    #: one consumer at a time, so that facts of a subject arrive in order
    ordered: bool = True

    @property
    def service(self) -> str:
        """The service whose queue it is, and whose operator finds what could not be handled."""
        return self.name.partition(".")[0]

    @property
    def dead(self) -> str:
        """The name of the dead-letter exchange and queue."""
        return dead(self.service)

    def arguments(self) -> dict[str, Any]:
        """What the broker is told about the queue."""
        found: dict[str, Any] = {
            "x-queue-type": "quorum",
            "x-dead-letter-exchange": self.dead,
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",  # at-least-once dead-lettering needs it
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-max-length": MAX_LENGTH,
        }
        if self.ordered:
            found["x-single-active-consumer"] = True
        return found


class DeadQueue(Queue):
    """A service's dead letters, as a queue to consume."""


def everything() -> tuple[tuple[str, str], ...]:
    """Bindings to every fact of every service."""
    return tuple((service, "#") for service in SERVICES)


def to(types: dict[str, list[str]]) -> tuple[tuple[str, str], ...]:
    """Bindings from `{"reporting": ["report.submitted"]}`. Raises ValueError for a service that there is not."""
    if unknown := set(types) - set(SERVICES):
        raise ValueError(f"no such service: {', '.join(sorted(unknown))}; there are {', '.join(SERVICES)}")
    return tuple((service, pattern) for service, patterns in types.items() for pattern in patterns)


#: the projector's: every fact there is
LEDGER = Queue("reporting.projector", everything())

#: relays hold their facts until these queues are there, so that none is published before its keeper listens
KEEPERS = (LEDGER.name,)


def events(service: str) -> str:
    """The exchange of a service's facts."""
    return f"{service}.events"


def dead(service: str) -> str:
    """The dead-letter exchange and queue of a service."""
    return f"{service}.dead"


def declare_events(channel: amqp.Channel, service: str) -> None:
    """Make the exchange of a service's facts; the same as a stock nameko subscriber declares it."""
    channel.exchange_declare(events(service), "topic", durable=True, auto_delete=False)


def declare_dead(channel: amqp.Channel, service: str) -> None:
    """Make the dead-letter exchange and queue of a service."""
    name = dead(service)
    channel.exchange_declare(name, "fanout", durable=True, auto_delete=False)
    # From RabbitMQ 4.0 a quorum queue without a limit has one of 20, and without a dead-letter exchange of its own a
    # message past it is dropped: the one queue where that must never happen.
    arguments = {"x-queue-type": "quorum", "x-delivery-limit": 1_000_000_000, "x-single-active-consumer": True}
    channel.queue_declare(name, durable=True, auto_delete=False, arguments=arguments)
    channel.queue_bind(name, name)


def declare(channel: amqp.Channel, queue: Queue) -> None:
    """Make a queue with everything that it needs: dead letters first, then the queue, then what it listens to."""
    declare_dead(channel, queue.service)
    if isinstance(queue, DeadQueue):
        return
    channel.queue_declare(queue.name, durable=True, auto_delete=False, arguments=queue.arguments())
    for service in dict.fromkeys(service for service, _ in queue.bindings):
        declare_events(channel, service)
    for service, pattern in queue.bindings:
        channel.queue_bind(queue.name, events(service), pattern)
