"""The life of a post: established, perhaps advertised and appointed to, filled and vacated, by one person or several.

Everything is judged by the days on which it was so, not by the order in which it was entered: a start that is entered
late must fit what was entered before it. A start holds from its day on; of a leaving, its day is the last in post.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from shared.broken import Broken

ADVERTISED, APPOINTED, FILLED, VACATED = "advertised", "appointed", "filled", "vacated"
LARGEST = Decimal(100)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """Size and end of funding, as they hold from a day on."""

    since: date
    fte: Decimal
    planned_end: date | None


@dataclass(frozen=True, slots=True)
class Post:
    """A post in the plan; days in Europe/London, both ends included. `terms` in order of their days."""

    fte: Decimal
    planned_start: date
    planned_end: date | None = None
    closed_on: date | None = None
    terms: tuple[Terms, ...] = ()

    @property
    def known(self) -> tuple[Terms, ...]:
        """What holds from which day; one that was never changed has the same from its start."""
        return self.terms or (Terms(self.planned_start, self.fte, self.planned_end),)

    def on(self, day: date) -> Terms:
        """What holds on a day; before the first, what holds from then on."""
        return next((one for one in reversed(self.known) if one.since <= day), self.known[0])

    def in_plan(self, day: date) -> bool:
        """Whether it can be filled or stand vacant on a day, by what holds on that day."""
        return self.planned_start <= day <= min(self.on(day).planned_end or date.max, self.closed_on or date.max)

    @property
    def last_day(self) -> date:
        """The last day on which it can stand vacant."""
        return min(self.planned_end or date.max, self.closed_on or date.max)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a post; `fte` is how much of it this is about."""

    kind: str
    on: date
    fte: Decimal
    person_id: str | None = None


def establish(fte: Decimal, planned_start: date, planned_end: date | None) -> Post:
    """A post entering the plan. Its start may lie in the past or the future. Raises Broken."""
    if not 0 < fte <= LARGEST:
        raise Broken(f"A post has more than 0 and at most {LARGEST} full-time equivalents", "fte")
    if planned_end is not None and planned_end < planned_start:
        raise Broken("A post cannot end before it begins", "planned_end")
    return Post(fte, planned_start, planned_end)


def change(post: Post, steps: Sequence[Step], since: date, **changed: Any) -> Post:
    """Another size or end of funding (`fte`, `planned_end`) from a day on. Raises Broken."""
    still_open(post)
    after = replace(post.on(since), since=since, **changed)
    establish(after.fte, post.planned_start, after.planned_end)
    if "planned_end" in changed and after.planned_end is not None and after.planned_end < since:
        raise Broken(f"The change holds from {since}: the post cannot end before that", "planned_end")
    earlier = [one for one in post.known if one.since < since]
    # nothing was said of these fields later on, but something may have been said of others
    later = [replace(one, **changed) for one in post.known if one.since > since]
    found = replace(post, fte=(later or [after])[-1].fte, terms=(*earlier, after, *later))
    check(found, steps)
    return replace(found, planned_end=found.terms[-1].planned_end)


def advertise(post: Post, step: Step, closes_on: date | None, *, today: date) -> None:
    """A round of recruitment opens; it may do so before the planned start. Raises Broken."""
    _open_on(post, step.on, today)
    _part_of(post, step)
    if closes_on is not None and closes_on < step.on:
        raise Broken(f"Applications cannot close before they open on {step.on}", "closes_on")


def appoint(post: Post, step: Step, starts_on: date | None, *, today: date) -> None:
    """Somebody accepts and will start. Raises Broken."""
    _open_on(post, step.on, today)
    _part_of(post, step)
    if starts_on is not None and starts_on < step.on:
        raise Broken(f"Nobody starts before accepting, which was on {step.on}", "starts_on")


def fill(post: Post, others: Sequence[Step], step: Step, *, today: date) -> None:
    """Somebody starts. Raises Broken when the post would then, or on any later day, be more than full."""
    _open_on(post, step.on, today)
    if step.on < post.planned_start:
        raise Broken(f"The post is planned from {post.planned_start}: nobody is in it before that", "on")
    funded_to = post.on(step.on).planned_end
    if funded_to is not None and step.on > funded_to:
        raise Broken(f"The post is funded up to {funded_to}: nobody starts after that", "on")
    _part_of(post, step)
    check(post, [*others, step])


def vacate(post: Post, others: Sequence[Step], step: Step, *, today: date) -> None:
    """Somebody leaves, or works fewer hours. Raises Broken when they do not, or later would not, hold that much."""
    _open_on(post, step.on, today)
    _part_of(post, step)
    check(post, [*others, step])


