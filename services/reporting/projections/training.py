"""Views of training, of steps in careers and of surveys.

`training_sessions` and `surveys` hold what the live reads show, small numbers hidden. What figures need exactly is in
`attendance` and `career_steps`; the first of them no read on a date gives (`views.dated.things`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import (
    Boolean,
    Change,
    Integer,
    Json,
    Occurrences,
    Point,
    Retract,
    Text,
)
from shared import smallnumbers
from shared.events.event import Event
from shared.events.outputs import CareerStepRecorded, SurveyCompleted, TrainingDelivered
from shared.events.projects import NothingNewConfirmed

#: by the session, so that one told anew takes the place of what was told
training_sessions = Occurrences(
    "training_sessions",
    version=1,
    columns={
        "title": Text,
        "level": Text,
        "provider_org_id": Text,
        "places_taken": Json,
        "directorates": Json,
        "partner_org_ids": Json,
        "community": Boolean,
        "register_kept": Boolean,
        "confidence_before": Text,
        "confidence_after": Text,
        "answers": Json,
        "asked": Json,
    },
)

#: exact, for figures alone
attendance = Occurrences(
    "attendance",
    version=1,
    columns={
        "level": Text,
        "provider_org_id": Text,
        "places_taken": Integer,
        "by_directorate": Json,
        "by_partner": Json,
        "from_community": Integer,
        "register_person_ids": Json,
        "confidence_before": Text,
        "confidence_after": Text,
        "answers": Integer,
        "asked": Integer,
    },
)

career_steps = Occurrences(
    "career_steps",
    version=1,
    columns={"kind": Text, "state": Text, "person_id": Text, "from_sector": Text, "to_sector": Text},
)

surveys = Occurrences(
    "surveys",
    version=1,
    columns={
        "instrument": Text,
        "wave": Integer,
        "scores": Json,
        "scale_from": Text,
        "scale_to": Text,
        "answers": Json,
        "asked": Json,
    },
)

training_activity = Occurrences("training_activity", version=1, columns={"target_id": Text})
career_activity = Occurrences("career_activity", version=1, columns={"target_id": Text})
survey_activity = Occurrences("survey_activity", version=1, columns={"target_id": Text})


@training_sessions.on(TrainingDelivered)
def held(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("withdrawn_reason"):
        yield Retract(event.subject)
        return
    directorates, partners = data.get("by_directorate", {}), data.get("by_partner", {})
    sources = len(directorates) + len(partners) + ("from_community" in data)
    named = smallnumbers.sources_shown(data["places_taken"], sources)
    few = smallnumbers.few(data.get("answers"))
    yield Point(
        event.subject,
        {
            "title": data["title"],
            "level": data["level"],
            "provider_org_id": data.get("provider_org_id"),
            "places_taken": smallnumbers.shown(data["places_taken"]),
            "directorates": sorted(directorates) if named else None,
            "partner_org_ids": sorted(partners) if named else None,
            "community": "from_community" in data if named else None,
            "register_kept": bool(data.get("register_person_ids")),
            "confidence_before": None if few else data.get("confidence_before"),
            "confidence_after": None if few else data.get("confidence_after"),
            "answers": smallnumbers.shown(data.get("answers")),
            "asked": smallnumbers.shown(data.get("asked")),
        },
    )


@attendance.on(TrainingDelivered)
def attended(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("withdrawn_reason"):
        yield Retract(event.subject)
        return
    values = {name: data.get(name) for name in attendance.columns}
    lists: dict[str, Any] = {"by_directorate": {}, "by_partner": {}, "register_person_ids": []}
    yield Point(event.subject, values | {name: data.get(name, empty) for name, empty in lists.items()})


@career_steps.on(CareerStepRecorded)
def stepped(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("withdrawn_reason"):
        yield Retract(event.subject)
        return
    yield Point(event.subject, {name: data.get(name) for name in career_steps.columns})


@surveys.on(SurveyCompleted)
def surveyed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("withdrawn_reason"):
        yield Retract(event.subject)
        return
    values = {name: data.get(name) for name in surveys.columns}
    values |= {name: smallnumbers.shown(data[name]) for name in ("answers", "asked")}
    yield Point(event.subject, values | ({"scores": None} if smallnumbers.few(data["answers"]) else {}))


@training_activity.on(TrainingDelivered)
def of_training(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(str(event.id), {"target_id": event.subject})


@career_activity.on(CareerStepRecorded)
def of_a_step(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(str(event.id), {"target_id": event.subject})


@survey_activity.on(SurveyCompleted)
def of_a_survey(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(str(event.id), {"target_id": event.subject})


@training_activity.on(NothingNewConfirmed)
@career_activity.on(NothingNewConfirmed)
@survey_activity.on(NothingNewConfirmed)
def no_news(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("section", "training") in ("training", "capacity"):
        yield Point(str(event.id), {"target_id": data["target_id"]})
