"""The notifications service: what it listens to and answers, and when it sends. One line of work each."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from services.notifications import matrix
from services.notifications.commands import knowing, sending, telling
from services.notifications.sender import send_due
from services.notifications.views import messages
from shared.calls import notifications as calls
from shared.events.event import Event
from shared.messaging.consumer import listens
from shared.messaging.parked import Parked
from shared.messaging.rpc import Service, answers
from shared.schedule import Schedule

Fields = dict[str, Any]


def _heard() -> dict[str, list[str]]:
    """Everything that a rule is about, and what must be known to say whom it concerns."""
    parts = (matrix.bindings(), knowing.NAMING, knowing.ROLES)
    services = dict.fromkeys(service for part in parts for service in part)
    return {service: [type_ for part in parts for type_ in part.get(service, [])] for service in services}


class Notifications(Service, Parked):
    """Who is told what, once."""

    name = "notifications"
    sender = Schedule(send_due, seconds=2)
    scopes = {"message_id": sending.scope_of_message}

    @listens("notifications.inbox", to=_heard())
    def hear(self, session: Session, event: Event) -> None:
        knowing.learn(session, event)
        telling.tell(session, event)

    @answers(calls.Messages)
    def messages(self, session: Session, fields: Fields) -> Any:
        return messages.listed(session, **fields)

    @answers(calls.SendAgain)
    def send_again(self, session: Session, fields: Fields) -> Any:
        return sending.send_again(session, **fields)
