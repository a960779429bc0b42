"""Views of boards, the meetings that they held, and actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import (
    Boolean,
    Change,
    Date,
    Integer,
    Json,
    Occurrences,
    Point,
    Set,
    State,
    Text,
)
from shared.events.event import Event
from shared.events.projects import ActionAgreed, ActionCompleted, BoardSet, MeetingHeld

boards = State(
    "boards", version=1, columns={"title": Text, "quorum": Integer, "least_public": Integer, "from_on": Date}
)

#: by meeting and not by fact: what is said anew of a meeting takes the place of what was said
meetings = Occurrences(
    "meetings",
    version=1,
    columns={
        "board_id": Text,
        "present": Integer,
        "public_members_present": Integer,
        "attendance": Json,
        "quorum": Integer,
        "least_public": Integer,
        "quorate": Boolean,
        "themes": Json,
        "places": Json,
        "minutes_file_id": Text,
    },
)

actions = State(
    "actions",
    version=1,
    columns={
        "meeting_id": Text,
        "project_id": Text,
        "owner_person_id": Text,
        "agreed_on": Date,
        "due_on": Date,
        "completed_on": Date,
    },
)


@boards.on(BoardSet)
def board_set(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values = {"title": data["title"], "quorum": data["quorum"], "least_public": data["least_public"]}
    yield Set(event.subject, values | {"from_on": event.effectiveon})


@meetings.on(MeetingHeld)
def held(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(
        event.subject,
        {
            "board_id": data["board_id"],
            "present": data["present"],
            "public_members_present": data["public_members_present"],
            "attendance": data["attendance"],
            "quorum": data["quorum"],
            "least_public": data["least_public"],
            "quorate": data["quorate"],
            "themes": data.get("themes", []),
            "places": data.get("places", []),
            "minutes_file_id": data.get("minutes_file_id"),
        },
    )


@actions.on(ActionAgreed)
def agreed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(
        event.subject,
        {
            "meeting_id": data["meeting_id"],
            "project_id": data.get("project_id"),
            "owner_person_id": data["owner_person_id"],
            "agreed_on": event.effectiveon,
            "due_on": data["due_on"],
        },
    )


@actions.on(ActionCompleted)
def completed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"completed_on": event.effectiveon})
