"""Posts day by day, from what happened to them: who is in them, and what stands empty at which stage of recruitment.

Shared by the figures of `posts`, the tables of the report and the variance of money by cause, so that all say the same.
A stretch of days in which nothing changes is one row. Nothing is rounded here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from services.reporting.measures.period import Period
from services.reporting.measures.sight import Sight
from services.reporting.projections.posts import post_adverts, post_appointments, post_leavings, post_starts, posts

Stage = Literal["not yet advertised", "advertised", "appointed but not started"]
STAGES: tuple[Stage, ...] = ("not yet advertised", "advertised", "appointed but not started")
ONE_DAY = timedelta(days=1)
NOTHING = Decimal(0)
#: what happens on one day happens in this order: of a leaving the day is the last one, so it comes first on the next
LEFT, ADVERTISED, APPOINTED, STARTED = range(4)


@dataclass(frozen=True, slots=True)
class Vacancy:
    """So much of a post stood empty from `start` to `end`, both included, at one stage of its recruitment."""

    post_key: str
    employer_org_id: str
    workstream_id: str | None
    fte: Decimal
    start: date
    end: date
    #: budgeted pounds a week of one full-time equivalent; None where no cost, or none in pounds, was given
    weekly_cost: Decimal | None
    stage: Stage

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def weeks(self) -> Decimal:
        """Days divided by 7. A sum is exact only when days are added first: use `fte_days` for that."""
        return Decimal(self.days) / 7

    @property
    def fte_days(self) -> Decimal:
        """Full-time equivalents times days, exactly."""
        return self.fte * self.days

    @property
    def fte_weeks(self) -> Decimal:
        return self.fte_days / 7

    @property
    def cost(self) -> Decimal | None:
        """What was budgeted for these days and not spent, not rounded: fte x weeks x weekly cost."""
        return None if self.weekly_cost is None else self.fte_days * self.weekly_cost / 7


@dataclass(slots=True)
class _Standing:
    """A post at one moment: how much is filled, out to advertisement, and accepted."""

    fte: Decimal
    filled: Decimal = NOTHING
    advertised: Decimal = NOTHING
    appointed: Decimal = NOTHING

    def take(self, kind: int, fte: Decimal | None) -> None:
        if kind == LEFT:
            self.filled -= fte or NOTHING
        elif kind == ADVERTISED:
            # an advertisement of the whole post says that who had accepted will not come after all
            self.advertised = self.fte if fte is None else fte
            self.appointed = min(self.appointed, self.fte - self.advertised)
        elif kind == APPOINTED:
            self.appointed = min(self.fte, self.appointed + (fte or NOTHING))
            self.advertised = max(NOTHING, self.advertised - (fte or NOTHING))
        else:
            self._start(fte or NOTHING)

    def _start(self, fte: Decimal) -> None:
        self.filled += fte
        accepted = min(self.appointed, fte)
        self.appointed -= accepted
        self.advertised = max(NOTHING, self.advertised - (fte - accepted))
        if self.filled >= self.fte:  # full: that recruitment is over
            self.advertised = self.appointed = NOTHING

    def empty(self) -> list[tuple[Stage, Decimal]]:
        """What stands empty at each stage, where anything does."""
        vacant = min(self.fte, max(NOTHING, self.fte - self.filled))
        appointed = min(self.appointed, vacant)
        advertised = min(self.advertised, vacant - appointed)
        parts = zip(STAGES, (vacant - appointed - advertised, advertised, appointed), strict=True)
        return [(stage, fte) for stage, fte in parts if fte]


def posts_by(sight: Sight, day: date) -> list[Any]:
    """Every post whose planned start has come by the end of `day`, closed or not, in order of id."""
    return [row for row in sight.state(posts, on=day) if row.title and row.planned_start <= day]


def in_plan(row: Any, day: date) -> bool:
    """Whether a post is in the staffing plan on a day: begun, and neither closed nor over."""
    return bool(row.planned_start <= day <= last_day(row))


def last_day(row: Any) -> date:
    return min(row.planned_end or date.max, row.closed_on or date.max)


def filled_on(sight: Sight, day: date) -> dict[str, Decimal]:
    """Full-time equivalents with somebody in post at the end of `day`, by post; posts not in the plan are left out."""
    happened = steps(sight, day)
    found = {}
    for row in posts_by(sight, day):
        if in_plan(row, day):
            standing = _Standing(row.fte)
            for on, kind, fte in happened.get(row.key, ()):
                if on <= day:
                    standing.take(kind, fte)
            found[row.key] = standing.filled
    return found


def steps(sight: Sight, until: date) -> dict[str, list[tuple[date, int, Decimal | None]]]:
    """What happened to each post, in order: the first day on which it holds, the kind, the FTE that it is about."""
    return sight.once(("steps of posts", until), lambda: _steps(sight, until))


def _steps(sight: Sight, until: date) -> dict[str, list[tuple[date, int, Decimal | None]]]:
    found: dict[str, list[tuple[date, int, Decimal | None]]] = {}
    kinds = ((post_leavings, LEFT), (post_adverts, ADVERTISED), (post_appointments, APPOINTED), (post_starts, STARTED))
    for view, kind in kinds:
        for point in sight.points(view, until=until):
            day = point.true_from + ONE_DAY if kind == LEFT else point.true_from
            found.setdefault(point.post_id, []).append((day, kind, point.fte))
    for entries in found.values():
        entries.sort(key=lambda entry: entry[:2])
    return found


def vacancies(sight: Sight, period: Period) -> list[Vacancy]:
    """What stood empty in the period, in order of post and day. From the planned start of a post, whenever somebody
    began to recruit; of a period that is not over, the days to come are counted as things stand."""
    return sight.once(("vacancies", period), lambda: _vacancies(sight, period))


def _vacancies(sight: Sight, period: Period) -> list[Vacancy]:
    happened = steps(sight, period.end)
    found: list[Vacancy] = []
    for row in posts_by(sight, period.end):
        whole = Period(row.planned_start, max(row.planned_start, min(period.end, last_day(row))))
        found += _merged(_within(_stretches(row, happened.get(row.key, ()), whole), period))
    return found


def _stretches(row: Any, happened: Sequence[tuple[date, int, Decimal | None]], whole: Period) -> Iterator[Vacancy]:
    """Every stretch of a post's life in which something of it stood empty."""
    standing, since = _Standing(row.fte), whole.start
    for day, kind, fte in happened:
        if day > whole.end:
            break
        if day > since:
            yield from _empty(row, standing, Period(since, day - ONE_DAY))
            since = day
        standing.take(kind, fte)
    yield from _empty(row, standing, Period(since, whole.end))


