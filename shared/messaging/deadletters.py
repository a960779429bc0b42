"""Putting a message among the dead letters together with the reason, which the broker's own dead-lettering cannot.

The broker dead-letters by itself only what was handed out too often (the fuse in `topology`).
"""

from __future__ import annotations

from collections.abc import Sequence

from amqp.exceptions import AMQPError

from shared.messaging.deliveries import Delivery
from shared.messaging.frames import Outgoing
from shared.messaging.publisher import Publisher
from shared.messaging.topology import Queue

#: headers that only dead letters carry
QUEUE, REASON = "waymark_queue", "waymark_reason"
#: a reason longer than this says no more
_MOST = 4000


class NotBuried(AMQPError):  # type: ignore[misc]
    """The broker did not take a dead letter; the message stays where it is and will be tried again."""


def bury(uri: str, queue: Queue, letters: Sequence[tuple[Delivery, str]]) -> None:
    """Publish messages of `queue`, each with its reason, to the dead letters; confirmed when this returns."""
    publisher = Publisher(uri, f"{queue.service} dead letters")
    try:
        safe, problem = publisher.send([_letter(queue, message, reason) for message, reason in letters], mandatory=True)
    finally:
        publisher.close()
    if safe < len(letters):
        raise NotBuried(problem)


def _letter(queue: Queue, message: Delivery, reason: str) -> Outgoing:
    kept = {name: value for name, value in message.headers.items() if isinstance(value, str | int)}
    return Outgoing(
        exchange=queue.dead,
        routing_key=message.routing_key,
        headers=kept | {QUEUE: queue.name, REASON: reason[:_MOST]},
        body=message.body,
        message_id=message.message_id,
        content_type=message.content_type,
    )