def close(post: Post, steps: Sequence[Step], on: date, *, today: date) -> Post:
    """No longer in the plan after `on`. Raises Broken."""
    still_open(post)
    if on > today:
        raise Broken("A post is closed once it is so: this day is in the future", "on")
    if late := [step.on for step in steps if step.on > on]:
        raise Broken(f"Something is recorded of it on {max(late)}: it cannot have been closed before that", "on")
    return replace(post, closed_on=on)


def still_open(post: Post) -> None:
    """Raise Broken when the post is closed."""
    if post.closed_on is not None:
        raise Broken(f"The post was closed on {post.closed_on} already", "post_id", state=True)


def check(post: Post, steps: Sequence[Step]) -> None:
    """Raise Broken when on any day nobody could have held what these steps say."""
    moments, held = dict(standing(steps)), dict[str, Decimal]()
    for day in sorted({*moments, *(one.since for one in post.terms)}):
        held = moments.get(day, held)
        for person_id, fte in held.items():
            if fte < 0:
                last = day - ONE_DAY
                raise Broken(f"That is more than {person_id} held in this post on {last}", "fte")
        if (total := sum(held.values(), Decimal(0))) > (size := post.on(day).fte):
            words = f"From {day} on, {_said(total)} of its {_said(size)} full-time equivalents would be filled"
            raise Broken(f"{words}: record first who left", "fte")


def standing(steps: Sequence[Step]) -> Iterator[tuple[date, dict[str, Decimal]]]:
    """For each day on which it changed, in order: who holds how much from that day on."""
    changes: dict[date, list[tuple[str, Decimal]]] = defaultdict(list)
    for step in steps:
        if step.kind == FILLED:
            changes[step.on].append((step.person_id or "", step.fte))
        elif step.kind == VACATED:
            changes[step.on + ONE_DAY].append((step.person_id or "", -step.fte))
    held: dict[str, Decimal] = defaultdict(Decimal)
    for day in sorted(changes):
        for person_id, fte in changes[day]:
            held[person_id] += fte
        yield day, {person: fte for person, fte in held.items() if fte}


def holders(steps: Sequence[Step], on: date) -> dict[str, Decimal]:
    """Who holds how much of the post on a day."""
    found: dict[str, Decimal] = {}
    for day, held in standing(steps):
        if day > on:
            break
        found = held
    return found


def filled(steps: Sequence[Step], on: date) -> Decimal:
    """Full-time equivalents with somebody in post on a day."""
    return sum(holders(steps, on).values(), Decimal(0))


def vacant_weeks(post: Post, steps: Sequence[Step], today: date) -> Decimal:
    """FTE-weeks for which it has stood vacant so far, from its planned start, rounded to two places."""
    moments, over = dict(standing(steps)), today + ONE_DAY
    ends = [one.planned_end or today for one in post.known] + [post.closed_on or today]
    turns = {*moments, *(one.since for one in post.known), *(end + ONE_DAY for end in ends if end < today)}
    course = sorted({post.planned_start, over, *(day for day in turns if post.planned_start < day < over)})
    days, held = Decimal(0), Decimal(0)
    for day, until in pairwise(course):
        held = sum(moments[day].values(), Decimal(0)) if day in moments else held
        if day < over and post.in_plan(day):
            days += (post.on(day).fte - held) * (until - day).days
    return (days / 7).quantize(Decimal("0.01"))


def state(post: Post, steps: Sequence[Step], today: date) -> str:
    """How it stands: planned, vacant, part_filled, filled, ended or closed."""
    if post.closed_on is not None and today > post.closed_on:
        return "closed"
    now = post.on(today)
    if now.planned_end is not None and today > now.planned_end:
        return "ended"
    if today < post.planned_start:
        return "planned"
    held = filled(steps, today)
    return "filled" if held == now.fte else "part_filled" if held else "vacant"


def _open_on(post: Post, on: date, today: date) -> None:
    if post.closed_on is not None and on > post.closed_on:
        raise Broken(f"The post was closed on {post.closed_on} and takes nothing after that", "post_id", state=True)
    if on > today:
        raise Broken("Record it once it is so: this day is in the future", "on")


def _part_of(post: Post, step: Step) -> None:
    size = post.on(step.on).fte
    if not 0 < step.fte <= size:
        raise Broken(f"Enter more than 0 and at most the {_said(size)} full-time equivalents of the post", "fte")


def _said(fte: Decimal) -> str:
    return f"{fte.normalize():f}"
