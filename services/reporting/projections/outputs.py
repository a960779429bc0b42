"""Views of outputs: what each is, the days on which it entered the public domain, merges, and attributions.

A retraction does not undo that an output was public; one that is not ours, or was entered in error, never was one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import (
    Change,
    Date,
    Integer,
    Json,
    Occurrences,
    Point,
    Retract,
    Set,
    State,
    Text,
)
from shared.events.event import Event
from shared.events.outputs import (
    AttributionAgreed,
    AttributionAsserted,
    AttributionWithdrawn,
    OutputChanged,
    OutputPublished,
    OutputRecorded,
    OutputsMerged,
    OutputsMergeUndone,
    OutputWithdrawn,
)

outputs = State(
    "outputs",
    version=1,
    columns={
        "type": Text,
        "subtype": Text,
        "title": Text,
        "identifiers": Json,
        "state": Text,
        "version_of": Text,
        "author_count": Integer,
        "themes": Json,
        "places": Json,
        "workstream_id": Text,
        "project_ids": Json,
        "licence": Text,
        "url": Text,
        "details": Json,
    },
)

#: each fact that says on which day an output became public; the first day counts
publications = Occurrences(
    "publications", version=1, columns={"output_id": Text, "identifiers": Json, "precision": Text}
)

withdrawals = Occurrences("withdrawals", version=1, columns={"output_id": Text, "reason": Text})

merges = Occurrences("merges", version=1, columns={"kept_id": Text, "absorbed_id": Text})

attributions = State(
    "attributions",
    version=1,
    columns={
        "output_id": Text,
        "award_id": Text,
        "project_id": Text,
        "role": Text,
        "standing": Text,
        "asserted_on": Date,
    },
)

_LISTS = ("themes", "places", "project_ids")
_NAMED = ("identifiers", "details")
_FIELDS = (
    "type",
    "subtype",
    "title",
    "state",
    "version_of",
    "author_count",
    "workstream_id",
    "licence",
    "url",
    *_LISTS,
    *_NAMED,
)


def _empty(name: str) -> Any:
    return [] if name in _LISTS else {} if name in _NAMED else None


@outputs.on(OutputRecorded)
def recorded(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {name: data.get(name, _empty(name)) for name in _FIELDS})


@outputs.on(OutputChanged)
def changed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values = {name: change["after"] for name, change in data["changes"].items() if name in _FIELDS}
    if values:
        yield Set(event.subject, {name: _empty(name) if after is None else after for name, after in values.items()})


@outputs.on(OutputPublished)
def published(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values: dict[str, Any] = {"state": "public"}
    yield Set(event.subject, values | {name: data[name] for name in ("licence", "url") if name in data})


@publications.on(OutputRecorded)
def recorded_as_public(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if event.corrects:
        yield Retract(str(event.corrects))
    if data["state"] == "public":
        yield Point(
            str(event.id),
            {"output_id": event.subject, "identifiers": {}, "precision": data.get("date_precision")},
        )


@publications.on(OutputPublished)
def became_public(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if event.corrects:
        yield Retract(str(event.corrects))
    yield Point(
        str(event.id),
        {
            "output_id": event.subject,
            "identifiers": data.get("identifiers", {}),
            "precision": data.get("date_precision"),
        },
    )


@withdrawals.on(OutputWithdrawn)
def withdrawn(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(str(event.id), {"output_id": event.subject, "reason": data["kind"]})


@merges.on(OutputsMerged)
def merged(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(str(event.id), {"kept_id": data["kept_id"], "absorbed_id": data["absorbed_id"]})


@merges.on(OutputsMergeUndone)
def merge_undone(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Retract(data["merge_event_id"])


@attributions.on(AttributionAsserted)
def asserted(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(
        event.subject,
        {
            "output_id": data["output_id"],
            "award_id": data.get("award_id"),
            "project_id": data.get("project_id"),
            "role": data.get("role"),
            "standing": "asserted",
            "asserted_on": event.effectiveon,
        },
    )


@attributions.on(AttributionAgreed)
def agreed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"standing": "agreed"})


@attributions.on(AttributionWithdrawn)
def no_longer_claimed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"standing": "withdrawn"})
