"""Views of which outputs are one: merges, versions of each other, and those that look alike and are two.

They say what always was so, whenever that was found: none of them holds only from a day on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from services.reporting.projections.view import (
    Change,
    Date,
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
    DuplicateDismissed,
    DuplicateRestored,
    OutputChanged,
    OutputRecorded,
    OutputsMerged,
    OutputsMergeUndone,
)

#: a day before every output, so that of two versions of a link the one that was told last holds, whatever its date
ALWAYS = date(1600, 1, 1)

merges = Occurrences(
    "merges", version=2, columns={"kept_id": Text, "absorbed_id": Text, "basis": Text, "taken_over": Json}
)

#: by output: what it is a version of, as we know it; a date that was put right moves no link
versions = State("versions", version=1, columns={"version_of": Text})

duplicates = State(
    "duplicates",
    version=1,
    columns={"output_ids": Json, "state": Text, "reason_code": Text, "dismissed_on": Date, "restored_on": Date},
    classes={"state": "open", "dismissed_on": "open", "restored_on": "open"},
)


@merges.on(OutputsMerged)
def merged(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    named = {name: data[name] for name in ("kept_id", "absorbed_id", "basis")}
    yield Point(str(event.id), named | {"taken_over": data.get("taken_over", [])})


@merges.on(OutputsMergeUndone)
def merge_undone(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Retract(data["merge_event_id"])


@versions.on(OutputRecorded)
def recorded(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"version_of": data.get("version_of")}, on=ALWAYS)


@versions.on(OutputChanged)
def linked(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if "version_of" in data["changes"]:
        yield Set(event.subject, {"version_of": data["changes"]["version_of"]["after"]}, on=ALWAYS)


@duplicates.on(DuplicateDismissed)
def dismissed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    said = {"output_ids": data["output_ids"], "reason_code": data["reason_code"], "dismissed_on": event.effectiveon}
    yield Set(event.subject, said | {"state": "dismissed"})


@duplicates.on(DuplicateRestored)
def restored(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"state": "restored", "restored_on": event.effectiveon})
