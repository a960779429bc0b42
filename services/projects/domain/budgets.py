"""Rules of budgets: lines by heading, organisation, financial year and month that never exceed the award.

The whole is the sum of its headings and the sum of its partners by construction: there are only lines. Amounts are in
the currency of the award, to the penny.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from shared.broken import Broken
from shared.finyears import PENNY, by_month, ends, following, month_end, months, shares, starts

ZERO = Decimal(0)


class Line(NamedTuple):
    """Where money may be spent; `month` is "" where only the year is known."""

    heading: str
    partner_org_id: str
    fin_year: str
    month: str = ""


Lines = Mapping[Line, Decimal]


class Award(NamedTuple):
    """What bounds a budget: the award's value, extensions included, and its days."""

    worth: Decimal
    starts_on: date
    ends_on: date | None


def pounds(amount: Decimal) -> str:
    """An amount in a message, with its thousands."""
    return f"{amount:,.2f}"


def check_pence(amount: Decimal, field: str) -> None:
    """Raise Broken when an amount is finer than a penny."""
    if amount != amount.quantize(PENNY):
        raise Broken(f"{amount} is finer than a penny: enter at most two decimals", field)


def gathered(lines: Iterable[tuple[Line, Decimal]], field: str) -> dict[Line, Decimal]:
    """Lines as a mapping. Raises Broken when one stands twice, or is of no month or year that there is."""
    found: dict[Line, Decimal] = {}
    for line, amount in lines:
        check_pence(amount, field)
        check_year(line.fin_year, field)
        if line.month and line.month not in months(line.fin_year):
            raise Broken(f"{line.month} is not in the financial year {line.fin_year}", field)
        if line in found:
            where = " ".join(filter(None, (line.heading, line.partner_org_id, line.fin_year, line.month)))
            raise Broken(f"This line stands here twice: {where}", field)
        found[line] = amount
    return found


def check_year(year: str, field: str) -> None:
    """Raise Broken when this is no financial year."""
    try:
        starts(year)
    except ValueError as error:
        raise Broken(str(error), field) from None


def revise(before: Lines, new: Lines, award: Award) -> dict[Line, Decimal]:
    """The lines after a new profile: those named have the new amount, the others stay. Raises Broken."""
    for line in new:
        _within(line, award, "lines")
    return _checked({**before, **new}, award, "lines")


def vire(before: Lines, moves: Lines, award: Award) -> dict[Line, Decimal]:
    """The lines after moves between them, which add up to nothing. Raises Broken."""
    total = sum(moves.values(), ZERO)
    if total:
        raise Broken(
            f"The moves add up to {pounds(total)} and must add up to 0.00: what one line gains another gives", "moves"
        )
    if not any(moves.values()):
        raise Broken("Nothing is moved", "moves")
    for line in moves:
        _within(line, award, "moves")
    after = {line: before.get(line, ZERO) + moves.get(line, ZERO) for line in before.keys() | moves.keys()}
    return _checked(after, award, "moves")


class Carry(NamedTuple):
    """What goes on from a year into the next, by heading and organisation, on a day; `spent` is what the year cost."""

    from_year: str
    amounts: Sequence[tuple[str, str, Decimal]]
    spent: Mapping[tuple[str, str], Decimal]
    on: date


def carry_forward(before: Lines, carry: Carry, award: Award) -> dict[Line, Decimal]:
    """The lines after unspent money of a year went into the next. Raises Broken.

    It is taken from the year's last months first, and spread evenly over the months of the next that are not over.
    """
    from_year, on = carry.from_year, carry.on
    check_year(from_year, "from_year")
    if on <= ends(from_year):
        raise Broken(f"{from_year} is not over: what is left of it is known after {ends(from_year)}", "from_year")
    after = dict(before)
    for heading, partner, amount in carry.amounts:
        check_pence(amount, "lines")
        if amount <= 0:
            raise Broken("What is carried forward must be more than 0", "lines")
        its = {line: left for line, left in after.items() if line[:3] == (heading, partner, from_year)}
        whole = sum(its.values(), ZERO)
        unspent = min(whole, whole - carry.spent.get((heading, partner), ZERO))  # a credit makes no budget
        if amount > unspent:
            raise Broken(
                f"{pounds(amount)} cannot be carried forward: {pounds(max(unspent, ZERO))} of {heading} is unspent "
                f"in {from_year}",
                "lines",
            )
        _take(after, its, amount)
        _spread(after, Line(heading, partner, following(from_year)), amount, award, on)
    return _checked(after, award, "lines")


def changed(before: Lines, after: Lines) -> dict[Line, Decimal]:
    """The lines whose amount differs, with the new one (0 for a line that is gone), in order."""
    names = sorted(before.keys() | after.keys())
    return {line: after.get(line, ZERO) for line in names if before.get(line, ZERO) != after.get(line, ZERO)}


def profiled(lines: Lines, award: Award, by: date) -> dict[tuple[str, str, str], Decimal]:
    """What was to be spent by a day, by heading, organisation and year; a month counts from its last day."""
    found: dict[tuple[str, str, str], Decimal] = {}
    for line, amount in lines.items():
        months_of = by_month(amount, line.fin_year, line.month or None, award.starts_on, award.ends_on)
        due = sum((part for month, part in months_of if month_end(month) <= by), ZERO)
        found[line[:3]] = found.get(line[:3], ZERO) + due
    return found


def _take(after: dict[Line, Decimal], its: Lines, amount: Decimal) -> None:
    for line in sorted(its, key=lambda line: line.month, reverse=True):
        taken = min(amount, after[line])
        after[line] -= taken
        amount -= taken


def _spread(after: dict[Line, Decimal], to: Line, amount: Decimal, award: Award, on: date) -> None:
    last = award.ends_on
    ahead = [m for m in months(to.fin_year) if month_end(m) >= on and (not last or f"{last:%Y-%m}" >= m)]
    if not ahead:
        raise Broken(f"No month of {to.fin_year} is left to spend it in", "from_year")
    for month, part in zip(ahead, shares(amount, len(ahead)), strict=True):
        line = to._replace(month=month)
        after[line] = after.get(line, ZERO) + part


def _within(line: Line, award: Award, field: str) -> None:
    if ends(line.fin_year) < award.starts_on or (award.ends_on and starts(line.fin_year) > award.ends_on):
        raise Broken(f"{line.fin_year} lies outside the award, {award.starts_on} to {award.ends_on}", field)


def _checked(lines: dict[Line, Decimal], award: Award, field: str) -> dict[Line, Decimal]:
    for line, amount in lines.items():
        if amount < 0:
            where = f"{line.heading} in {line.month or line.fin_year}"
            raise Broken(f"{where} would be {pounds(amount)}: a line cannot fall below 0.00", field)
    total = sum(lines.values(), ZERO)
    if total > award.worth:
        raise Broken(
            f"The budget would be {pounds(total)} and the award is worth {pounds(award.worth)}: "
            f"take {pounds(total - award.worth)} out",
            field,
        )
    return {line: amount for line, amount in lines.items() if amount}