def _empty(row: Any, standing: _Standing, days: Period) -> Iterator[Vacancy]:
    cost = row.weekly_cost if row.currency == "GBP" else None
    for stage, fte in standing.empty():
        yield Vacancy(row.key, row.employer_org_id, row.workstream_id, fte, days.start, days.end, cost, stage)


def _within(stretches: Iterator[Vacancy], period: Period) -> Iterator[Vacancy]:
    for one in stretches:
        start, end = max(one.start, period.start), min(one.end, period.end)
        if start <= end:
            yield replace(one, start=start, end=end)


def _merged(stretches: Iterator[Vacancy]) -> list[Vacancy]:
    """Neighbouring stretches of one stage and size are one."""
    found: list[Vacancy] = []
    for one in sorted(stretches, key=lambda stretch: (stretch.stage, stretch.start)):
        last = found[-1] if found else None
        if last and (last.stage, last.fte, last.end + ONE_DAY) == (one.stage, one.fte, one.start):
            found[-1] = replace(last, end=one.end)
        else:
            found.append(one)
    return sorted(found, key=lambda stretch: (stretch.start, STAGES.index(stretch.stage)))


def days_to_fill(sight: Sight, period: Period) -> dict[str, list[int]]:
    """By post, for each start in the period after an advertisement: days from the first round of that recruitment."""
    size = {row.key: row.fte for row in posts_by(sight, period.end)}
    found: dict[str, list[int]] = {}
    for key, happened in steps(sight, period.end).items():
        if key not in size:
            continue
        standing, since = _Standing(size[key]), None
        for on, kind, fte in happened:
            standing.take(kind, fte)
            if kind == ADVERTISED:
                since = since or on
            elif kind == STARTED and fte:
                if since is not None and on in period:
                    found.setdefault(key, []).append((on - since).days)
                if standing.filled >= standing.fte:
                    since = None
    return found
