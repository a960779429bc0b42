"""Views of programmes, their workstreams, their partners, and the organisations that they name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import Change, Date, Integer, Json, Set, State, Text
from shared.events.event import Event
from shared.events.people import OrganisationRegistered
from shared.events.projects import PartnerJoined, ProgrammeCreated, WorkstreamAdded

programmes = State(
    "programmes",
    version=1,
    columns={
        "title": Text,
        "host_org": Text,
        "places": Json,
        "themes": Json,
        "stages": Json,
        "labels": Json,
        "year_start_month": Integer,
        "nation": Text,
        "starts_on": Date,
        "planned_end": Date,
    },
)

workstreams = State("workstreams", version=1, columns={"title": Text, "lead_person_id": Text})

partners = State("partners", version=1, columns={"org_id": Text, "roles": Json, "project_id": Text})

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
            "labels": data.get("labels", {}),
            "year_start_month": data["year_start_month"],
            "nation": data["nation"],
            "starts_on": event.effectiveon,
            "planned_end": data.get("planned_end"),
        },
    )


@workstreams.on(WorkstreamAdded)
def added(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"title": data["title"], "lead_person_id": data.get("lead_person_id")})


@partners.on(PartnerJoined)
def joined(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(
        event.subject,
        {"org_id": data["org_id"], "roles": data.get("roles", []), "project_id": data.get("project_id")},
    )


@organisations.on(OrganisationRegistered)
def registered(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"name": data["name"], "ror": data.get("ror"), "sector": data.get("sector")})
