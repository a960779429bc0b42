"""Small numbers of people are not shown, nor whatever would give them away (measures.md, rule 4; decision 0009).

Every measure that counts people and is marked S goes through `suppressed`; nothing else of ours hides a number.
Groups and sites are not people. What is decided here depends only on what is then published, so that nobody can reckon
back from what was hidden to why it was: `tests/unit/reporting/measures/test_suppression.py` tries every small table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise

from services.reporting.measures.period import Period
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Breakdown, Hidden, Line, State, Value
from services.reporting.projections.reports import submissions

#: the smallest number of people that is shown, besides 0
LEAST_SHOWN = 5
BREAKDOWN_WITHHELD = "How it is made up is not shown: with small numbers it would say something of a few people."
HELD = "It has changed by fewer than 5 since it was last reported, and is shown as it was then."


@dataclass(frozen=True, slots=True)
class Tally:
    """Exact numbers of people: in all, and cut by something. Each person is in one cell.

    `entries`: in how many facts each cell was recorded. The lineage of the figure lists them, so a reader knows that a
    cell is at least that many.
    """

    total: int
    cells: Mapping[str, int] = field(default_factory=dict)
    entries: Mapping[str, int] = field(default_factory=dict)

    def at_least(self, name: str) -> int:
        return max(1, self.entries.get(name, 1))

    def __post_init__(self) -> None:
        if self.cells and sum(self.cells.values()) != self.total:
            raise ValueError("cells that do not add up to the total hide nothing: see suppression.py")


#: counts exactly what is known at a sight of a period
Counting = Callable[[Sight, Period], Tally]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is published of a tally. `cells` is None where even their names would give something away."""

    total: int | Hidden
    cells: Mapping[str, int | Hidden] | None
    note: str = ""

    def hidden_cells(self) -> frozenset[str] | None:
        if self.cells is None:
            return None
        return frozenset(name for name, number in self.cells.items() if isinstance(number, Hidden))


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
        yield its.total, its.cells
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


def publish(tally: Tally) -> Shown:
    """The numbers of one table without those that are small, the one that would give them away, or any."""
    known = sum(tally.at_least(name) for name, number in tally.cells.items() if number)
    if tally.total <= LEAST_SHOWN and known == LEAST_SHOWN - 1:
        # four facts say four people, unless five might be meant as well
        return Shown(Hidden.WITHHELD, None)
    if tally.total < LEAST_SHOWN:
        # the number of lines would say how few there are, so there are none
        return Shown(Hidden.FEW if tally.total else 0, {})
    few = {name for name, number in tally.cells.items() if 0 < number < LEAST_SHOWN}
    if not few:
        return Shown(tally.total, dict(tally.cells))
    others = sorted((number, name) for name, number in tally.cells.items() if number >= LEAST_SHOWN)
    withheld = others[0][1] if len(few) == 1 else None
    rest = sum(number for name, number in tally.cells.items() if name in few or name == withheld)
    least_seen = min((number for number, name in others if name != withheld), default=None)
    bounds = [tally.at_least(name) for name in few]
    if withheld is None:
        safe = _few_are_safe(bounds, rest)
    else:
        safe = _one_is_safe(bounds[0], max(LEAST_SHOWN, tally.at_least(withheld)), rest, least_seen)
    if not safe:
        return Shown(Hidden.WITHHELD, None)
    shown = {
        name: Hidden.FEW if name in few else Hidden.WITHHELD if name == withheld else number
        for name, number in tally.cells.items()
    }
    return Shown(tally.total, shown)


def _few_are_safe(at_least: Sequence[int], rest: int) -> bool:
    """Whether cells of which a reader knows that each is few, what it is at least, and that they are `rest` together,
    may each still be at least two numbers."""
    most = LEAST_SHOWN - 1
    others = [(sum(at_least) - bound, most * (len(at_least) - 1)) for bound in at_least]
    return all(
        max(bound, rest - highest) < min(most, rest - lowest)
        for bound, (lowest, highest) in zip(at_least, others, strict=True)
    )


def _one_is_safe(at_least: int, withheld_at_least: int, rest: int, least_seen: int | None) -> bool:
    """The same for one cell that is few and one withheld for its sake, which is no larger than the least that is seen.

    Of equal ones names decide which is withheld, so the withheld one is taken to be smaller.
    """
    lowest = at_least if least_seen is None else max(at_least, rest - least_seen + 1)
    return lowest < min(LEAST_SHOWN - 1, rest - withheld_at_least)


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
