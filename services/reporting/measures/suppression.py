"""Small numbers of people are not shown, nor whatever would give them away (measures.md, rule 4; decision 0009).

Every measure that counts people and is marked S goes through `suppressed`; nothing else of ours hides a number.
Groups and sites are not people. What is decided here depends only on what is then published, so that nobody can reckon
back from what was hidden to why it was: `tests/unit/reporting/measures/test_suppression.py` tries every small table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from services.reporting.measures.period import Period
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Breakdown, Line, State, Value
from services.reporting.projections.reports import submissions
from shared.smallnumbers import LEAST_SHOWN
from shared.smalltables import Hidden, Shown, Tally, one_each, publish, told_by_its_facts

__all__ = [
    "HELD",
    "Counting",
    "Cut",
    "Hidden",
    "Shown",
    "Tally",
    "apart",
    "beside",
    "publish",
    "stretches",
    "suppressed",
    "value",
    "values",
]

BREAKDOWN_WITHHELD = "How it is made up is not shown: with small numbers it would say something of a few people."
HELD = "It has changed by fewer than 5 since it was last reported, and is shown as it was then."


#: counts exactly what is known at a sight of a period
Counting = Callable[[Sight, Period], Tally]


def suppressed(sight: Sight, period: Period, tally: Counting) -> Shown:
    """The numbers of a period as they may be published, beside what reports of it and of others have published.

    `tally` counts exactly what is known at a sight.
    """
    now = publish(tally(sight, period))
    reports = [s for s in sight.points(submissions) if s.period_from <= period.end and s.period_to >= period.start]
    same = [s for s in reports if (s.period_from, s.period_to) == (period.start, period.end)]
    if same:
        last = max(same, key=lambda submission: submission.position)
        now = beside(now, suppressed(sight.as_known_at(last.known_at), period, tally))
    others = [(Period(s.period_from, s.period_to), s.known_at) for s in reports if s not in same]
    return apart(now, tuple(_between(sight, period, others, tally))) if others else now


def _between(
    sight: Sight, period: Period, others: Sequence[tuple[Period, int]], tally: Counting
) -> Iterator[tuple[int, Mapping[str, int]]]:
    """What a reader of reports that share days may reckon: each stretch of days by itself, as a year less its first
    half, and by how much what was reported then has changed since."""
    for stretch in stretches([period, *(other for other, _ in others)]):
        its = tally(sight, stretch)
        # what its facts would tell is as good as few
        cells = {name: 1 if one_each(n, its.entries.get(name, 0)) else n for name, n in its.cells.items()}
        yield 1 if told_by_its_facts(its) else its.total, cells
    for other, known_at in others:
        now, then = tally(sight, other), tally(sight.as_known_at(known_at), other)
        names = now.cells.keys() | then.cells.keys()
        yield now.total - then.total, {name: now.cells.get(name, 0) - then.cells.get(name, 0) for name in names}


def stretches(periods: Sequence[Period]) -> list[Period]:
    """The days of all periods, cut wherever one of them begins or ends."""
    day = timedelta(days=1)
    edges = sorted({period.start for period in periods} | {period.end + day for period in periods})
    found = [Period(first, following - day) for first, following in pairwise(edges)]
    return [stretch for stretch in found if any(stretch.start in period for period in periods)]


def apart(now: Shown, differences: Sequence[tuple[int, Mapping[str, int]]]) -> Shown:
    """What may be published where these numbers, of all and of cells, are the difference from other reports."""
    if isinstance(now.total, Hidden):
        return now
    if any(_few(total) for total, _ in differences):
        return Shown(Hidden.WITHHELD, None)
    if any(_few(number) for _, cells in differences for number in cells.values()):
        return replace(now, cells=None)
    return now


def beside(now: Shown, before: Shown) -> Shown:
    """What may be published now, where `before` was: their difference must not tell what neither of them tells."""
    if _differ_by_few(now.total, before.total) or any(
        _differ_by_few((now.cells or {}).get(name, 0), (before.cells or {}).get(name, 0))
        for name in (now.cells or {}).keys() | (before.cells or {}).keys()
        if now.cells is not None and before.cells is not None
    ):
        return replace(before, note=HELD)
    if before.note or now.hidden_cells() != before.hidden_cells():
        # what was hidden in one of them could be had from the other
        return replace(now, cells=None)
    return now


def _differ_by_few(one: int | Hidden, other: int | Hidden) -> bool:
    if isinstance(one, Hidden) or isinstance(other, Hidden):
        return False
    return _few(one - other)


def _few(number: int) -> bool:
    return 0 < abs(number) < LEAST_SHOWN


def value(
    shown: Shown,
    *,
    title: str,
    naming: str,
    beside: Sequence[Line] = (),
    counted: Sequence[tuple[str, str]] = (),
) -> Value:
    """The figure of what may be published, cut as `title` says."""
    cells = sorted((shown.cells or {}).items())
    lines = tuple(
        Line(name, None, number) if isinstance(number, Hidden) else Line(name, number) for name, number in cells
    )
    hidden = shown.total if isinstance(shown.total, Hidden) else None
    number = None if isinstance(shown.total, Hidden) else shown.total
    notes = [shown.note, BREAKDOWN_WITHHELD if shown.cells is None and hidden is None else ""]
    return Value(
        number,
        State.SUPPRESSED if hidden else State.KNOWN if number else State.ZERO,
        breakdowns=(Breakdown(title, naming, lines),) if lines else (),
        beside=tuple(beside),
        counted=tuple(sorted(counted)),
        hidden=hidden,
        note=" ".join(filter(None, notes)),
    )


@dataclass(frozen=True, slots=True)
class Cut:
    """One way in which the same people are cut: what its lines are called, and what of it may be published."""

    title: str
    naming: str
    shown: Shown


def values(cuts: Sequence[Cut], *, beside: Sequence[Line] = (), counted: Sequence[tuple[str, str]] = ()) -> Value:
    """The figure of one number of people that is cut in several ways.

    What one cut must hide of the total, no other shows. Where one cut is shown as it was last reported, cuts with
    another total are not shown beside it: their difference would say what changed.
    """
    totals = [cut.shown.total for cut in cuts]
    hidden = [total for total in totals if isinstance(total, Hidden)]
    if hidden:
        least = Hidden.FEW if set(totals) == {Hidden.FEW} else Hidden.WITHHELD
        return Value(None, State.SUPPRESSED, beside=tuple(beside), counted=tuple(sorted(counted)), hidden=least)
    first = next((cut for cut in cuts if cut.shown.note), cuts[0])
    whole = value(first.shown, title=first.title, naming=first.naming, beside=beside, counted=counted)
    more = [
        found
        for cut in cuts
        if cut is not first and cut.shown.total == first.shown.total
        for found in value(cut.shown, title=cut.title, naming=cut.naming).breakdowns
    ]
    kept = {one.title: one for one in (*whole.breakdowns, *more)}
    notes = [first.shown.note, BREAKDOWN_WITHHELD if len(kept) < len(cuts) and whole.amount else ""]
    ordered = tuple(kept[cut.title] for cut in cuts if cut.title in kept)
    return replace(whole, breakdowns=ordered, note=" ".join(filter(None, notes)))
