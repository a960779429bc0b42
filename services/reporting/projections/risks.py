"""Views of risks and issues: how each stands as a state, every look at one as an occurrence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import Change, Date, Integer, Occurrences, Point, Set, State, Text
from shared.events.event import Event
from shared.events.projects import RiskClosed, RiskRaised, RiskReassessed

risks = State(
    "risks",
    version=1,
    columns={
        "title": Text,
        "kind": Text,
        "from_risk_id": Text,
        "project_id": Text,
        "workstream_id": Text,
        "owner_person_id": Text,
        "inherent_likelihood": Integer,
        "inherent_impact": Integer,
        "likelihood": Integer,
        "impact": Integer,
        "target_score": Integer,
        "response": Text,
        "proximity": Text,
        "review_on": Date,
        "raised_on": Date,
        "reviewed_on": Date,
        "state": Text,
        "issue_id": Text,
        "outcome": Text,
        "over_on": Date,
    },
)
#: what somebody said when looking; the first is how it was raised
risk_looks = Occurrences(
    "risk_looks",
    version=2,
    columns={
        "risk_id": Text,
        "likelihood": Integer,
        "impact": Integer,
        "target_score": Integer,
        "response": Text,
        "proximity": Text,
        "review_on": Date,
        "owner_person_id": Text,
    },
)

_SAID = ("likelihood", "impact", "target_score", "response", "proximity", "review_on", "owner_person_id")


@risks.on(RiskRaised)
def raised(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    said = {name: data.get(name) for name in ("title", "kind", "from_risk_id", "project_id", "workstream_id", *_SAID)}
    scores = {
        "inherent_likelihood": data.get("likelihood"),
        "inherent_impact": data["impact"],
        "likelihood": data.get("residual_likelihood", data.get("likelihood")),
        "impact": data.get("residual_impact", data["impact"]),
    }
    days = {"raised_on": event.effectiveon, "reviewed_on": event.effectiveon}
    yield Set(event.subject, said | scores | days | {"state": "open"})


@risks.on(RiskReassessed)
def reassessed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    said = {name: data[name] for name in _SAID if name in data}
    yield Set(event.subject, said | {"reviewed_on": event.effectiveon})
    if issue := data.get("became_issue_id"):
        yield Set(event.subject, {"state": "happened", "issue_id": issue, "over_on": event.effectiveon})


@risks.on(RiskClosed)
def closed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"state": "closed", "outcome": data["outcome"], "over_on": event.effectiveon})


@risk_looks.on(RiskRaised)
def first_look(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    residual = {
        "likelihood": data.get("residual_likelihood", data.get("likelihood")),
        "impact": data.get("residual_impact", data["impact"]),
    }
    yield Point(str(event.id), {"risk_id": event.subject} | {name: data.get(name) for name in _SAID} | residual)


@risk_looks.on(RiskReassessed)
def looked(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(str(event.id), {"risk_id": event.subject} | {name: data.get(name) for name in _SAID})
