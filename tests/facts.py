"""Facts for tests of delivery: valid ones, in one line, of a subject of your choice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from amqp import Message
from installation import Installation
from sqlalchemy import text
from uuid_utils.compat import uuid7

from shared.database import transaction
from shared.events.canonical import canonical
from shared.events.event import Event
from shared.events.projects import ProgressNoted
from shared.messaging.frames import Outgoing
from shared.messaging.outbox import New, record_all
from shared.messaging.publisher import Publisher
from shared.messaging.relay import Relay

DAY = date(2026, 3, 2)


class Sender:
    """A service that does nothing but send what projects recorded."""

    name = "projects"
    relay = Relay()


def noted(subject: str) -> New:
    """A `progress.noted`, ready to record."""
    data = {"target_id": subject, "target_kind": "milestone", "percent": 50}
    return New(ProgressNoted, subject, "SAMPLE-HDRC-LPL", DAY, data)


def record(installation: Installation, subjects: Iterable[str]) -> list[Event]:
    """Record a fact of each subject named, in this order, in one transaction of the projects service."""
    with transaction(installation.engine("projects")) as session:
        return record_all(session, [noted(subject) for subject in subjects])


def event(subject: str = "m-1", sequence: int = 1) -> Event:
    """An event that no service recorded."""
    return Event(
        id=uuid7(),
        type="projects.progress.noted",
        version=1,
        subject=subject,
        sequence=sequence,
        time=datetime.now(UTC),
        effectiveon=DAY,
        programmeid="SAMPLE-HDRC-LPL",
        actorid="person-1",
        body=canonical({"target_id": subject, "target_kind": "milestone", "percent": 50}),
        correlationid=str(uuid7()),
    )


def outgoing(fact: Event, queue: str | None = None) -> Outgoing:
    """It as a message: to its exchange, or straight into one queue."""
    to = ("", queue) if queue else (fact.exchange, fact.routing_key)
    return Outgoing(*to, fact.headers(), fact.body, message_id=str(fact.id))


def publish(installation: Installation, *messages: Outgoing) -> None:
    """Publish, confirmed."""
    publisher = Publisher(installation.amqp_uri, "test")
    try:
        assert publisher.send(messages) == (len(messages), None)
    finally:
        publisher.close()


def subject_of(message: Message) -> str:
    return str(message.headers["cloudEvents_subject"])


def sequence_of(message: Message) -> int:
    return int(message.headers["cloudEvents_sequence"])


def unsent(installation: Installation) -> int:
    """How many facts wait in the outbox of projects."""
    with installation.engine("projects").connect() as connection:
        return int(connection.execute(text("select count(*) from outbox")).scalar_one())
