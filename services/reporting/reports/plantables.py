"""The plan in a report: the milestones that a period is about, how each stands, which moved, which are next."""

from __future__ import annotations

from datetime import date

from services.reporting.measures import milestones
from services.reporting.measures.period import Period
from services.reporting.measures.plan import Milestone, baselines_at_start, plan_on
from services.reporting.measures.sight import Sight
from services.reporting.reports.names import Names, sentence_case
from services.reporting.reports.table import Column, Table, Timeline, TimelineLine, iso


def plan_rows(sight: Sight, period: Period) -> list[tuple[Milestone, date]]:
    """The milestones that this period is about, with their baseline at its start.

    Those due or done in it, those overdue at its end, and those cancelled in it; in order of baseline.
    """
    due = baselines_at_start(sight, period.start, period.end)
    done = milestones.done_in(sight, period)
    chosen = []
    for milestone in plan_on(sight, period.end):
        baseline = due.get(milestone.key, milestone.baseline_on)
        overdue = milestone.open and milestone.baseline_on <= period.end
        cancelled = milestone.cancelled_on is not None and milestone.cancelled_on in period
        if baseline in period or milestone.key in done or overdue or cancelled:
            chosen.append((milestone, baseline))
    return sorted(chosen, key=lambda pair: (pair[1], pair[0].title, pair[0].key))


def standing(milestone: Milestone, baseline: date, day: date) -> str:
    """The computed state of a milestone at the end of a day, in words; nobody's judgement."""
    if milestone.done_on:
        late_by = (milestone.done_on - baseline).days
        return "Done on time" if late_by <= 0 else f"Done {_days(late_by)} late"
    if milestone.cancelled_on:
        return "Cancelled"
    if milestone.baseline_on <= day:
        return f"Overdue by {_days((day - milestone.baseline_on).days)}"
    return "Moved by a new baseline" if baseline <= day else "Not due yet"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def milestones_plan(sight: Sight, period: Period, names: Names) -> Table:
    rows = [
        (
            m.title,
            names.title(m.project_id) or names.title(m.workstream_id),
            iso(baseline),
            None if m.done_on or m.cancelled_on else iso(m.forecast_on),
            iso(m.done_on),
            None if m.cancelled_on and not m.done_on else ((m.done_on or m.forecast_on) - baseline).days,
            standing(m, baseline, period.end),
        )
        for m, baseline in plan_rows(sight, period)
    ]
    columns = (
        Column("Milestone"),
        Column("Project"),
        Column("Baseline", "date"),
        Column("Forecast", "date"),
        Column("Actual", "date"),
        Column("Days late", "number"),
        Column("State"),
    )
    return Table(
        "Milestones of this period",
        columns,
        tuple(rows),
        "No milestone was due, done, overdue or cancelled in this period.",
        "Baseline: the date in force on the first day of the period. Days late: from baseline to actual date, else to "
        "forecast; below zero is early.",
    )


def timeline(sight: Sight, period: Period, names: Names) -> Timeline:
    rows = plan_rows(sight, period)
    lines = tuple(
        TimelineLine(
            m.title,
            names.title(m.project_id) or names.title(m.workstream_id),
            baseline,
            None if m.done_on or m.cancelled_on else m.forecast_on,
            m.done_on,
            standing(m, baseline, period.end),
        )
        for m, baseline in rows
    )
    return Timeline("Milestones of this period on a time line", period.start, period.following().end, period.end, lines)


def milestones_moves(sight: Sight, period: Period, names: Names) -> Table:
    rows = [
        (
            iso(move.true_from),
            names.title(move.milestone_id) or move.milestone_id,
            iso(move.forecast_from),
            iso(move.forecast_to),
            (move.forecast_to - move.forecast_from).days,
            sentence_case(move.reason_code),
        )
        for move in milestones.moves_in(sight, period)
    ]
    columns = (
        Column("Known on", "date"),
        Column("Milestone"),
        Column("From", "date"),
        Column("To", "date"),
        Column("Days", "number"),
        Column("Reason"),
    )
    return Table("Forecasts that moved", columns, tuple(rows), "No forecast moved.", "Below zero: moved earlier.")


def milestones_next(sight: Sight, period: Period, names: Names) -> Table:
    coming = period.following()
    chosen = [m for m in plan_on(sight, period.end) if m.open and m.forecast_on in coming]
    rows = [
        (
            m.title,
            names.title(m.project_id) or names.title(m.workstream_id),
            iso(m.baseline_on),
            iso(m.forecast_on),
            "Contractual" if m.contractual else "Internal",
        )
        for m in sorted(chosen, key=lambda m: (m.forecast_on, m.title, m.key))
    ]
    columns = (
        Column("Milestone"),
        Column("Project"),
        Column("Baseline", "date"),
        Column("Forecast", "date"),
        Column("Kind"),
    )
    return Table(
        "Milestones of the coming period", columns, tuple(rows), "No milestone is forecast for the coming period."
    )
