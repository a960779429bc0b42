"""Views of consents that a programme holds: given, and withdrawn. For people of the programme alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import Change, Json, Occurrences, Point, Text
from shared.events.event import Event
from shared.events.people import ConsentGiven, ConsentWithdrawn

consents = Occurrences("consents", version=1, columns={"person_id": Text, "purposes": Json, "evidence": Text})
consent_withdrawals = Occurrences(
    "consent_withdrawals", version=1, columns={"consent_id": Text, "person_id": Text, "purposes": Json}
)


@consents.on(ConsentGiven)
def given(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(event.subject, {name: data.get(name) for name in consents.columns})


@consent_withdrawals.on(ConsentWithdrawn)
def withdrawn(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    said = {"consent_id": event.subject, "person_id": data["person_id"], "purposes": data["purposes"]}
    yield Point(str(event.id), said)
