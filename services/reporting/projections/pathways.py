"""Views of the logic model: its steps, and what each is linked to. Claims name their steps themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import Boolean, Change, Date, Integer, Set, State, Text
from shared.events.event import Event
from shared.events.outputs import (
    PathwayStepAdded,
    PathwayStepChanged,
    PathwayStepLinked,
    PathwayStepRemoved,
    PathwayStepUnlinked,
)

pathway_steps = State(
    "pathway_steps",
    version=1,
    columns={"level": Text, "title": Text, "place": Integer, "state": Text, "added_on": Date, "removed_on": Date},
    classes={"state": "open", "added_on": "open", "removed_on": "open"},
)
#: by step, kind and id of the other end
pathway_links = State(
    "pathway_links",
    version=1,
    columns={"step_id": Text, "target_kind": Text, "target_id": Text, "stands": Boolean},
    classes={"step_id": "open", "stands": "open"},
)

_SAID = ("level", "title", "place")


@pathway_steps.on(PathwayStepAdded)
def added(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values = {name: data.get(name) for name in _SAID}
    yield Set(event.subject, values | {"state": "standing", "added_on": event.effectiveon})


@pathway_steps.on(PathwayStepChanged)
def changed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values = {name: change["after"] for name, change in data["changes"].items() if name in _SAID}
    if values:
        yield Set(event.subject, values)


@pathway_steps.on(PathwayStepRemoved)
def removed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"state": "removed", "removed_on": event.effectiveon})


@pathway_links.on(PathwayStepLinked)
def linked(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    ends = {"step_id": event.subject, "target_kind": data["target_kind"], "target_id": data["target_id"]}
    yield Set(f"{event.subject}/{data['target_kind']}/{data['target_id']}", ends | {"stands": True})


@pathway_links.on(PathwayStepUnlinked)
def unlinked(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(f"{event.subject}/{data['target_kind']}/{data['target_id']}", {"stands": False})


@pathway_links.on(PathwayStepRemoved)
def unlinked_from_behind(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    for before in data.get("from_step_ids", ()):
        yield Set(f"{before}/step/{event.subject}", {"stands": False})
