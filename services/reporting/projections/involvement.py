"""Views of involvement of the public: activities, payments, changes and who was told, by thing and not by fact: what is
said anew takes the place of what was said. Exact numbers of people are for figures alone: no dated read shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import (
    Boolean,
    Change,
    Date,
    Integer,
    Json,
    Number,
    Occurrences,
    Point,
    Retract,
    Text,
)
from shared.events.event import Event
from shared.events.outputs import (
    InclusionProfileRecorded,
    InvolvementChangeMade,
    InvolvementFedBack,
    InvolvementHeld,
    InvolvementPaid,
)
from shared.events.outputs.involvement import contributors_shown, counted_register
from shared.events.projects import NothingNewConfirmed

#: the class of a column that no reader has, inside or outside: figures count it, and hide what is small
COUNTED = "counted"

#: `contributors_shown` is what everybody may see; the other two are for figures
involvements = Occurrences(
    "involvements",
    version=1,
    columns={
        "title": Text,
        "form": Text,
        "level": Text,
        "stage": Text,
        "standards": Json,
        "contributors_shown": Text,
        "register_used": Boolean,
        "hours": Number,
        "places": Json,
        "project_ids": Json,
        "host_org_id": Text,
        "contributors": Integer,
        "register_person_ids": Json,
    },
    classes={
        "contributors_shown": "open",
        "register_used": "open",
        "contributors": COUNTED,
        "register_person_ids": COUNTED,
    },
)
involvement_payments = Occurrences(
    "involvement_payments",
    version=1,
    columns={"involvement_id": Text, "kind": Text, "amount": Number, "currency": Text},
    classes={"currency": "internal"},
)
involvement_changes = Occurrences(
    "involvement_changes",
    version=1,
    columns={"involvement_ids": Json, "project_id": Text, "output_id": Text, "decision_id": Text},
)
#: by fact, because people may be told of a change more than once
involvement_tellings = Occurrences(
    "involvement_tellings",
    version=1,
    columns={"involvement_change_id": Text, "channel": Text},
    classes={"involvement_change_id": "open"},
)
#: numbers as they may be shown, which is all that there is: of 1 to 4 people there never was a number
inclusion_profiles = Occurrences(
    "inclusion_profiles",
    version=1,
    columns={
        "characteristic": Text,
        "period_from": Date,
        "period_to": Date,
        "counts": Json,
        "prefer_not_to_say": Json,
        "not_asked": Json,
        "total": Json,
        "place": Json,
        "census": Json,
        "census_source": Text,
    },
    classes={"period_from": "open", "period_to": "open"},
)
involvement_activity = Occurrences("involvement_activity", version=1, columns={"target_id": Text})
inclusion_activity = Occurrences("inclusion_activity", version=1, columns={"target_id": Text})


@involvements.on(InvolvementHeld)
def held(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("taken_back"):
        yield Retract(event.subject)
        return
    register = counted_register(data["contributors"], data.get("register_person_ids", []))
    yield Point(
        event.subject,
        {name: data.get(name) for name in ("title", "form", "level", "stage", "hours", "host_org_id", "contributors")}
        | {name: data.get(name, []) for name in ("standards", "places", "project_ids")}
        | {
            "contributors_shown": contributors_shown(data["contributors"], register),
            "register_used": bool(register),
            "register_person_ids": register,
        },
    )


@involvement_payments.on(InvolvementPaid)
def paid(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("taken_back"):
        yield Retract(event.subject)
        return
    said = {"involvement_id": data["involvement_id"], "kind": data["kind"]}
    yield Point(event.subject, said | data["amount"])


@involvement_changes.on(InvolvementChangeMade)
def changed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("taken_back"):
        yield Retract(event.subject)
        return
    yield Point(event.subject, {name: data.get(name) for name in involvement_changes.columns})


@involvement_tellings.on(InvolvementFedBack)
def fed_back(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if event.corrects:
        yield Retract(str(event.corrects))
    if not data.get("taken_back"):
        yield Point(str(event.id), {"involvement_change_id": event.subject, "channel": data["channel"]})


@inclusion_profiles.on(InclusionProfileRecorded)
def profiled(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("taken_back"):
        yield Retract(event.subject)
        return
    days = {"period_from": data["period"]["from"], "period_to": data["period"]["to"]}
    yield Point(event.subject, {name: data.get(name) for name in inclusion_profiles.columns} | days)


@involvement_activity.on(InvolvementHeld, InvolvementPaid, InvolvementChangeMade, InvolvementFedBack)
def of_involvement(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(f"{event.id}/{event.subject}", {"target_id": event.subject})


@inclusion_activity.on(InclusionProfileRecorded)
def of_inclusion(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(f"{event.id}/{event.subject}", {"target_id": event.subject})


@involvement_activity.on(NothingNewConfirmed)
def no_news_of_involvement(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("section", "involvement") == "involvement":
        yield Point(f"{event.id}/{data['target_id']}", {"target_id": data["target_id"]})


@inclusion_activity.on(NothingNewConfirmed)
def no_news_of_inclusion(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("section", "inclusion") == "inclusion":
        yield Point(f"{event.id}/{data['target_id']}", {"target_id": data["target_id"]})
