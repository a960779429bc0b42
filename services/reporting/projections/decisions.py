"""Views of decisions that were informed, and of indicators with what was measured."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from services.reporting.projections.view import (
    Boolean,
    Change,
    Date,
    Json,
    Occurrences,
    Point,
    Retract,
    Set,
    State,
    Text,
)
from shared.events.event import Event
from shared.events.outputs import (
    DecisionInformed,
    DecisionWithdrawn,
    IndicatorDefined,
    IndicatorMeasured,
    MeasurementWithdrawn,
)
from shared.events.projects import NothingNewConfirmed

decisions = State(
    "decisions",
    version=1,
    columns={
        "title": Text,
        "body": Text,
        "kind": Text,
        "decided_on": Date,
        "decision_ref": Text,
        "url": Text,
        "file_id": Text,
        "use": Text,
        "result": Text,
        "evidence_kinds": Json,
        "output_ids": Json,
        "project_ids": Json,
        "request_id": Text,
        "themes": Json,
        "places": Json,
        "withdrawn_reason": Text,
    },
    classes={"decided_on": "open", "withdrawn_reason": "open"},
)
_TEXTS = ("title", "body", "kind", "decision_ref", "url", "file_id", "use", "result", "request_id")
_LISTS = ("evidence_kinds", "output_ids", "project_ids", "themes", "places")

indicators = State(
    "indicators",
    version=1,
    columns={
        "title": Text,
        "unit": Text,
        "direction": Text,
        "adding": Text,
        "baseline": Text,
        "baseline_on": Date,
        "targets": Json,
        "source": Text,
        "themes": Json,
        "places": Json,
        "context": Boolean,
        "counts_people": Boolean,
    },
)

#: by measurement and not by fact: what is said anew of the same days, place and group takes the place of what was said
measurements = Occurrences(
    "measurements",
    version=1,
    columns={
        "indicator_id": Text,
        "value": Text,
        "hidden": Text,
        "period_from": Date,
        "place": Json,
        "group": Text,
        "source": Text,
        "published_on": Date,
    },
    classes={"period_from": "open"},
)

decision_activity = Occurrences("decision_activity", version=1, columns={"target_id": Text})
indicator_activity = Occurrences("indicator_activity", version=1, columns={"target_id": Text})


@decisions.on(DecisionInformed)
def informed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values = {name: data.get(name) for name in _TEXTS} | {name: data.get(name, []) for name in _LISTS}
    values |= {"decided_on": event.effectiveon}
    yield Set(event.subject, values)
    for former in data.get("dated_before", ()):
        # what was said of a day that was wrong does not hold from that day on either
        yield Set(event.subject, values, on=date.fromisoformat(former))


@decisions.on(DecisionWithdrawn)
def withdrawn(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"withdrawn_reason": data["reason_code"]})


@indicators.on(IndicatorDefined)
def defined(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    names = ("title", "unit", "direction", "adding", "baseline", "baseline_on", "source", "context", "counts_people")
    values = {name: data.get(name) for name in names}
    yield Set(event.subject, values | {name: data.get(name, []) for name in ("targets", "themes", "places")})


@measurements.on(IndicatorMeasured)
def measured(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    names = ("indicator_id", "value", "hidden", "place", "group", "source", "published_on")
    period = data.get("period") or {}
    yield Point(event.subject, {name: data.get(name) for name in names} | {"period_from": period.get("from")})


@measurements.on(MeasurementWithdrawn)
def taken_back(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Retract(event.subject)


@decision_activity.on(DecisionInformed, DecisionWithdrawn)
def of_a_decision(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(str(event.id), {"target_id": event.subject})


@decision_activity.on(NothingNewConfirmed)
def no_news_of_decisions(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("section", "impact") in ("impact", "decisions"):
        yield Point(str(event.id), {"target_id": data["target_id"]})


@indicator_activity.on(IndicatorDefined, IndicatorMeasured, MeasurementWithdrawn)
def of_an_indicator(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(str(event.id), {"target_id": event.subject})


@indicator_activity.on(NothingNewConfirmed)
def no_news_of_indicators(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("section", "impact") in ("impact", "indicators"):
        yield Point(str(event.id), {"target_id": data["target_id"]})
