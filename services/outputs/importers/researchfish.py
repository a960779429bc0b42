"""A Researchfish download of any year, a workbook or one of its sheets as CSV: a record for each outcome and award.

A row is an outcome as one award reports it, so an outcome on three awards is three rows: one output, attributed thrice.
Which column is what stands in vocabulary/researchfish.yaml; this reads the cells. A row in which something stands where
it cannot, because free text with a delimiter in it has moved its cells, is refused and never taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from services.outputs.importers.researchfish_row import Row
from services.outputs.importers.sheets import Line, Sheet
from services.outputs.importers.work import Broken, Found, Refused, Remark
from services.outputs.vocabulary.researchfish import Elsewhere, Layout, SheetOf, folded, layout, sheet_name

#: rows of a sheet that is no list of outcomes are counted up to here
COUNTED = 100_000


def is_researchfish(headings: Iterable[str]) -> bool:
    """Whether the headings are those of a sheet of Researchfish: they name an award and an outcome's id."""
    known = {folded(each) for each in headings}
    sheet = layout().sheets[0]
    return bool(known & set(sheet.columns["award"])) and bool(
        known & {*sheet.columns["outcome_id"], *sheet.columns["entry"]}
    )


def read(sheet: Sheet) -> Iterator[Found]:
    """The records of a sheet in order, with remarks on what is left out of it."""
    known = layout()
    headings = [folded(each) for each in sheet.headings]
    first = next(sheet.lines, None)
    lines: Iterator[Line] = sheet.lines if first is None else _again(first, sheet.lines)
    if elsewhere := _elsewhere(sheet.name, headings, known):
        yield from _said(elsewhere, sheet, lines)
        return
    of = _type(sheet.name, headings, first, known) if is_researchfish(sheet.headings) else None
    if of is None:
        if sheet.headings and first is not None:
            yield Remark(1, "This sheet is none of Researchfish's outcomes and was left out", sheet.name)
        return
    places = Places(sheet, of, headings)
    yield from places.remarks()
    for line in lines:
        if not any(line.text(place) and not line.kind(place) for place in range(len(line.texts))):
            continue  # nothing but what the sheet reckons by itself, as under the last row of a table
        try:
            yield Row(line, places, known.days).work()
        except Broken as broken:
            yield Refused(line.number, broken.field, broken.message, sheet.name)


def _again(first: Line, rest: Iterator[Line]) -> Iterator[Line]:
    yield first
    yield from rest


def _said(elsewhere: Elsewhere, sheet: Sheet, lines: Iterator[Line]) -> Iterator[Found]:
    rows = sum(1 for line in lines if any(not line.kind(n) and text for n, text in enumerate(line.texts)))
    if rows:
        says = elsewhere.says.format(rows=rows)
        yield Refused(1, "", says, sheet.name) if elsewhere.refused else Remark(1, says, sheet.name)


def _elsewhere(name: str, headings: list[str], known: Layout) -> Elsewhere | None:
    if any(sheet_name(name) in of.names for of in known.sheets):
        return None
    for each in known.elsewhere:
        if sheet_name(name) in each.names or all(set(headings) & made for made in each.made_by):
            return each
    return None


def _type(name: str, headings: list[str], first: Line | None, known: Layout) -> SheetOf | None:
    """By the sheet's name or the column “Outcome Type”; without either by the columns, the most telling first."""
    said = {sheet_name(name)}
    if first is not None and "outcome type" in headings:
        said.add(sheet_name(first.text(headings.index("outcome type"))))
    for of in known.sheets:
        if said & of.names:
            return of
    there = set(headings)
    fitting = [of for of in known.sheets if all(there & _headings_of(of, name) for name in of.made_by)]
    return max(fitting, key=lambda of: len(of.made_by), default=None)


def _headings_of(of: SheetOf, name: str) -> set[str]:
    return {*of.columns.get(name, ()), *of.flags.get(name, {})}


class Places:
    """Where the fields of one sheet stand."""

    def __init__(self, sheet: Sheet, of: SheetOf, headings: list[str]) -> None:
        self.sheet = sheet
        self.of = of
        self.headings = headings
        first: dict[str, int] = {}
        for place, heading in enumerate(headings):
            first.setdefault(heading, place)  # Region stands twice in 2019: of the award, then of the partner
        self.first = first
        self.fields = {
            name: [first[each] for each in spellings if each in first] for name, spellings in of.columns.items()
        }
        self.flags = {
            name: [(first[each], key) for each, key in words.items() if each in first]
            for name, words in of.flags.items()
        }

    def heading(self, place: int) -> str:
        """The heading as the file writes it."""
        return self.sheet.headings[place] if place < len(self.sheet.headings) else f"column {place + 1}"

    def remarks(self) -> Iterator[Any]:
        """The headings that this year has and we do not know."""
        taken = {place for places in self.fields.values() for place in places}
        taken |= {place for flags in self.flags.values() for place, _ in flags}
        for heading, place in self.first.items():
            if heading and place not in taken and heading not in self.of.left_out:
                yield Remark(
                    1, f"The column “{self.heading(place)[:80]}” is not known here and was left out", self.sheet.name
                )
