"""Views of change requests: each as a state, and the submissions and decisions as occurrences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import Change, Date, Json, Occurrences, Point, Set, State, Text
from shared.events.event import Event
from shared.events.projects import ChangeRequestDecided, ChangeRequestSubmitted

change_requests = State(
    "change_requests",
    version=1,
    columns={
        "title": Text,
        "kind": Text,
        "needs": Text,
        "calls": Json,
        "target_ids": Json,
        "project_ids": Json,
        "effects": Json,
        "submitted_by": Text,
        "submitted_on": Date,
        "state": Text,
        "decided_by": Text,
        "decided_by_person_id": Text,
        "decided_on": Date,
        "funder_reference": Text,
    },
)

#: that somebody asked for a change or decided about one
change_activity = Occurrences("change_activity", version=1, columns={"target_id": Text})


@change_requests.on(ChangeRequestSubmitted)
def submitted(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    said = {name: data[name] for name in ("title", "kind", "needs", "calls", "target_ids")}
    lists = {name: data.get(name, []) for name in ("project_ids", "effects")}
    when = {"submitted_by": event.actorid, "submitted_on": event.effectiveon, "state": "awaiting"}
    yield Set(event.subject, said | lists | when)


@change_requests.on(ChangeRequestDecided)
def decided(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    how = {"state": data["decision"], "decided_by": data["decided_by"], "decided_by_person_id": event.actorid}
    reference = data.get("funder_reference")
    yield Set(event.subject, how | {"decided_on": event.effectiveon, "funder_reference": reference})


@change_activity.on(ChangeRequestSubmitted, ChangeRequestDecided)
def of_a_change(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(f"{event.id}/{event.subject}", {"target_id": event.subject})
