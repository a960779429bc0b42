"""A line of spend in a CSV extract of a finance system. Pure: bytes in, rows out; nothing is known of what is recorded.

Amounts are read as ledgers print them: `£1,234.50`, `1,234.50-`, `(1,234.50)`, `1,234.50 CR`; days as 31/03/2025,
31-Mar-2025 or 2025-03-31. An amount that is written in any other way is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from services.projects.imports.csv_table import NOTHING, Cells, Kind, names, rows
from services.projects.imports.finance_mapping import HOST, Source, mappings, normal
from shared.calls.fields import YEARS
from shared.imports.records import Refusal, Row, Unreadable

_DIGITS = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,2})?", re.ASCII)
_DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%b-%Y", "%d.%m.%Y", "%d-%m-%Y")
SOURCE = "Export the ledger lines as CSV, with the names of the columns in the first line"


@dataclass(frozen=True, slots=True)
class FinanceLine:
    """A line as the file has it. `partner` is an organisation's id, or `host`."""

    source_ref: str
    heading: str
    partner: str
    amount: Decimal
    posted_on: date
    fin_year: str | None
    ledger_period: str | None
    extract_on: date | None
    project_id: str | None


def read(content: bytes, source: str | None = None) -> Iterator[Row]:
    """The file's lines, numbered as a spreadsheet shows them. Raises Unreadable when no mapping fits."""
    its = _source(content, source)
    seen: dict[str, tuple[int, FinanceLine]] = {}
    for cells in rows(content, _kind(its)):
        row = _row(cells, its)
        if row.record is not None:
            first, before = seen.setdefault(row.record.source_ref, (cells.number, row.record))
            if before != row.record:
                column = its.columns["source_ref"][-1]
                message = f"This line stands on row {first} too, with other content. Keep the one that is right"
                row = Row(cells.number, None, (Refusal(cells.number, column, message),))
        yield row


def amount(text: str) -> Decimal:
    """The amount in a ledger's writing. Raises ValueError."""
    bare = text.replace("\N{MINUS SIGN}", "-").replace(" ", "").upper()
    negative = False
    if bare.startswith("(") and bare.endswith(")"):
        negative, bare = True, bare[1:-1]
    for mark in ("CR", "DR"):
        if bare.endswith(mark):
            negative, bare = negative or mark == "CR", bare.removesuffix(mark)
    if bare.endswith("-"):
        negative, bare = True, bare[:-1]
    elif bare.startswith("-"):
        negative, bare = True, bare[1:]
    bare = bare.removeprefix("£")
    if bare.startswith("-") and not negative:
        negative, bare = True, bare[1:]
    if not _DIGITS.fullmatch(bare):
        raise ValueError("Enter an amount of pounds with at most two decimals, like 1,250.50, (1,250.50) or 1,250.50-")
    found = Decimal(bare.replace(",", ""))
    return -found if negative else found


def day(text: str) -> date:
    """The day in a ledger's writing; a time behind it is left out. Raises ValueError."""
    bare = re.sub(r"[T ]\d{1,2}:\d{2}.*$", "", text)
    for form in _DAYS:
        try:
            found = datetime.strptime(bare, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
        if found.year in YEARS:
            return found
    raise ValueError("Enter a day that exists, like 31/03/2025 or 2025-03-31")


def _source(content: bytes, name: str | None) -> Source:
    known = mappings()
    if name is not None:
        if name not in known:
            raise Unreadable(f"There is no mapping {name}. There are: {', '.join(known)}.")
        return known[name]
    found = names(content, _any_kind())
    fitting = [its for its in known.values() if its.needed().keys() <= found]
    if not fitting:
        wanted = "; ".join(f"{its.name}: {', '.join(its.needed().values())}" for its in known.values())
        raise Unreadable(f"No mapping fits the columns of this file. They need the columns {wanted}. {SOURCE}.")
    return max(fitting, key=lambda its: len(its.needed()))


def _any_kind() -> Kind:
    return Kind(words="an extract of a finance system", source=SOURCE, needed={}, aliases={})


def _kind(its: Source) -> Kind:
    return Kind(words=f"an extract of the kind {its.name}", source=SOURCE, needed=its.needed(), aliases={})


def _row(of: Cells, its: Source) -> Row:
    if of.refusals:
        return Row(of.number, None, tuple(of.refusals))
    ref, posted_on, money = _ref(of, its), _day(of, its, "posted_on"), _amount(of, its)
    heading, partner = _heading(of, its), _partner(of, its)
    period = _cell(of, its, "period") or None
    year = _year(of, its, period)
    extract_on = _day(of, its, "extract_on") if _cell(of, its, "extract_on") else None
    project = _cell(of, its, "project") or None
    if of.refusals or ref is None or posted_on is None or money is None or heading is None or partner is None:
        return Row(of.number, None, tuple(of.refusals))
    return Row(of.number, FinanceLine(ref, heading, partner, money, posted_on, year, period, extract_on, project))


def _ref(of: Cells, its: Source) -> str | None:
    parts = [of.get(normal(column)) for column in its.columns["source_ref"]]
    if not all(parts):
        _refuse(of, its, "source_ref", "Enter the line's own reference, by which it is known again")
        return None
    return "/".join(parts)


def _amount(of: Cells, its: Source) -> Decimal | None:
    if "amount" in its.columns:
        return _money(of, its, "amount")
    both = [_cell(of, its, side) for side in ("debit", "credit")]
    if all(text.casefold() in NOTHING for text in both):
        _refuse(of, its, "debit", "Enter an amount under debit or credit")
        return None
    found = [
        Decimal(0) if text.casefold() in NOTHING else _money(of, its, side)
        for side, text in zip(("debit", "credit"), both, strict=True)
    ]
    return None if found[0] is None or found[1] is None else found[0] - found[1]


def _money(of: Cells, its: Source, what: str) -> Decimal | None:
    try:
        return amount(_cell(of, its, what))
    except ValueError as error:
        _refuse(of, its, what, str(error))
        return None


def _day(of: Cells, its: Source, what: str) -> date | None:
    try:
        return day(_cell(of, its, what))
    except ValueError as error:
        _refuse(of, its, what, str(error))
        return None


def _heading(of: Cells, its: Source) -> str | None:
    text = _cell(of, its, "heading")
    found = its.headings.get(text.casefold()) or (text.casefold() if text.casefold() in its.headings.values() else None)
    if found is None:
        _refuse(of, its, "heading", f"The mapping {its.name} has no heading for this: add it there, or mend the line")
    return found


def _partner(of: Cells, its: Source) -> str | None:
    text = _cell(of, its, "partner")
    if text.casefold() in its.partners:
        return its.partners[text.casefold()]
    return text or HOST  # an id of an organisation stands for itself; whether it is one is seen when it is recorded


def _year(of: Cells, its: Source, period: str | None) -> str | None:
    if period is None or its.period_year is None:
        return None
    found = its.period_year.search(period)
    if found is None:
        _refuse(of, its, "period", f"The mapping {its.name} finds no financial year in this period")
        return None
    first = int(found[1])
    return f"{first}/{(first + 1) % 100:02}"


def _cell(of: Cells, its: Source, what: str) -> str:
    return of.get(normal(its.columns[what][0])) if what in its.columns else ""


def _refuse(of: Cells, its: Source, what: str, message: str) -> None:
    of.refuse(normal(its.columns[what][-1]), message)
