"""Milestones: done, on time, overdue, late, moved, and next."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.plan import Milestone, baselines_at_start, done_days, plan_on
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Breakdown, Line, State, Value, cut_by, nothing, number, rate
from services.reporting.projections.activity import plan_activity
from services.reporting.projections.milestones import milestones, moves


def _binding(rows: list[Milestone]) -> Breakdown:
    return cut_by(
        "Contractual or internal",
        "word",
        rows,
        lambda m: ["contractual" if m.contractual else "internal"],
        "internal",
    )


@measure(
    "milestones.achieved",
    version=1,
    kind="flow",
    unit="milestones",
    section="milestones",
    title="Milestones achieved",
    definition="""Milestones achieved in the period, by the day on which they were really done, whenever that was
    recorded. One that was marked in error and withdrawn is not counted; one marked more than once counts on the first
    day. "Due" is the baseline in force on the first day of the period.""",
)
def achieved(sight: Sight, period: Period) -> Value:
    rows = [m for m in plan_on(sight, period.end) if m.done_on and m.done_on in period]
    due = baselines_at_start(sight, period.start, period.end)

    def when(row: Milestone) -> str:
        day = due.get(row.key, row.baseline_on)
        return "due in the period" if day in period else "carried over from before" if day < period.start else "early"

    return number(
        rows,
        milestones.name,
        looked=looked(sight, plan_activity, period),
        breakdowns=[cut_by("By when it was due", "word", rows, lambda m: [when(m)], "unknown"), _binding(rows)],
    )


@measure(
    "milestones.on_time",
    version=1,
    kind="rate",
    unit="milestones",
    section="milestones",
    title="Milestones done on time",
    definition="""Of the milestones whose baseline date lies in the period, how many were done on or before that date.
    The baseline is the one in force on the first day of the period, or the first one of a milestone planned later, so a
    new baseline within the period changes nothing here. A milestone cancelled on or before its date was not due; one
    cancelled after it was missed.""",
    none="None was due",
)
def on_time(sight: Sight, period: Period) -> Value:
    baseline = baselines_at_start(sight, period.start, period.end)
    due = [
        m
        for m in plan_on(sight, period.end)
        if baseline.get(m.key, m.baseline_on) in period
        and not (m.cancelled_on and m.done_on is None and m.cancelled_on <= baseline.get(m.key, m.baseline_on))
    ]
    met = [m for m in due if m.done_on and m.done_on <= baseline.get(m.key, m.baseline_on)]
    return rate(met, due, milestones.name, looked=looked(sight, plan_activity, period))


@measure(
    "milestones.overdue",
    version=1,
    kind="stock",
    unit="milestones",
    section="milestones",
    title="Milestones overdue",
    definition="""Milestones whose baseline date has passed at the end of the last day of the period and that are
    neither done nor cancelled. One that was due on that very day and is not done is counted, as 0 days late.""",
)
def overdue(sight: Sight, period: Period) -> Value:
    rows = [m for m in plan_on(sight, period.end) if m.open and m.baseline_on <= period.end]

    def band(row: Milestone) -> str:
        days = (period.end - row.baseline_on).days
        return "up to 30 days" if days <= 30 else "31 to 90 days" if days <= 90 else "more than 90 days"

    def forecast(row: Milestone) -> str:
        return "new date ahead" if row.forecast_on > period.end else "no date ahead"

    return number(
        rows,
        milestones.name,
        looked=looked(sight, plan_activity, period),
        breakdowns=[
            cut_by("By days late", "word", rows, lambda m: [band(m)], "unknown"),
            cut_by("New forecast or none", "word", rows, lambda m: [forecast(m)], "unknown"),
            cut_by("By owner's organisation", "organisation", rows, lambda m: [m.owner_org_id], "none"),
        ],
    )


@measure(
    "milestones.days_late",
    version=1,
    kind="median",
    unit="days",
    section="milestones",
    title="Days late, middle value",
    definition="""The middle value of the days between baseline and actual date, else forecast, over the milestones
    whose baseline date has passed and that are not cancelled. Early is below zero. The baseline is the one in force on
    the last day of the period. A forecast that has itself passed is taken as it stands; how many have, is said.""",
    none="None was due so far",
)
def days_late(sight: Sight, period: Period) -> Value:
    due = [m for m in plan_on(sight, period.end) if m.cancelled_on is None and m.baseline_on <= period.end]
    if not due:
        return nothing(State.NONE if looked(sight, plan_activity, period)() else State.NOT_ASKED)
    days = sorted(((m.done_on or m.forecast_on) - m.baseline_on).days for m in due)
    middle = median(days)
    passed = sum(1 for m in due if m.done_on is None and m.forecast_on <= period.end)
    return Value(
        Decimal(str(middle)) if isinstance(middle, float) else middle,
        State.KNOWN if middle else State.ZERO,
        beside=(
            Line("largest", days[-1]),
            Line("milestones due so far", len(days)),
            Line("forecast has passed", passed),
        ),
        counted=tuple(sorted((milestones.name, m.key) for m in due)),
    )


@measure(
    "milestones.moved",
    version=1,
    kind="flow",
    unit="moves",
    section="milestones",
    title="Forecasts moved later",
    definition="""Times that the forecast of a milestone was moved later in the period, by the day on which the new date
    was known, and how many different milestones that was. A forecast moved earlier is not counted.""",
)
def moved(sight: Sight, period: Period) -> Value:
    rows = [
        move
        for move in sight.points(moves, since=period.start, until=period.end)
        if move.forecast_to > move.forecast_from
    ]
    return number(
        rows,
        moves.name,
        looked=looked(sight, plan_activity, period),
        breakdowns=[cut_by("By reason", "word", rows, lambda move: [move.reason_code], "other")],
        beside=[Line("different milestones", len({move.milestone_id for move in rows}))] if rows else (),
    )


@measure(
    "milestones.next_period",
    version=1,
    kind="stock",
    unit="milestones",
    section="next",
    title="Milestones for the coming period",
    definition="""Milestones that are to be done in the coming period, by their forecast on the last day of this one:
    neither done nor cancelled. The coming period is as long as this one.""",
)
def next_period(sight: Sight, period: Period) -> Value:
    coming = period.following()
    rows = [m for m in plan_on(sight, period.end) if m.open and m.forecast_on in coming]

    def late(row: Milestone) -> str:
        return "already late" if row.baseline_on <= period.end else "not late"

    return number(
        rows,
        milestones.name,
        looked=looked(sight, plan_activity, period),
        breakdowns=[_binding(rows), cut_by("Already late", "word", rows, lambda m: [late(m)], "unknown")],
    )


def done_in(sight: Sight, period: Period) -> dict[str, date]:
    """The milestones done in the period with their days, for the tables of the report."""
    return {key: day for key, day in done_days(sight, period.end).items() if day in period}


def moves_in(sight: Sight, period: Period) -> list[Any]:
    """Every move of a forecast in the period, earlier ones too, for the tables of the report."""
    return list(sight.points(moves, since=period.start, until=period.end))
