"""How a figure is said in words and digits, the same in page, PDF, JSON and API (measures.md, rules 2 and 7)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from services.reporting.measures.registry import Measure
from services.reporting.measures.value import Line, State, Value
from shared.smalltables import Hidden

#: below this denominator a percentage says more than the numbers do
LEAST_FOR_PERCENT = 10
PER_CENT = "per cent"
MINUS = "\N{MINUS SIGN}"


def printed(measure: Measure, value: Value) -> str:
    """The figure as a reader sees it."""
    if value.amount is None:
        return {
            State.NONE: measure.none,
            State.NOT_APPLICABLE: measure.not_applicable,
            State.UNKNOWN: "Not known: the number was not recorded",
            State.SUPPRESSED: "Fewer than 5" if value.hidden is Hidden.FEW else "Not shown: the numbers are too small",
        }.get(value.state, "Nothing recorded: no claim is made")
    if value.of is not None:
        share = percent(value)
        return f"{value.amount} of {value.of}" if share is None else f"{share}% ({value.amount} of {value.of})"
    return digits(value.amount, measure.unit)


def line_printed(line: Line, unit: str) -> str:
    """A line of a breakdown as a reader sees it."""
    if line.amount is None and line.hidden:
        return line.hidden.value
    return digits(line.amount or 0, unit) + ("%" if unit == PER_CENT else "")


def percent(value: Value) -> int | None:
    """Per cent of a rate, halves up; None where the denominator is too small to print one."""
    if value.of is None or value.amount is None or value.of < LEAST_FOR_PERCENT:
        return None
    return int((Decimal(value.amount) * 100 / value.of).quantize(Decimal(1), ROUND_HALF_UP))


def digits(amount: int | Decimal, unit: str) -> str:
    """A number with its thousands; money with its sign, pence only where there are any."""
    if unit == "GBP":
        whole = amount == Decimal(amount).to_integral_value()
        sign = MINUS if amount < 0 else ""
        return f"{sign}£{abs(Decimal(amount)):,.{0 if whole else 2}f}"
    if isinstance(amount, Decimal):
        return f"{amount.normalize():,f}".replace("-", MINUS)
    return f"{amount:,}".replace("-", MINUS)


def plain(amount: int | Decimal | None, unit: str) -> str | int | None:
    """The value for JSON: whole numbers as they are, money and fractions as text (RFC 8785 has no decimals)."""
    if amount is None or (isinstance(amount, int) and unit != "GBP"):
        return amount
    return f"{amount:.2f}" if unit == "GBP" else f"{Decimal(amount).normalize():f}"
