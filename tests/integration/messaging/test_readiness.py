"""What /readyz and /metrics say of messages: a consumer that is held, facts that wait."""

from __future__ import annotations

from facts import event, outgoing, publish, record
from installation import Installation, until

from shared.errors import Unavailable
from shared.events.event import Event
from shared.health import UNSENT, Health
from shared.messaging.batch import batches
from shared.messaging.topology import Queue

QUEUE = Queue("projects.inbox")


class Held:
    name = "projects"
    away = False

    @batches(QUEUE)
    def take(self, events: list[Event]) -> None:
        if Held.away:
            raise Unavailable("not now")


def test_a_held_consumer_makes_its_process_not_ready(installation: Installation) -> None:
    installation.databases("projects")
    with installation.running(Held) as container:
        health = Health(container)
        health.started()
        assert health.problems() == []
        Held.away = True
        publish(installation, outgoing(event(), QUEUE.name))
        until(lambda: health.problems() == ["projects.inbox is held: Unavailable"])
        Held.away = False
        until(lambda: health.problems() == [])
        health.engine.dispose()


def test_facts_that_wait_are_counted(installation: Installation) -> None:
    installation.databases("projects")
    with installation.running(Held) as container:
        health = Health(container)
        record(installation, ["a", "b", "c"])
        health._measure_outbox()
        assert UNSENT._value.get() == 3
        health.engine.dispose()
