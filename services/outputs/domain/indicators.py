"""Indicators: what a value may be, how values become one, whether a target is reached, and small numbers of people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import inf

from shared.broken import Broken
from shared.smallnumbers import LEAST_SHOWN

FEW, WITHHELD = "few", "withheld"


@dataclass(frozen=True, slots=True)
class Target:
    """A value to be reached by a day."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Cell:
    """Of which place and which group a number is; None: of all of them."""

    place: str | None
    group: str | None


@dataclass(frozen=True, slots=True)
class Measured:
    """A value of the whole, and the last day that it describes; None: it is not shown."""

    on: date
    value: Decimal | None


def define(
    targets: Sequence[Target], baseline: Decimal | None, baseline_on: date | None, *, counts_people: bool = False
) -> None:
    """Raise Broken for two targets of one day, a baseline without its day, or one of a few people."""
    days = [target.on for target in targets]
    if len(set(days)) != len(days):
        raise Broken("Two targets are for the same day: leave one out", "targets")
    if (baseline is None) != (baseline_on is None):
        raise Broken("Enter the baseline and its day, or neither", "baseline" if baseline is None else "baseline_on")
    if baseline is not None and kept(baseline, counts_people=counts_people)[0] is None:
        raise Broken("A number of people from 1 to 4 is not kept: leave the baseline out, with its day", "baseline")
    if baseline_on and any(on <= baseline_on for on in days):
        raise Broken("A target is to be reached after the day of the baseline", "targets")


def again(from_on: date, before: date) -> None:
    """Raise Broken where what is said anew would hold from a day on which something said later holds already."""
    if from_on < before:
        raise Broken(f"What was said last holds from {before}: say from when on this does, not before that", "from_on")


def measure(value: Decimal | None, *, withheld: bool, on: date, period_from: date | None, today: date) -> None:
    """Raise Broken for a value of days to come, or of days that end before they begin."""
    if (value is None) != withheld:
        raise Broken("Enter the value, or say that it is withheld", "value")
    if on > today:
        raise Broken(f"{on} has not come yet: record a value once it is known", "on")
    if period_from and period_from > on:
        raise Broken(f"The period would end on {on}, before it begins", "period_from")


def kept(value: Decimal | None, *, counts_people: bool) -> tuple[Decimal | None, str | None]:
    """What is kept of a value, and why none is. Raises Broken for a number of people that cannot be one."""
    if value is None:
        return None, WITHHELD
    if counts_people:
        if value < 0 or value != value.to_integral_value():
            raise Broken("This indicator counts people: enter a whole number, 0 or more", "value")
        if 0 < value < LEAST_SHOWN:
            return None, FEW
    return value, None


def together(table: Mapping[Cell, tuple[Decimal | None, str | None]]) -> None:
    """Raise Broken when a number of people below 5 could be worked out from a whole and its cells.

    `table` has the value of each, or None and why. A reader knows that a few is from 1 to 4, and can add and subtract:
    each few must be left with more than one number that it may be. Cells that are not all of the whole, or overlap, do
    not add up, and give nothing away.
    """
    for whole, cells in _tables(table):
        least, most = _span(table[whole])
        spans = {cell: _span(table[cell]) for cell in cells}
        lowest, highest = sum(low for low, _ in spans.values()), sum(high for _, high in spans.values())
        open_ = [(max(low, least - (highest - high)), min(high, most - (lowest - low))) for low, high in spans.values()]
        found = dict(zip(cells, open_, strict=True)) | {whole: (max(least, lowest), min(most, highest))}
        if any(low == high for cell, (low, high) in found.items() if table[cell][1] == FEW):
            words = "With this one, a number of people below 5 could be worked out from the others"
            raise Broken(f"{words}: record it as withheld, or withhold another of them first", "value", state=True)


def _span(entry: tuple[Decimal | None, str | None]) -> tuple[float, float]:
    """From where to where a reader knows a number to be. Counts of people are far below what a float holds exactly."""
    value, hidden = entry
    if value is not None:
        return float(value), float(value)
    return (1, LEAST_SHOWN - 1) if hidden == FEW else (0, inf)


def _tables(table: Iterable[Cell]) -> Iterator[tuple[Cell, list[Cell]]]:
    """Each number that is a whole, with the cells that it is the whole of: by place, and by group."""
    every = list(table)
    for whole in every:
        by_place = [cell for cell in every if cell.place is not None and cell.group == whole.group]
        by_group = [cell for cell in every if cell.group is not None and cell.place == whole.place]
        if whole.place is None and by_place:
            yield whole, by_place
        if whole.group is None and by_group:
            yield whole, by_group


def reached(adding: str, values: Sequence[Measured], on: date) -> Decimal | None:
    """What the whole has come to by a day; None where it was not measured, or is not shown."""
    until = sorted((one for one in values if one.on <= on), key=lambda one: one.on)
    if not until:
        return None
    if adding == "sum":
        numbers = [one.value for one in until]
        return None if None in numbers else sum((n for n in numbers if n is not None), Decimal())
    return until[-1].value


def in_force(targets: Sequence[Target], on: date) -> Target | None:
    """The target whose day came last."""
    return max((target for target in targets if target.on <= on), key=lambda target: target.on, default=None)


def next_one(targets: Sequence[Target], on: date) -> Target | None:
    """The target whose day comes next."""
    return min((target for target in targets if target.on > on), key=lambda target: target.on, default=None)


def standing(actual: Decimal | None, target: Target | None, direction: str) -> str:
    """Whether the value is at the target in force or better: on_target, not_reached, not_measured or no_target."""
    if target is None:
        return "no_target"
    if actual is None:
        return "not_measured"
    met = actual >= target.value if direction == "up" else actual <= target.value
    return "on_target" if met else "not_reached"
