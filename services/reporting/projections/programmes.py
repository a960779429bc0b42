"""Views of programmes, their workstreams, their partners, and the organisations that they name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.changed import after
from services.reporting.projections.view import Change, Date, Integer, Json, Set, State, Text
from shared.events.event import Event
from shared.events.people import OrganisationRegistered
from shared.events.projects import (
    PartnerJoined,
    PartnerLeft,
    ProgrammeChanged,
    ProgrammeCreated,
    WorkstreamAdded,
    WorkstreamChanged,
)

programmes = State(
    "programmes",
    version=3,
    columns={
        "title": Text,
        "host_org": Text,
        "places": Json,
        "themes": Json,
        "stages": Json,
        "directorates": Json,
        "labels": Json,
        "year_start_month": Integer,
        "nation": Text,
        "starts_on": Date,
        "planned_end": Date,
    },
)

workstreams = State(
    "workstreams",
    version=2,
    columns={
        "title": Text,
        "lead_person_id": Text,
        "from_on": Date,
    },
)

#: a partner that left has the organisation that succeeds it, so that figures per partner can follow it
partners = State(
    "partners",
    version=2,
    columns={
        "org_id": Text,
        "roles": Json,
        "project_id": Text,
        "agreement_id": Text,
        "joined_on": Date,
        "left_on": Date,
        "left_reason": Text,
        "successor_org_id": Text,
        "succeeds_partnership_id": Text,
    },
)

#: belongs to the installation, so its rows are under the programme ""
organisations = State("organisations", version=1, columns={"name": Text, "ror": Text, "sector": Text})


@programmes.on(ProgrammeCreated)
def created(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(
        event.subject,
        {
            "title": data["title"],
            "host_org": data["host_org"],
            "places": data.get("places", []),
            "themes": data.get("themes", []),
            "stages": data.get("stages", []),
            "directorates": data.get("directorates", []),
            "labels": data.get("labels", {}),
            "year_start_month": data["year_start_month"],
            "nation": data["nation"],
            "starts_on": event.effectiveon,
            "planned_end": data.get("planned_end"),
        },
    )


@programmes.on(ProgrammeChanged)
def changed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    lists = ("places", "themes", "stages", "directorates")
    yield Set(event.subject, after(programmes, data["changes"], empty={name: [] for name in lists}))


@workstreams.on(WorkstreamAdded)
def added(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(
        event.subject,
        {"title": data["title"], "lead_person_id": data.get("lead_person_id"), "from_on": event.effectiveon},
    )


@workstreams.on(WorkstreamChanged)
def renamed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, after(workstreams, data["changes"]))


@partners.on(PartnerJoined)
def joined(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(
        event.subject,
        {
            "org_id": data["org_id"],
            "roles": data.get("roles", []),
            "project_id": data.get("project_id"),
            "agreement_id": data.get("agreement_id"),
            "joined_on": event.effectiveon,
            "succeeds_partnership_id": data.get("succeeds_partnership_id"),
        },
    )


@partners.on(PartnerLeft)
def left(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    gone = {"left_on": event.effectiveon, "left_reason": data["reason_code"]}
    yield Set(event.subject, gone | {"successor_org_id": data.get("successor_org_id")})


@organisations.on(OrganisationRegistered)
def registered(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"name": data["name"], "ror": data.get("ror"), "sector": data.get("sector")})
