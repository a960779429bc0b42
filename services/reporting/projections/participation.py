"""Views of participation: targets as a state, and what was recorded as occurrences. Totals, never a person."""

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
from shared.events.projects import ParticipationPlanned, ParticipationRecorded

participation_targets = State(
    "participation_targets",
    version=1,
    columns={"kind": Text, "study_id": Text, "period_from": Date, "period_to": Date, "target": Integer},
)
#: by the id of the fact; `entry_id` is the entry that it is about, corrected or not
participation = Occurrences(
    "participation",
    version=1,
    columns={"entry_id": Text, "study_id": Text, "kind": Text, "count": Integer, "places": Json},
)


@participation_targets.on(ParticipationPlanned)
def planned(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    days = {"period_from": data["period"]["from"], "period_to": data["period"]["to"]}
    said = {"kind": data["kind"], "study_id": data.get("study_id"), "target": data["target"]}
    yield Set(event.subject, said | days)


@participation.on(ParticipationRecorded)
def recorded(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if event.corrects:
        yield Retract(str(event.corrects))
    values = {
        "entry_id": event.subject,
        "study_id": data["study_id"],
        "kind": data["kind"],
        "count": data["count"],
        "places": data.get("places", []),
    }
    yield Point(str(event.id), values)
