"""Indicators beside their targets: each with baseline, target and actual. Context is never shown as an effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Line, State, Value, cut_by, nothing
from services.reporting.projections.decisions import indicator_activity, indicators, measurements


@dataclass(frozen=True, slots=True)
class Reading:
    """One indicator on a day: its row, the target in force, what it had come to by then, and the last measurement."""

    row: Any
    target: tuple[date, Decimal] | None
    actual: Decimal | None
    last: Any | None

    @property
    def reached(self) -> bool:
        """Whether the actual is at the target or better."""
        if self.target is None or self.actual is None:
            return False
        return self.actual >= self.target[1] if self.row.direction == "up" else self.actual <= self.target[1]


@measure(
    "indicators.on_target",
    version=1,
    kind="rate",
    unit="indicators",
    section="impact",
    title="Indicators on target",
    definition="""Of the indicators that were to reach a value by the last day of the period or before, how many had
    reached the last such value by then. What an indicator has come to is the sum of its values, the latest, or the
    latest running total, as it declares. One that was not measured, or whose value is not shown, is not on target and
    is said beside. To move an indicator is a contribution, never the programme's effect alone.""",
    none="No indicator had a target for this date",
)
def on_target(sight: Sight, period: Period) -> Value:
    due = [reading for reading in readings(sight, period.end) if reading.target]
    if not due:
        return nothing(State.NONE if looked(sight, indicator_activity, period)() else State.NOT_ASKED)
    met = [reading for reading in due if reading.reached]
    unmeasured = sum(reading.actual is None for reading in due)
    context = sum(bool(reading.row.context) for reading in due)
    beside = [Line("not measured, or not shown", unmeasured)] if unmeasured else []
    return Value(
        len(met),
        State.KNOWN if met else State.ZERO,
        of=len(due),
        breakdowns=(
            cut_by("On target by theme", "theme", [r.row for r in met], lambda i: i.themes or [], "none"),
            cut_by("On target by place", "place", [r.row for r in met], _places, "none"),
        )
        if met
        else (),
        beside=(*beside, Line("that describe context only", context)) if context else tuple(beside),
        counted=tuple(sorted((indicators.name, reading.row.key) for reading in met)),
    )


def readings(sight: Sight, on: date) -> list[Reading]:
    """Every indicator as it stood on a day, in order of title."""
    values: dict[str, list[Any]] = {}
    for row in sight.points(measurements, until=on):
        if row.place is None and row.group is None:
            values.setdefault(row.indicator_id, []).append(row)
    rows = sorted((row for row in sight.state(indicators, on=on) if row.title), key=lambda row: (row.title, row.key))
    return [_reading(row, sorted(values.get(row.key, []), key=lambda v: (v.true_from, v.key)), on) for row in rows]


def _reading(row: Any, values: list[Any], on: date) -> Reading:
    targets = [(date.fromisoformat(t["on"]), Decimal(t["value"])) for t in row.targets or []]
    target = max((t for t in targets if t[0] <= on), default=None)
    last = values[-1] if values else None
    counted = values if row.adding == "sum" else values[-1:]
    shown = bool(counted) and all(value.value is not None for value in counted)
    actual = sum((Decimal(value.value) for value in counted), Decimal()) if shown else None
    return Reading(row, target, actual, last)


def _places(row: Any) -> list[str]:
    return [place["code"] for place in row.places or []]
