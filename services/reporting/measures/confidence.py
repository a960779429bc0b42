"""Delivery confidence as declared, and, apart from it, the schedule in red, amber and green as computed from dates."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.reporting.measures.late import last_submission
from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.plan import plan_on
from services.reporting.measures.registry import measure
from services.reporting.measures.schedule import Thresholds, days_behind, schedule_rag
from services.reporting.measures.sight import Sight
from services.reporting.measures.thresholds import threshold
from services.reporting.measures.value import Line, Value, cut_by, number
from services.reporting.projections.confidence import confidence, confidence_declarations
from services.reporting.projections.projects import projects

LEVELS = ("red", "amber", "green")


def declared_on(sight: Sight, day: date, kind: str = "workstream") -> list[Any]:
    """What holds for each workstream (or the programme) that has ever been declared, by its id."""
    return [row for row in sight.state(confidence, on=day) if row.level and row.target_kind == kind]


@measure(
    "confidence.declared",
    version=1,
    kind="stock",
    unit="workstreams",
    section="progress",
    title="Workstreams by declared delivery confidence",
    definition="""Workstreams whose delivery confidence somebody has declared, by the level that holds at the end of the
    last day of the period: red, amber or green. A judgement with a reason, never computed from dates. Beside it stand
    the levels at the end of the period of the last submitted report before this period. A workstream that nobody has
    declared anything about is not counted.""",
)
def declared(sight: Sight, period: Period) -> Value:
    rows = declared_on(sight, period.end)
    before = _last_report(sight, period)
    return number(
        rows,
        confidence.name,
        looked=looked(sight, confidence_declarations, period),
        breakdowns=[
            cut_by("By level", "word", rows, lambda row: [row.level], "unknown"),
            cut_by("When it is looked at again", "word", rows, lambda row: [_review(row, period.end)], "unknown"),
        ],
        beside=[Line(f"{level} at the last report", before[level]) for level in LEVELS if before[level]],
    )


def _last_report(sight: Sight, period: Period) -> Counter[str]:
    last = last_submission(sight)
    if last is None or last.period_to >= period.start:
        return Counter()
    return Counter(row.level for row in declared_on(sight, last.period_to))


def _review(row: Any, day: date) -> str:
    if row.review_on is None:
        return "no day set"
    return "review has passed" if row.review_on < day else "review ahead"


@dataclass(frozen=True, slots=True)
class Schedule:
    """The computed state of a workstream's schedule, and the days late of its latest open milestone."""

    level: str
    days_late: int


def schedules(sight: Sight, day: date) -> dict[str | None, Schedule]:
    """The schedule of each workstream that has open milestones (None: of none), by the settings of that day."""
    limits = Thresholds(threshold(sight, day, "rag.amber_days"), threshold(sight, day, "rag.red_days"))
    unit_of = {row.key: row.workstream_id for row in sight.state(projects, on=day)}
    worst: dict[str | None, int] = {}
    for milestone in plan_on(sight, day):
        if milestone.open:
            unit = milestone.workstream_id or unit_of.get(milestone.project_id or "")
            late = days_behind(milestone.baseline_on, milestone.forecast_on, day)
            worst[unit] = max(worst.get(unit, 0), late)
    return {unit: Schedule(schedule_rag(late, limits), late) for unit, late in worst.items()}
