"""The plan as a measure needs it: each milestone with its baselines, forecast, and the day on which it was done.

Shared by the figures of `milestones` and the tables of the report, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.reporting.measures.sight import Sight
from services.reporting.projections.milestones import achievements, baselines, milestones


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone as it stood at the end of a day."""

    key: str
    title: str
    project_id: str | None
    workstream_id: str | None
    owner_org_id: str | None
    contractual: bool
    baseline_on: date
    forecast_on: date
    cancelled_on: date | None
    #: the first day on which it was done, that nobody withdrew; None when it was not done by the day asked about
    done_on: date | None

    @property
    def open(self) -> bool:
        """Neither done nor cancelled."""
        return self.done_on is None and self.cancelled_on is None


def plan_on(sight: Sight, day: date) -> list[Milestone]:
    """Every milestone planned by the end of `day`, in order of id."""
    return sight.once(("plan", day), lambda: _plan(sight, day))


def _plan(sight: Sight, day: date) -> list[Milestone]:
    done = done_days(sight, day)
    return [
        Milestone(
            row.key,
            row.title,
            row.project_id,
            row.workstream_id,
            row.owner_org_id,
            row.contractual,
            row.baseline_on,
            row.forecast_on,
            row.cancelled_on,
            done.get(row.key),
        )
        for row in sight.state(milestones, on=day)
        if row.title
    ]


def done_days(sight: Sight, day: date) -> dict[str, date]:
    """The first day on which each milestone was done, up to `day`."""
    found: dict[str, date] = {}
    for point in sight.points(achievements, until=day):
        found.setdefault(point.milestone_id, point.true_from)
    return found


def baselines_at_start(sight: Sight, start: date, end: date) -> dict[str, date]:
    """The baseline of each milestone that was in force on the first day of a period.

    A milestone that entered the plan later has the first baseline that it had. A re-baseline within the period changes
    neither, so that it cannot turn a miss into a hit (measures.md, traps).
    """
    return sight.once(("baselines", start, end), lambda: _baselines(sight, start, end))


def _baselines(sight: Sight, start: date, end: date) -> dict[str, date]:
    history: dict[str, list[tuple[date, int, date]]] = {}
    for point in sight.points(baselines, until=end):
        entry = (point.true_from, point.position, point.baseline_on)
        history.setdefault(point.milestone_id, []).append(entry)
    return {key: _in_force(sorted(entries), start) for key, entries in history.items()}


def _in_force(entries: Sequence[tuple[date, int, date]], start: date) -> date:
    before = [entry for entry in entries if entry[0] <= start]
    return (before[-1] if before else entries[0])[2]
