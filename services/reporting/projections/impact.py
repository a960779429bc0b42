"""Views of impact claims and their evidence: how each claim stands, every judgement of it, and what shows it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from services.reporting.projections.activity import project_activity
from services.reporting.projections.view import (
    Boolean,
    Change,
    Date,
    Json,
    Occurrences,
    Point,
    Set,
    State,
    Text,
)
from shared.events.event import Event
from shared.events.outputs import (
    EvidenceAttached,
    EvidenceRemoved,
    ImpactChanged,
    ImpactClaimed,
    ImpactStrengthChanged,
    ImpactWithdrawn,
)
from shared.events.projects import NothingNewConfirmed

impact_claims = State(
    "impact_claims",
    version=1,
    columns={
        "title": Text,
        "strength": Text,
        "state": Text,
        "beneficiaries": Text,
        "themes": Json,
        "tags": Json,
        "places": Json,
        "pathway_step_ids": Json,
        "decision_id": Text,
        "project_ids": Json,
        "output_ids": Json,
        "began_on": Date,
        "claimed_on": Date,
        "judged_on": Date,
        "author_person_id": Text,
        "contribution": Boolean,
        "withdrawn_on": Date,
        "withdrawn_reason": Text,
    },
    classes={
        "state": "open",
        "began_on": "open",
        "judged_on": "open",
        "withdrawn_on": "open",
        "withdrawn_reason": "open",
    },
)
#: every judgement, by the id of its fact
impact_judgements = Occurrences(
    "impact_judgements",
    version=1,
    columns={
        "impact_id": Text,
        "from_strength": Text,
        "to_strength": Text,
        "evidence_ids": Json,
        "by_person_id": Text,
        "reason_code": Text,
    },
    classes={"impact_id": "open", "from_strength": "open", "to_strength": "open"},
)
evidence_items = State(
    "evidence_items",
    version=1,
    columns={
        "impact_id": Text,
        "title": Text,
        "kind": Text,
        "source": Text,
        "outside": Boolean,
        "state": Text,
        "sha256": Text,
        "url": Text,
        "dated_on": Date,
        "shows_people": Boolean,
        "consent_id": Text,
        "consent_reference": Text,
        "public": Boolean,
        "attached_by_person_id": Text,
        "set_aside": Boolean,
        "removed_on": Date,
        "removed_reason": Text,
    },
    classes={"state": "open", "set_aside": "open", "removed_on": "open", "removed_reason": "open"},
)
impact_activity = Occurrences("impact_activity", version=1, columns={"target_id": Text})

_LISTS = ("themes", "tags", "places", "pathway_step_ids", "project_ids", "output_ids")
_SAID = ("title", "beneficiaries", "decision_id", "author_person_id", "contribution", "claimed_on")
_OF_EVIDENCE = (
    "impact_id",
    "title",
    "kind",
    "source",
    "outside",
    "sha256",
    "url",
    "dated_on",
    "shows_people",
    "consent_id",
    "consent_reference",
    "public",
    "attached_by_person_id",
)


def _former(data: dict[str, Any]) -> list[date]:
    """Days on which the change was said to have begun: what was said of them then must not hold from them on."""
    return [date.fromisoformat(day) for day in data.get("dated_before", ())]


@impact_claims.on(ImpactClaimed)
def claimed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    said: dict[str, Any] = {name: data.get(name) for name in _SAID} | {name: data.get(name, []) for name in _LISTS}
    said |= {"began_on": event.effectiveon}
    first = {"strength": "asserted", "state": "standing", "judged_on": data["claimed_on"]}
    former = _former(data)
    # nobody judged it before any day on which it was said to have begun: an earlier one comes before every judgement
    yield Set(event.subject, said | (first if event.effectiveon < min(former, default=date.max) else {}))
    for day in former:
        yield Set(event.subject, said, on=day)


@impact_claims.on(ImpactChanged)
def changed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values = {name: change["after"] for name, change in data["changes"].items() if name in (*_SAID, *_LISTS)}
    for day in [event.effectiveon, *_former(data)] if values else ():
        yield Set(event.subject, values, on=day)


@impact_claims.on(ImpactStrengthChanged)
def judged(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {"strength": data["to"], "judged_on": event.effectiveon})


@impact_claims.on(ImpactWithdrawn)
def withdrawn(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    over = {"state": "withdrawn", "withdrawn_on": event.effectiveon, "withdrawn_reason": data["reason_code"]}
    for day in [event.effectiveon, *_former(data)]:
        yield Set(event.subject, over, on=day)


@impact_judgements.on(ImpactStrengthChanged)
def judgement(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values = {name: data[name] for name in ("evidence_ids", "by_person_id", "reason_code")}
    values |= {"impact_id": event.subject, "from_strength": data["from"], "to_strength": data["to"]}
    yield Point(str(event.id), values)


@evidence_items.on(EvidenceAttached)
def attached(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(
        event.subject, {name: data.get(name) for name in _OF_EVIDENCE} | {"state": "standing", "set_aside": False}
    )


@evidence_items.on(EvidenceRemoved)
def removed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    over = {"state": "removed", "removed_on": event.effectiveon, "removed_reason": data["reason_code"]}
    yield Set(event.subject, over)


@evidence_items.on(ImpactStrengthChanged)
def found_wanting(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    for evidence_id in data.get("set_aside_ids", ()):
        yield Set(evidence_id, {"set_aside": True})


@impact_activity.on(
    ImpactClaimed, ImpactChanged, ImpactWithdrawn, ImpactStrengthChanged, EvidenceAttached, EvidenceRemoved
)
def of_impact(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(str(event.id), {"target_id": data.get("impact_id", event.subject)})


@impact_activity.on(NothingNewConfirmed)
def no_news_of_impact(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("section", "impact") == "impact":
        yield Point(str(event.id), {"target_id": data["target_id"]})


#: what a project led to, and what shows it, is news of the project
@project_activity.on(ImpactClaimed, ImpactChanged, ImpactWithdrawn, ImpactStrengthChanged, EvidenceAttached)
def news_of_projects(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    for project in dict.fromkeys(data.get("project_ids", ())):
        yield Point(f"{event.id}/{project}", {"target_id": project})
