"""Posts: full-time equivalents planned and filled, and the weeks for which funded posts stood empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.staffing import STAGES, Vacancy, days_to_fill, filled_on, in_plan, posts_by, vacancies
from services.reporting.measures.value import Breakdown, Line, State, Value, nothing
from services.reporting.projections.activity import post_activity
from services.reporting.projections.posts import posts

__all__ = ["Vacancy", "vacancies"]

CENT = Decimal("0.01")


@measure(
    "posts.fte_planned",
    version=1,
    kind="stock",
    unit="FTE",
    section="staffing",
    title="Posts in the plan, in full-time equivalents",
    definition="""Full-time equivalents of the funded posts that are in the staffing plan on the last day of the period:
    their planned start has come, their funding has not run out, and they are not closed.""",
)
def fte_planned(sight: Sight, period: Period) -> Value:
    rows = [row for row in posts_by(sight, period.end) if in_plan(row, period.end)]
    return _fte(sight, period, rows, lambda row: row.fte)


@measure(
    "posts.fte_filled",
    version=1,
    kind="stock",
    unit="FTE",
    section="staffing",
    title="Posts filled, in full-time equivalents",
    definition="""Full-time equivalents of the posts in the plan with somebody in them on the last day of the period,
    by the days on which people really started and left. The posts in the plan minus these are the vacancy.""",
)
def fte_filled(sight: Sight, period: Period) -> Value:
    held = filled_on(sight, period.end)
    rows = [row for row in posts_by(sight, period.end) if held.get(row.key)]
    return _fte(sight, period, rows, lambda row: held[row.key])


@measure(
    "posts.vacant_weeks",
    version=1,
    kind="flow",
    unit="FTE-weeks",
    section="staffing",
    title="Weeks for which posts stood empty",
    definition="""Full-time equivalents times weeks for which funded posts stood empty in the period: from the planned
    start of a post, whenever its recruitment began, or from the day after somebody left. A day is a seventh of a week.
    Of a period that is not over, the days to come are counted as things stand.""",
)
def vacant_weeks(sight: Sight, period: Period) -> Value:
    rows = vacancies(sight, period)
    if not rows:
        return nothing(State.NOT_ASKED) if not _looked(sight, period) else Value(Decimal(0), State.ZERO)
    total = _weeks(rows)
    return Value(
        total,
        State.KNOWN if total else State.ZERO,
        breakdowns=(
            _by_weeks("By stage of recruitment", "word", total, rows, lambda v: v.stage),
            _by_weeks("By employer", "organisation", total, rows, lambda v: v.employer_org_id),
            _by_weeks("By workstream", "workstream", total, rows, lambda v: v.workstream_id or "none"),
        ),
        beside=(Line("posts that stood empty for a time", len({v.post_key for v in rows})),),
        counted=tuple(sorted({(posts.name, v.post_key) for v in rows})),
    )


@measure(
    "posts.days_to_fill",
    version=1,
    kind="median",
    unit="days",
    section="staffing",
    title="Days to fill a post, middle value",
    definition="""The middle value of the days from the opening of the first round of a recruitment to the day on which
    somebody started, over everybody who started in the period in a post that had been advertised. One who started
    without an advertisement is not counted.""",
    none="Nobody started in a post that had been advertised",
)
def to_fill(sight: Sight, period: Period) -> Value:
    found = days_to_fill(sight, period)
    days = sorted(number for numbers in found.values() for number in numbers)
    if not days:
        return nothing(State.NONE if _looked(sight, period) else State.NOT_ASKED)
    middle = median(days)
    return Value(
        Decimal(str(middle)) if isinstance(middle, float) else middle,
        State.KNOWN if middle else State.ZERO,
        beside=(Line("longest", days[-1]), Line("starts", len(days))),
        counted=tuple(sorted((posts.name, key) for key in found)),
    )


def _looked(sight: Sight, period: Period) -> bool:
    """Somebody looked when anything is known of a post by the end: an unchanged staffing plan is a plan."""
    return bool(posts_by(sight, period.end)) or looked(sight, post_activity, period)()


def _fte(sight: Sight, period: Period, rows: list[Any], of: Callable[[Any], Decimal]) -> Value:
    total = sum(map(of, rows), Decimal(0))
    if not total:
        return Value(Decimal(0), State.ZERO) if _looked(sight, period) else nothing(State.NOT_ASKED)

    def cut(title: str, naming: str, name: Callable[[Any], str | None]) -> Breakdown:
        sums: dict[str, Decimal] = {}
        for row in rows:
            key = name(row) or "none"
            sums[key] = sums.get(key, Decimal(0)) + of(row)
        lines = sorted(sums.items(), key=lambda line: (line[0] == "none", line[0]))
        return Breakdown(title, naming, tuple(Line(key, amount) for key, amount in lines))

    return Value(
        total,
        breakdowns=(
            cut("By employer", "organisation", lambda row: row.employer_org_id),
            cut("By workstream", "workstream", lambda row: row.workstream_id),
            cut("By kind of work", "key", lambda row: row.role_family),
        ),
        beside=(Line("posts", len(rows)),),
        counted=tuple(sorted((posts.name, row.key) for row in rows)),
    )


def _weeks(rows: Iterable[Vacancy]) -> Decimal:
    """FTE-weeks to two places: days are added first, and rounded once."""
    return to_weeks(sum((row.fte_days for row in rows), Decimal(0)))


def to_weeks(days: Decimal) -> Decimal:
    """FTE-days as FTE-weeks, to two places."""
    return (days / 7).quantize(CENT, ROUND_HALF_UP)


def _by_weeks(
    title: str, naming: str, total: Decimal, rows: list[Vacancy], name: Callable[[Vacancy], str]
) -> Breakdown:
    """Lines to two places that add up to the total: what rounding leaves over goes where it was cut off most."""
    days: dict[str, Decimal] = {}
    for row in rows:
        days[name(row)] = days.get(name(row), Decimal(0)) + row.fte_days
    down = {key: (amount / 7).quantize(CENT, "ROUND_DOWN") for key, amount in days.items()}
    left = int((total - sum(down.values())) / CENT)
    for key in sorted(days, key=lambda key: (down[key] - days[key] / 7, key))[:left]:
        down[key] += CENT
    order: dict[str, int] = {stage: place for place, stage in enumerate(STAGES)}
    lines = sorted(down.items(), key=lambda line: (order.get(line[0], 0), line[0] == "none", line[0]))
    return Breakdown(title, naming, tuple(Line(key, amount) for key, amount in lines))
