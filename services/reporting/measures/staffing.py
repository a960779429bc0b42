"""Posts day by day, from what happened to them: who is in them, and what stands empty at which stage of recruitment.

Shared by the figures of `posts`, the tables of the report and the variance of money by cause, so that all say the same.
A stretch of days in which nothing changes is one row. Nothing is rounded here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

from services.reporting.measures.period import Period
from services.reporting.measures.sight import Sight
from services.reporting.projections.posts import (
    post_adverts,
    post_appointments,
    post_changes,
    post_leavings,
    post_starts,
    posts,
)

Stage = Literal["not yet advertised", "advertised", "appointed but not started"]
STAGES: tuple[Stage, ...] = ("not yet advertised", "advertised", "appointed but not started")
ONE_DAY = timedelta(days=1)
NOTHING = Decimal(0)
#: what happens on one day happens in this order: of a leaving the day is the last one, so it comes first on the next
LEFT, CHANGED, ADVERTISED, APPOINTED, STARTED = range(5)


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


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds of a post from a day on."""

    since: date
    fte: Decimal
    workstream_id: str | None
    planned_end: date | None
    weekly_cost: Decimal | None
    currency: str | None


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
        elif kind == CHANGED:
            self._resize(fte or NOTHING)
        elif kind == ADVERTISED:
            # an advertisement of the whole post says that who had accepted will not come after all
            self.advertised = self.fte if fte is None else fte
            self.appointed = min(self.appointed, self.fte - self.advertised)
        elif kind == APPOINTED:
            self.appointed = min(self.fte, self.appointed + (fte or NOTHING))
            self.advertised = max(NOTHING, self.advertised - (fte or NOTHING))
        else:
            self._start(fte or NOTHING)

    def _resize(self, fte: Decimal) -> None:
        self.fte = fte
        self.advertised, self.appointed = min(self.advertised, fte), min(self.appointed, fte)
        if self.filled >= fte:
            self.advertised = self.appointed = NOTHING

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


def terms(sight: Sight, until: date) -> dict[str, list[Terms]]:
    """What held of each post from which day on, in order, up to the end of `until`."""
    return sight.once(("terms of posts", until), lambda: _terms(sight, until))


def _terms(sight: Sight, until: date) -> dict[str, list[Terms]]:
    changes: dict[str, list[Any]] = {}
    for point in sight.points(post_changes, until=until):
        changes.setdefault(point.post_id, []).append(point)
    found = {}
    for row in posts_by(sight, until):
        # from what holds at the end back to the beginning: each change says what was before it
        now = Terms(until, row.fte, row.workstream_id, row.planned_end, row.weekly_cost, row.currency)
        its = []
        for point in sorted(changes.get(row.key, ()), key=lambda one: (one.true_from, one.position), reverse=True):
            its.append(replace(now, since=max(point.true_from, row.planned_start)))
            now = replace(now, **_values(point.before))
        found[row.key] = [replace(now, since=row.planned_start), *reversed(its)]
    return found


def _values(before: dict[str, Any]) -> dict[str, Any]:
    """Those of the values before a change that are terms, as a view has them."""
    kinds: dict[str, Callable[[str], Any]] = {
        "fte": Decimal,
        "workstream_id": str,
        "planned_end": date.fromisoformat,
        "weekly_cost": Decimal,
        "currency": str,
    }
    return {name: None if value is None else kinds[name](value) for name, value in before.items() if name in kinds}


def filled_on(sight: Sight, day: date) -> dict[str, Decimal]:
    """Full-time equivalents with somebody in post at the end of `day`, by post; posts not in the plan are left out."""
    happened = steps(sight, day)
    found = {}
    for row in posts_by(sight, day):
        if in_plan(row, day):
            standing = _Standing(terms(sight, day)[row.key][0].fte)
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
    for key, held in terms(sight, until).items():
        for before, after in pairwise(held):
            if before.fte != after.fte:
                found.setdefault(key, []).append((after.since, CHANGED, after.fte))
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
        if row.closed_on and row.closed_on < row.planned_start:  # dropped before it was to begin: never in the plan
            continue
        whole = Period(row.planned_start, min(period.end, row.closed_on or date.max))
        its = terms(sight, period.end)[row.key]
        found += _merged(_within(_stretches(row, its, happened.get(row.key, ()), whole), period))
    return found


def _stretches(
    row: Any, held: Sequence[Terms], happened: Sequence[tuple[date, int, Decimal | None]], whole: Period
) -> Iterator[Vacancy]:
    """Every stretch of a post's life in which something of it stood empty, by what held on its days."""
    standing, since = _Standing(held[0].fte), whole.start
    for day, kind, fte in happened:
        if day > whole.end:
            break
        if day > since:
            yield from _empty(row, held, standing, Period(since, day - ONE_DAY))
            since = day
        standing.take(kind, fte)
    yield from _empty(row, held, standing, Period(since, whole.end))


def _empty(row: Any, held: Sequence[Terms], standing: _Standing, days: Period) -> Iterator[Vacancy]:
    """What stood empty in days of one standing, cut where something that is said of the post changed."""
    empty = standing.empty()
    for number, now in enumerate(held):
        until = held[number + 1].since - ONE_DAY if number + 1 < len(held) else date.max
        start = max(days.start, now.since)
        end = min(days.end, until, now.planned_end or date.max, row.closed_on or date.max)
        cost = now.weekly_cost if now.currency == "GBP" else None
        for stage, fte in empty if start <= end else ():
            yield Vacancy(row.key, row.employer_org_id, now.workstream_id, fte, start, end, cost, stage)


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
        if last and replace(last, start=one.start, end=one.end) == one and last.end + ONE_DAY == one.start:
            found[-1] = replace(last, end=one.end)
        else:
            found.append(one)
    return sorted(found, key=lambda stretch: (stretch.start, STAGES.index(stretch.stage)))


def days_to_fill(sight: Sight, period: Period) -> dict[str, list[int]]:
    """By post, for each start in the period after an advertisement: days from the first round of that recruitment."""
    size = {key: held[0].fte for key, held in terms(sight, period.end).items()}
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
