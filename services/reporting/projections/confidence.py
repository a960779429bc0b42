"""Views of declared delivery confidence: what holds for each workstream and the programme, and every declaration."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import Boolean, Change, Date, Occurrences, Point, Set, State, Text
from shared.events.event import Event
from shared.events.projects import ConfidenceDeclared

_COLUMNS = {"target_kind": Text, "level": Text, "review_on": Date, "declared_by": Text, "has_action": Boolean}

confidence = State("confidence", version=1, columns=_COLUMNS | {"declared_on": Date})
confidence_declarations = Occurrences("confidence_declarations", version=1, columns=_COLUMNS | {"target_id": Text})


@confidence.on(ConfidenceDeclared)
def held(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(data["target_id"], _said(event, data) | {"declared_on": event.effectiveon})


@confidence_declarations.on(ConfidenceDeclared)
def declared(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(str(event.id), _said(event, data) | {"target_id": data["target_id"]})


def _said(event: Event, data: dict[str, Any]) -> dict[str, Any]:
    """Reason and action are words, which stay in `projects`; here is only whether there is an action."""
    return {
        "target_kind": data["target_kind"],
        "level": data["level"],
        "review_on": data.get("review_on"),
        "declared_by": event.actorid,
        "has_action": "action" in data,
    }
