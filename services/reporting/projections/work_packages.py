"""View of work packages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import Change, Date, Set, State, Text
from shared.events.event import Event
from shared.events.projects import WorkPackageAdded, WorkPackageEnded

work_packages = State(
    "work_packages",
    version=1,
    columns={
        "title": Text,
        "project_id": Text,
        "lead_person_id": Text,
        "from_on": Date,
        "planned_end": Date,
        "ended_on": Date,
        "outcome": Text,
    },
    classes={"from_on": "open", "ended_on": "open"},
)


@work_packages.on(WorkPackageAdded)
def added(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(
        event.subject,
        {
            "title": data["title"],
            "project_id": data["project_id"],
            "lead_person_id": data.get("lead_person_id"),
            "from_on": event.effectiveon,
            "planned_end": data.get("planned_end"),
        },
    )


@work_packages.on(WorkPackageEnded)
def ended(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"ended_on": event.effectiveon, "outcome": data["outcome"]})
