"""View of projects: what each is, and whether it is under way, paused or ended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.changed import after
from services.reporting.projections.view import Change, Date, Json, Set, State, Text
from shared.events.event import Event
from shared.events.projects import ProjectChanged, ProjectEnded, ProjectPaused, ProjectResumed, ProjectStarted

projects = State(
    "projects",
    version=1,
    columns={
        "title": Text,
        "workstream_id": Text,
        "lead_person_id": Text,
        "partner_org_ids": Json,
        "themes": Json,
        "places": Json,
        "activity_class": Text,
        "stage": Text,
        "planned_end": Date,
        "award_ids": Json,
        "started_on": Date,
        "status": Text,
        "status_on": Date,
        "outcome": Text,
    },
    classes={"started_on": "open", "status": "open", "status_on": "open"},
)

#: fields of project.started as they are held; a list that was never given is empty
_LISTS = ("partner_org_ids", "themes", "places", "award_ids")
_FIELDS = ("title", "workstream_id", "lead_person_id", "activity_class", "stage", "planned_end", *_LISTS)


@projects.on(ProjectStarted)
def started(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values = {name: data.get(name, [] if name in _LISTS else None) for name in _FIELDS}
    day = event.effectiveon
    yield Set(event.subject, values | {"started_on": day, "status": "active", "status_on": day})


@projects.on(ProjectChanged)
def changed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, after(projects, data["changes"], empty={name: [] for name in _LISTS}))


@projects.on(ProjectPaused)
def paused(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"status": "paused", "status_on": event.effectiveon})


@projects.on(ProjectResumed)
def resumed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"status": "active", "status_on": event.effectiveon})


@projects.on(ProjectEnded)
def ended(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"status": "ended", "status_on": event.effectiveon, "outcome": data["outcome"]})
