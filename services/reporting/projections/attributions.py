"""The ledger of attributions: what outputs arose from, who said so, who agreed or disputed, and what was taken back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import Change, Date, Number, Set, State, Text
from shared.events.event import Event
from shared.events.outputs import (
    AttributionAgreed,
    AttributionAsserted,
    AttributionDisputed,
    AttributionWithdrawn,
)

_WHO = ("asserted_by", "agreed_by", "disputed_by", "withdrawn_by")
_WHEN = ("asserted_on", "agreed_on", "disputed_on", "withdrawn_on")

attributions = State(
    "attributions",
    version=2,
    columns={
        "output_id": Text,
        "award_id": Text,
        "project_id": Text,
        "role": Text,
        "share": Number,
        "basis": Text,
        "state": Text,
        "reason_code": Text,
        "dispute_code": Text,
        **dict.fromkeys(_WHO, Text),
        **dict.fromkeys(_WHEN, Date),
    },
    classes={"state": "open", "dispute_code": "funder"} | dict.fromkeys(_WHO, "funder") | dict.fromkeys(_WHEN, "open"),
)


@attributions.on(AttributionAsserted)
def asserted(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    said = {name: data.get(name) for name in ("output_id", "award_id", "project_id", "role", "share", "basis")}
    if event.corrects:  # another role or share: who said it first, and what became of it, stay
        yield Set(event.subject, said)
    else:
        yield Set(
            event.subject,
            said | {"state": "asserted", "asserted_by": event.actorid, "asserted_on": event.effectiveon},
        )


@attributions.on(AttributionAgreed)
def agreed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"state": "agreed", "agreed_by": event.actorid, "agreed_on": event.effectiveon})


@attributions.on(AttributionDisputed)
def disputed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    said = {"disputed_by": event.actorid, "disputed_on": event.effectiveon, "dispute_code": data["reason_code"]}
    yield Set(event.subject, said | {"state": "disputed"})


@attributions.on(AttributionWithdrawn)
def no_longer_claimed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    said = {"withdrawn_by": event.actorid, "withdrawn_on": event.effectiveon, "reason_code": data["reason_code"]}
    yield Set(event.subject, said | {"state": "withdrawn"})
