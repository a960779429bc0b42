"""Views of approvals and agreements: what is needed, what is in place, until when.

That a last day has passed is read from `valid_until`; the fact of it only says when it was noticed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import Boolean, Change, Date, Json, Set, State, Text
from shared.events.event import Event
from shared.events.projects import (
    AgreementEnded,
    AgreementExpiring,
    AgreementSigned,
    ApprovalDecided,
    ApprovalExpired,
    ApprovalExpiring,
    ApprovalNeeded,
    ApprovalSought,
)

approvals = State(
    "approvals",
    version=1,
    columns={
        "title": Text,
        "kind": Text,
        "project_id": Text,
        "project_ids": Json,
        "needed": Boolean,
        "reason_code": Text,
        "found_on": Date,
        "sought_on": Date,
        "awaiting_since": Date,
        "body": Text,
        "application_reference": Text,
        "decision": Text,
        "decided_on": Date,
        "reference": Text,
        "stands": Boolean,
        "valid_until": Date,
        "warned_for": Date,
        "expired_for": Date,
    },
)

agreements = State(
    "agreements",
    version=1,
    columns={
        "title": Text,
        "kind": Text,
        "party_org_ids": Json,
        "project_ids": Json,
        "signed_on": Date,
        "valid_until": Date,
        "file_id": Text,
        "ended_on": Date,
        "end_reason": Text,
        "successor_id": Text,
        "warned_for": Date,
    },
)

#: an approval has no title of its own: its kind says what it is
TITLES = {
    "ethics": "Ethics approval",
    "council_governance": "Council governance approval",
    "sponsorship": "Sponsorship",
    "data_protection": "Data protection impact assessment",
    "equality": "Equality impact assessment",
    "hra": "HRA approval",
}


@approvals.on(ApprovalNeeded)
def needed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(
        event.subject,
        {
            "title": TITLES[data["kind"]],
            "kind": data["kind"],
            "project_id": data["project_id"],
            "project_ids": [data["project_id"], *data.get("also_project_ids", [])],
            "needed": data["needed"],
            "reason_code": data.get("reason_code"),
            "found_on": event.effectiveon,
            "awaiting_since": None,
        },
    )


@approvals.on(ApprovalSought)
def sought(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(
        event.subject,
        {
            "sought_on": event.effectiveon,
            "awaiting_since": event.effectiveon,
            "body": data.get("body"),
            "application_reference": data.get("reference"),
        },
    )


@approvals.on(ApprovalDecided)
def decided(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values = {
        "awaiting_since": None,
        "decision": data["decision"],
        "decided_on": event.effectiveon,
        "stands": data["stands"],
    }
    if data["decision"] != "refused":  # a refused renewal leaves what is in place as it is
        values |= {"reference": data.get("reference"), "valid_until": data.get("valid_until")}
    yield Set(event.subject, values)


@approvals.on(ApprovalExpiring)
def approval_near_its_end(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"warned_for": data["valid_until"]})


@approvals.on(ApprovalExpired)
def expired(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"expired_for": data["valid_until"]})


@agreements.on(AgreementSigned)
def signed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(
        event.subject,
        {
            "title": data["title"],
            "kind": data["kind"],
            "party_org_ids": data["party_org_ids"],
            "project_ids": data.get("project_ids", []),
            "signed_on": event.effectiveon,
            "valid_until": data.get("valid_until"),
            "file_id": data.get("file_id"),
        },
    )


@agreements.on(AgreementExpiring)
def agreement_near_its_end(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"warned_for": data["valid_until"]})


@agreements.on(AgreementEnded)
def ended(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(
        event.subject,
        {
            "ended_on": event.effectiveon,
            "end_reason": data["reason_code"],
            "successor_id": data.get("successor_id"),
        },
    )
