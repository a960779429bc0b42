"""A table of numbers of people as it may be published: without small numbers, and without whatever gives one away.

The rule is measures.md's fourth, the same for a table that is hidden at entry (`outputs`) and for a figure of a report
(`services/reporting/measures/suppression`, which adds what reports of other periods have shown). What is decided here
depends only on what is then published, so that nobody can reckon back from what was hidden to why it was:
`tests/unit/reporting/measures/test_suppression.py` tries every small table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from shared.smallnumbers import LEAST_SHOWN


class Hidden(StrEnum):
    """Why a count of people is not shown."""

    FEW = "fewer than 5"
    #: it would give another one away
    WITHHELD = "not shown"


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


def one_each(number: int, entries: int) -> bool:
    """Whether so many people in so many facts are one in each, of which every fact would tell.

    One person more is taken as well, so that what is then not shown does not tell the same.
    """
    return entries >= LEAST_SHOWN and number <= entries + 1


def told_by_its_facts(tally: Tally) -> bool:
    """Whether a reader of the facts behind the total knows how many people each of them is about."""
    return one_each(tally.total, sum(tally.entries.values()))


def publish(tally: Tally) -> Shown:
    """The numbers of one table without those that are small, the one that would give them away, or any."""
    if told_by_its_facts(tally):
        return Shown(Hidden.WITHHELD, None)
    if any(one_each(number, tally.entries.get(name, 0)) for name, number in tally.cells.items()):
        return Shown(Hidden.WITHHELD, None)  # beside the total, cells that are left out would tell which it is
    return _published(tally)


def _published(tally: Tally) -> Shown:
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
