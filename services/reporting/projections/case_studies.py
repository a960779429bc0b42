"""Views of case studies, and of every version of their sections: how long each was, and never the words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import Change, Date, Integer, Json, Occurrences, Point, Set, State, Text
from shared.events.event import Event
from shared.events.outputs import CaseStudyBegun, CaseStudyChanged, CaseStudySectionWritten, CaseStudyWithdrawn

case_studies = State(
    "case_studies",
    version=1,
    columns={
        "title": Text,
        "state": Text,
        "impact_ids": Json,
        "begun_on": Date,
        "withdrawn_on": Date,
        "withdrawn_reason": Text,
    },
    classes={"state": "open", "begun_on": "open", "withdrawn_on": "open", "withdrawn_reason": "open"},
)
case_study_drafts = Occurrences(
    "case_study_drafts",
    version=1,
    columns={"case_study_id": Text, "section": Text, "draft": Integer, "word_count": Integer, "item_count": Integer},
    classes={"case_study_id": "open"},
)


@case_studies.on(CaseStudyBegun)
def begun(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values = {"title": data["title"], "impact_ids": data["impact_ids"], "state": "standing"}
    yield Set(event.subject, values | {"begun_on": event.effectiveon})


@case_studies.on(CaseStudyChanged)
def changed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {name: change["after"] for name, change in data["changes"].items()})


@case_studies.on(CaseStudyWithdrawn)
def withdrawn(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    over = {"state": "withdrawn", "withdrawn_on": event.effectiveon, "withdrawn_reason": data["reason_code"]}
    yield Set(event.subject, over)


@case_study_drafts.on(CaseStudySectionWritten)
def written(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    counts = {name: data.get(name) for name in ("section", "draft", "word_count", "item_count")}
    yield Point(str(event.id), counts | {"case_study_id": event.subject})
