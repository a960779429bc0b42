"""Views of requests at the front door and of applications for funding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import Change, Date, Json, Number, Set, State, Text
from shared.events.event import Event
from shared.events.projects import (
    ApplicationDecided,
    ApplicationSubmitted,
    RequestAnswered,
    RequestReceived,
    RequestReopened,
    RequestTriaged,
)

requests = State(
    "requests",
    version=1,
    columns={
        "title": Text,
        "kind": Text,
        "asked_by": Text,
        "directorate": Text,
        "org_id": Text,
        "themes": Json,
        "places": Json,
        "received_on": Date,
        "needed_by": Date,
        "decision_body": Text,
        "workstream_id": Text,
        "person_id": Text,
        "priority": Text,
        "answer_expected_on": Date,
        "triaged_on": Date,
        "answer": Text,
        "answered_on": Date,
        "reason_code": Text,
        "output_id": Text,
        "project_id": Text,
        "application_id": Text,
        "reopened_on": Date,
    },
)

applications = State(
    "applications",
    version=2,
    columns={
        "title": Text,
        "funder_org": Text,
        "scheme": Text,
        "amount": Number,
        "currency": Text,
        "lead_org_id": Text,
        "lead_sector": Text,
        "hdrc_role": Text,
        "funder_sector": Text,
        "request_id": Text,
        "project_id": Text,
        "submitted_on": Date,
        "outcome": Text,
        "decided_on": Date,
        "amount_awarded": Number,
        "amount_to_partnership": Number,
        "award_id": Text,
    },
)

_RECEIVED = ("title", "kind", "asked_by", "directorate", "org_id", "needed_by", "decision_body")
_TRIAGED = ("workstream_id", "person_id", "priority", "answer_expected_on")
_ANSWERED = ("answer", "reason_code", "output_id", "project_id", "application_id")
_SUBMITTED = (
    "title",
    "funder_org",
    "scheme",
    "lead_org_id",
    "lead_sector",
    "hdrc_role",
    "funder_sector",
    "request_id",
    "project_id",
)


@requests.on(RequestReceived)
def received(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    said = {name: data.get(name) for name in _RECEIVED}
    lists = {"themes": data.get("themes", []), "places": data.get("places", [])}
    yield Set(event.subject, said | lists | {"received_on": event.effectiveon})


@requests.on(RequestTriaged)
def triaged(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {name: data.get(name) for name in _TRIAGED} | {"triaged_on": event.effectiveon})


@requests.on(RequestAnswered)
def answered(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {name: data.get(name) for name in _ANSWERED} | {"answered_on": event.effectiveon})


@requests.on(RequestReopened)
def reopened(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    open_again = dict.fromkeys((*_ANSWERED, "answered_on"))
    yield Set(event.subject, open_again | {"reopened_on": event.effectiveon})


@applications.on(ApplicationSubmitted)
def submitted(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    said = {name: data.get(name) for name in _SUBMITTED}
    money = {"amount": data["amount"]["amount"], "currency": data["amount"]["currency"]}
    yield Set(event.subject, said | money | {"submitted_on": event.effectiveon})


@applications.on(ApplicationDecided)
def decided(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(
        event.subject,
        {
            "outcome": data["outcome"],
            "decided_on": event.effectiveon,
            "amount_awarded": data["amount_awarded"]["amount"] if data.get("amount_awarded") else None,
            "amount_to_partnership": (
                data["amount_to_partnership"]["amount"] if data.get("amount_to_partnership") else None
            ),
            "award_id": data.get("award_id"),
        },
    )
