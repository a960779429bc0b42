"""Views of reporting duties: each as a state, what the calendar brought them, and that somebody looked."""

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
from shared.events.projects import (
    NothingNewConfirmed,
    ObligationAssigned,
    ObligationBecameOverdue,
    ObligationDueSoon,
    ObligationFellDue,
    ObligationMet,
    ObligationMoved,
    ObligationSet,
    ObligationWaived,
    ObligationWithdrawn,
)

#: called as the read of `projects` that shows them today, so that the same list can be asked for on a date
obligations = State(
    "duties",
    version=1,
    columns={
        "title": Text,
        "kind": Text,
        "award_id": Text,
        "period_from": Date,
        "period_to": Date,
        "policy": Text,
        "policy_version": Integer,
        "met_by_template": Text,
        "due_soon_days": Json,
        "owner_person_id": Text,
        "second_person_id": Text,
        "arose_on": Date,
        "first_due_on": Date,
        "due_on": Date,
        "fell_due_on": Date,
        "overdue_on": Date,
        "met_on": Date,
        "evidence": Json,
        "waived_on": Date,
        "waived_until": Date,
        "waiver_reason_code": Text,
        "approver_person_id": Text,
        "withdrawn_on": Date,
    },
    classes={
        "period_from": "open",
        "period_to": "open",
        "arose_on": "open",
        "first_due_on": "open",
        "fell_due_on": "open",
        "overdue_on": "open",
        "waived_on": "open",
        "waived_until": "funder",
        "waiver_reason_code": "funder",
        "withdrawn_on": "open",
    },
)

#: the duties that fell due, on their due day: what `duties.on_time` is a rate of
duties_fallen_due = Occurrences(
    "duties_fallen_due", version=1, columns={"obligation_id": Text, "open": Boolean}, classes={"obligation_id": "open"}
)

#: each time that a due day moved
duty_moves = Occurrences(
    "duty_moves",
    version=1,
    columns={"obligation_id": Text, "due_from": Date, "due_to": Date, "reason_code": Text, "caused_by": Text},
    classes={"obligation_id": "open"},
)

duty_activity = Occurrences("duty_activity", version=1, columns={"target_id": Text})


@obligations.on(ObligationSet)
def arose(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    period = data.get("period") or {}
    yield Set(
        event.subject,
        {
            "title": data["title"],
            "kind": data["kind"],
            "award_id": data.get("award_id"),
            "period_from": period.get("from"),
            "period_to": period.get("to"),
            "policy": data.get("policy"),
            "policy_version": data.get("policy_version"),
            "met_by_template": data.get("met_by_template"),
            "due_soon_days": data.get("due_soon_days", []),
            "owner_person_id": data.get("owner_person_id"),
            "second_person_id": data.get("second_person_id"),
            "arose_on": event.effectiveon,
            "first_due_on": data["due_on"],
            "due_on": data["due_on"],
        },
    )


@obligations.on(ObligationMoved)
def moved(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    changed = {"due_on": data["due_to"]}
    if period := data.get("period"):
        changed |= {"period_from": period["from"], "period_to": period["to"]}
    if title := data.get("title"):
        changed["title"] = title
    yield Set(event.subject, changed)


@obligations.on(ObligationAssigned)
def assigned(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {name: data.get(name) for name in ("owner_person_id", "second_person_id")})


@obligations.on(ObligationFellDue)
def fell_due(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"fell_due_on": event.effectiveon})


@obligations.on(ObligationBecameOverdue)
def became_overdue(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"overdue_on": event.effectiveon})


@obligations.on(ObligationMet)
def met(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"met_on": event.effectiveon, "evidence": data["evidence"]})


@obligations.on(ObligationWaived)
def waived(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(
        event.subject,
        {
            "waived_on": event.effectiveon,
            "waived_until": data["expires_on"],
            "waiver_reason_code": data["reason_code"],
            "approver_person_id": data["approver_person_id"],
        },
    )


@obligations.on(ObligationWithdrawn)
def withdrawn(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"withdrawn_on": event.effectiveon})


@duties_fallen_due.on(ObligationFellDue)
def on_its_day(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(str(event.id), {"obligation_id": event.subject, "open": data["open"]})


@duty_moves.on(ObligationMoved)
def each_move(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    names = ("due_from", "due_to", "reason_code", "caused_by")
    yield Point(str(event.id), {"obligation_id": event.subject} | {name: data.get(name) for name in names})


@duty_activity.on(
    ObligationSet,
    ObligationMoved,
    ObligationAssigned,
    ObligationDueSoon,
    ObligationFellDue,
    ObligationBecameOverdue,
    ObligationMet,
    ObligationWaived,
    ObligationWithdrawn,
)
def of_a_duty(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(f"{event.id}/{event.subject}", {"target_id": event.subject})


@duty_activity.on(NothingNewConfirmed)
def no_news(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("section", "duties") in ("duties", "award"):
        yield Point(f"{event.id}/{data['target_id']}", {"target_id": data["target_id"]})
