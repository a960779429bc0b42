"""Views of outputs: what each is, and the days on which it entered the public domain or was withdrawn.

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
    OutputChanged,
    OutputPublished,
    OutputRecorded,
    OutputReinstated,
    OutputsMerged,
    OutputsMergeUndone,
    OutputWithdrawn,
)

outputs = State(
    "outputs",
    version=2,
    # what the facts of a merge or a withdrawal say of it, under names of their own
    classes={"dated_on": "open", "absorbed_by": "open", "withdrawn_kind": "open", "withdrawn_on": "open"},
    columns={
        "type": Text,
        "subtype": Text,
        "title": Text,
        "identifiers": Json,
        "state": Text,
        "version_of": Text,
        "author_count": Integer,
        "author_sectors": Json,
        "author_person_ids": Json,
        "themes": Json,
        "places": Json,
        "workstream_id": Text,
        "project_ids": Json,
        "licence": Text,
        "url": Text,
        "funding": Json,
        "details": Json,
        "head_counts": Json,
        "person_ids": Json,
        "dated_on": Date,
        "date_precision": Text,
        "embargoed_until": Date,
        "submitted_on": Date,
        "accepted_on": Date,
        "absorbed_by": Text,
        "withdrawn_kind": Text,
        "withdrawn_on": Date,
        "notice_url": Text,
    },
)

#: each fact that says on which day an output became public; the first day counts
publications = Occurrences(
    "publications", version=1, columns={"output_id": Text, "identifiers": Json, "precision": Text}
)

withdrawals = Occurrences("withdrawals", version=2, columns={"output_id": Text, "reason": Text})

_LISTS = ("themes", "places", "project_ids", "author_sectors", "author_person_ids", "funding")
_NAMED = ("identifiers", "details", "head_counts", "person_ids")
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
    "date_precision",
    "embargoed_until",
    "submitted_on",
    "accepted_on",
    *_LISTS,
    *_NAMED,
)


def _empty(name: str) -> Any:
    return [] if name in _LISTS else {} if name in _NAMED else None


@outputs.on(OutputRecorded)
def recorded(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values = {name: data.get(name, _empty(name)) for name in _FIELDS}
    yield Set(event.subject, values | {"dated_on": event.effectiveon})


@outputs.on(OutputChanged)
def changed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values = {name: change["after"] for name, change in data["changes"].items() if name in _FIELDS}
    values |= {name: data[name] for name in ("head_counts", "person_ids") if name in data}
    if values:
        yield Set(event.subject, {name: _empty(name) if after is None else after for name, after in values.items()})


@outputs.on(OutputPublished)
def published(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values: dict[str, Any] = {"state": "public", "dated_on": event.effectiveon}
    yield Set(
        event.subject, values | {name: data[name] for name in ("licence", "url", "date_precision") if name in data}
    )


@outputs.on(OutputWithdrawn)
def no_longer_counts(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values = {"withdrawn_kind": data["kind"], "withdrawn_on": event.effectiveon, "notice_url": data.get("notice_url")}
    yield Set(event.subject, values)


@outputs.on(OutputReinstated)
def counts_after_all(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, dict.fromkeys(("withdrawn_kind", "withdrawn_on", "notice_url")))


@outputs.on(OutputsMerged)
def became_part(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(data["absorbed_id"], {"absorbed_by": data["kept_id"]})


@outputs.on(OutputsMergeUndone)
def stands_for_itself(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(data["absorbed_id"], {"absorbed_by": None})


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


@withdrawals.on(OutputReinstated)
def withdrawal_taken_back(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Retract(data["withdrawal_event_id"])
