"""Views of posts: the staffing plan as a state, and what happened to each post as occurrences.

Who is in post on a day is worked out from starts and leavings (`measures.posts`): a running total kept here would be
wrong as soon as one of them came late.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.changed import after
from services.reporting.projections.view import (
    Change,
    Date,
    Integer,
    Json,
    Number,
    Occurrences,
    Point,
    Retract,
    Set,
    State,
    Text,
)
from shared.events.event import Event
from shared.events.projects import (
    PostAdvertised,
    PostAppointed,
    PostChanged,
    PostClosed,
    PostEstablished,
    PostFilled,
    PostVacated,
)

posts = State(
    "posts",
    version=1,
    columns={
        "title": Text,
        "role_family": Text,
        "employer_org_id": Text,
        "fte": Number,
        "workstream_id": Text,
        "planned_start": Date,
        "planned_end": Date,
        "weekly_cost": Number,
        "currency": Text,
        "state": Text,
        "closed_on": Date,
        "change_request_id": Text,
    },
)
#: columns of `posts` before each change, of which the rest follows: a size or a cost holds from its day on
post_changes = Occurrences("post_changes", version=1, columns={"post_id": Text, "before": Json})
post_adverts = Occurrences(
    "post_adverts",
    version=1,
    columns={"post_id": Text, "round": Integer, "closes_on": Date, "fte": Number},
)
post_appointments = Occurrences(
    "post_appointments", version=1, columns={"post_id": Text, "fte": Number, "starts_on": Date}
)
post_starts = Occurrences(
    "post_starts",
    version=1,
    columns={"post_id": Text, "person_id": Text, "fte": Number, "basis": Text},
)
post_leavings = Occurrences(
    "post_leavings",
    version=1,
    columns={"post_id": Text, "person_id": Text, "fte": Number, "next_step": Text},
)


@posts.on(PostEstablished)
def established(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    cost = data.get("weekly_cost") or {}
    values = {
        "title": data["title"],
        "role_family": data["role_family"],
        "employer_org_id": data["employer_org_id"],
        "fte": data["fte"],
        "workstream_id": data.get("workstream_id"),
        "planned_start": data["planned_start"],
        "planned_end": data.get("planned_end"),
        "weekly_cost": cost.get("amount"),
        "currency": cost.get("currency"),
        "state": "open",
    }
    yield Set(event.subject, values)


@posts.on(PostChanged)
def changed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values = after(posts, data.get("changes", {}))
    if cost := data.get("cost_changes", {}).get("weekly_cost"):
        values |= _cost(cost["after"])
    yield Set(event.subject, values)


@post_changes.on(PostChanged)
def as_it_was(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    before = {name: change["before"] for name, change in data.get("changes", {}).items()}
    if cost := data.get("cost_changes", {}).get("weekly_cost"):
        before |= _cost(cost["before"])
    yield Point(str(event.id), {"post_id": event.subject, "before": before})


def _cost(said: dict[str, str] | None) -> dict[str, str | None]:
    return {"weekly_cost": (said or {}).get("amount"), "currency": (said or {}).get("currency")}


@posts.on(PostClosed)
def closed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    how = {"closed_on": event.effectiveon, "change_request_id": data.get("change_request_id")}
    yield Set(event.subject, how | {"state": "closed"})


@post_adverts.on(PostAdvertised)
def advertised(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values = {"round": data["round"], "closes_on": data.get("closes_on"), "fte": data.get("fte")}
    yield Point(str(event.id), {"post_id": event.subject} | values)


@post_appointments.on(PostAppointed)
def appointed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values = {"fte": data["fte"], "starts_on": data.get("starts_on")}
    yield Point(str(event.id), {"post_id": event.subject} | values)


@post_starts.on(PostFilled)
def filled(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if event.corrects:
        yield Retract(str(event.corrects))
    values = {"person_id": data["person_id"], "fte": data["fte"], "basis": data["basis"]}
    yield Point(str(event.id), {"post_id": event.subject} | values)


@post_leavings.on(PostVacated)
def vacated(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if event.corrects:
        yield Retract(str(event.corrects))
    values = {"person_id": data.get("person_id"), "fte": data["fte"], "next_step": data.get("next_step")}
    yield Point(str(event.id), {"post_id": event.subject} | values)
