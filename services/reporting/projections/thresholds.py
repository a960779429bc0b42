"""View of a programme's settings: what was set, from when. Defaults are no facts and are not in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import Change, Json, Set, State
from shared.events.event import Event
from shared.events.projects import ThresholdSet

thresholds = State("thresholds", version=1, columns={"values": Json})


@thresholds.on(ThresholdSet)
def was_set(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(data["key"], {"values": data["values"]})
