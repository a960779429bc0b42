"""What a measure gives: a number, or one of five kinds of nothing, with its breakdowns and the rows that counted.

A count of people may besides be known and not shown (`suppression`): then its number is not in the value at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from shared.smalltables import Hidden


class State(StrEnum):
    """Known, or not shown, or nothing in one of five ways that mean different things (measures.md, rules 3 and 4)."""

    KNOWN = "known"
    ZERO = "zero"  #: somebody looked, and there were 0
    NONE = "none"  #: there was nothing that could have counted: 0 of 0
    UNKNOWN = "unknown"  #: it happened, but the number was not recorded
    NOT_APPLICABLE = "not_applicable"  #: the question does not arise yet, or here
    NOT_ASKED = "not_asked"  #: nobody recorded anything or said "nothing new": no claim is made
    SUPPRESSED = "suppressed"  #: it counts people, and to show it would say something of a few of them (rule 4)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a breakdown; `name` is a key or an id, put into words by the report. `hidden`: it has no number.

    `unit` where it is not the figure's own: pounds beside a number of bids.
    """

    name: str
    amount: int | Decimal | None
    hidden: Hidden | None = None
    unit: str | None = None

    def __post_init__(self) -> None:
        if (self.amount is None) != (self.hidden is not None):
            raise ValueError(f"a line that is {self.hidden} cannot be {self.amount}")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A figure cut by something. `naming` says what its names are, so that a report can put them into words.

    `overlapping`: one thing may be under several names, so the lines may add up to more than the total (rule 6).
    """

    title: str
    naming: str
    lines: tuple[Line, ...]
    overlapping: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """`amount` is the figure itself; `of` is the denominator of a rate; `beside` are numbers printed next to it."""

    amount: int | Decimal | None
    state: State = State.KNOWN
    of: int | None = None
    breakdowns: tuple[Breakdown, ...] = ()
    beside: tuple[Line, ...] = ()
    #: the rows that counted, as (view, key), apart from those that were only looked at
    counted: tuple[tuple[str, str], ...] = field(default=())
    #: of one that is suppressed: why
    hidden: Hidden | None = None
    #: a sentence that a reader needs beside the figure
    note: str = ""
    #: each fact behind it is of one person, so it opens to none: to count them would be to know the number
    sealed: bool = False

    def __post_init__(self) -> None:
        if (self.amount is None) != (self.state not in (State.KNOWN, State.ZERO)):
            raise ValueError(f"a value that is {self.state} cannot be {self.amount}")
        if (self.hidden is None) != (self.state is not State.SUPPRESSED):
            raise ValueError(f"a value that is {self.state} cannot be hidden as {self.hidden}")


def nothing(state: State) -> Value:
    """No number, and why."""
    return Value(None, state)


def number(
    rows: Sequence[Any],
    view: str,
    *,
    looked: Callable[[], bool],
    breakdowns: Sequence[Breakdown] = (),
    beside: Sequence[Line] = (),
    amount: int | None = None,
) -> Value:
    """How many rows (or `amount`): a 0 only where somebody looked, which is asked only then."""
    total = len(rows) if amount is None else amount
    if total == 0 and not looked():
        return nothing(State.NOT_ASKED)
    return Value(
        total,
        State.KNOWN if total else State.ZERO,
        breakdowns=tuple(breakdowns) if total else (),
        beside=tuple(beside),
        counted=tuple(sorted((view, row.key) for row in rows)),
    )


def rate(
    met: Sequence[Any], of: Sequence[Any], view: str, *, looked: Callable[[], bool], beside: Sequence[Line] = ()
) -> Value:
    """How many of how many. None at all of them is a nothing of its own, not 0 per cent."""
    if not of:
        return nothing(State.NONE if looked() else State.NOT_ASKED)
    return Value(
        len(met),
        State.KNOWN if met else State.ZERO,
        of=len(of),
        beside=tuple(beside),
        counted=tuple(sorted((view, row.key) for row in met)),
    )


def cut_by(
    title: str, naming: str, rows: Iterable[Any], names: Callable[[Any], Iterable[str | None]], missing: str
) -> Breakdown:
    """A breakdown of rows by what `names` gives for each; a row without any is under `missing`, never left out."""
    found: Counter[str] = Counter()
    overlapping = False
    for row in rows:
        its = sorted({name for name in names(row) if name}) or [missing]
        overlapping = overlapping or len(its) > 1
        found.update(its)
    lines = sorted(found.items(), key=lambda line: (line[0] == missing, line[0]))
    return Breakdown(title, naming, tuple(Line(name, amount) for name, amount in lines), overlapping)
