"""`@listens(queue, to={...})`: a handler that is called once for each fact, in a transaction with its own claim.

    @listens("notifications.inbox", to={"reporting": ["report.submitted"], "projects": ["milestone.*"]})
    def tell(self, session, event):
        commands.intents.concerning(session, event)

Built upon `batches`, so that there is one way to consume, to hold and to bury. A batch is one transaction: the claims
first (`inbox.py`), then the handler for each fact that is new. When one fails everything is rolled back and the batch
is halved until the guilty fact is alone, so in the end each fact's effects are there once, whole, or not at all.
Commits are few: fifty facts cost as many waits for the disk as one.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy.orm import Session

from shared import context
from shared.context import Actor, Context
from shared.database import transaction
from shared.events.event import Event
from shared.health import FACTS
from shared.messaging import topology
from shared.messaging.batch import Batches
from shared.messaging.inbox import claim
from shared.messaging.topology import Queue

Handler = Callable[[Any, Session, Event], None]

#: facts in one transaction: locks are held for all of them, so not many
SIZE = 50


def listens(name: str, to: dict[str, list[str]], *, size: int = SIZE) -> Callable[[Handler], Callable[..., None]]:
    """Make a method of a service (with a `db`) handle facts. `to` maps the recording service to patterns of types.

    `name` is the queue's, `<service>.inbox`, and the consumer's in the inbox: change it and everything is new again.
    """
    queue = Queue(name, topology.to(to))
    wanted = [(service, pattern) for service, pattern in queue.bindings]

    def decorate(handler: Handler) -> Callable[..., None]:
        @functools.wraps(handler)
        def entrypoint(service: Any, events: list[Event]) -> None:
            # a binding that an earlier release made stays with the queue: what is no longer wanted is let go
            _handle(service, name, [event for event in events if _is_wanted(event, wanted)], handler)

        entry: Callable[..., None] = Batches.decorator(queue, size=size)(entrypoint)
        return entry

    return decorate


def _handle(service: Any, consumer: str, events: list[Event], handler: Handler) -> None:
    outcome = "failed"
    try:
        with transaction(service.db) as session:
            new = claim(session, consumer, [event.id for event in events])
            for event in events:
                if event.id in new:
                    new.discard(event.id)  # the same fact twice in one batch
                    with (
                        context.using(because_of(event, consumer)),
                        structlog.contextvars.bound_contextvars(event=str(event.id), correlation=event.correlationid),
                    ):
                        handler(service, session, event)
        outcome = "handled"
    finally:
        FACTS.labels(consumer, outcome).inc(len(events))


def because_of(event: Event, consumer: str) -> Context:
    """The context of what is done because of a fact: done by the service itself, in the same story and trace.

    What follows from a fact of a sample or an import is history too, and of the same day.
    """
    return Context(
        actor=Actor(f"system:{consumer.partition('.')[0]}"),
        correlation_id=event.correlationid,
        causation_id=str(event.id),
        traceparent=event.traceparent,
        origin=event.origin,
        recorded_on=event.time.date() if event.origin == "sample" else None,
    )


def _is_wanted(event: Event, wanted: list[tuple[str, str]]) -> bool:
    return any(service == event.service and matches(pattern, event.routing_key) for service, pattern in wanted)


def matches(pattern: str, routing_key: str) -> bool:
    """Whether a topic pattern takes a routing key: `*` is one word, `#` any number of them."""
    return _matches(pattern.split("."), routing_key.split("."))


def _matches(pattern: list[str], words: list[str]) -> bool:
    if not pattern:
        return not words
    head, rest = pattern[0], pattern[1:]
    if head == "#":
        return any(_matches(rest, words[skip:]) for skip in range(len(words) + 1))
    return bool(words) and head in ("*", words[0]) and _matches(rest, words[1:])
