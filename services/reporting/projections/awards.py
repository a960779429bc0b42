"""Views of awards: the contract as signed, and each change of time or money as it was agreed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import (
    Change,
    Date,
    Integer,
    Json,
    Number,
    Occurrences,
    Point,
    Set,
    State,
    Text,
)
from shared.events.event import Event
from shared.events.projects import AwardExtended, AwardRecorded

awards = State(
    "awards",
    version=1,
    columns={
        "reference": Text,
        "id_as_written": Text,
        "title": Text,
        "funder_org": Text,
        "contracted_org": Text,
        "funder_programme": Text,
        "programme_stream": Text,
        "amount": Number,
        "currency": Text,
        "starts_on": Date,
        "original_end": Date,
        "ends_on": Date,
        "covers": Json,
    },
)

#: a handler sees one fact and no row, so what an award is worth today is the contract and these, added by the measure
award_changes = Occurrences(
    "award_changes",
    version=1,
    columns={
        "award_id": Text,
        "months": Integer,
        "amount_change": Number,
        "currency": Text,
        "new_end": Date,
        "funder_reference": Text,
    },
)


@awards.on(AwardRecorded)
def recorded(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    money = data.get("amount") or {}
    yield Set(
        event.subject,
        {
            "reference": data["reference"],
            "id_as_written": data["id_as_written"],
            "title": data.get("title"),
            "funder_org": data["funder_org"],
            "contracted_org": data.get("contracted_org"),
            "funder_programme": data.get("funder_programme"),
            "programme_stream": data.get("programme_stream"),
            "amount": money.get("amount"),
            "currency": money.get("currency"),
            "starts_on": data["start"],
            "original_end": data.get("end"),
            "ends_on": data.get("end"),
            "covers": data.get("covers", []),
        },
    )


@awards.on(AwardExtended)
def moved(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if "new_end" in data:
        yield Set(event.subject, {"ends_on": data["new_end"]})


@award_changes.on(AwardExtended)
def extended(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    money = data.get("amount_change") or {}
    yield Point(
        str(event.id),
        {
            "award_id": event.subject,
            "months": data.get("months"),
            "amount_change": money.get("amount"),
            "currency": money.get("currency"),
            "new_end": data.get("new_end"),
            "funder_reference": data.get("funder_reference"),
        },
    )
