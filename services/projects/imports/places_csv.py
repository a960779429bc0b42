"""A list of places as CSV: one place a row, with its code, kind and boundary set, and what is known of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from services.projects.domain import places as rules_of
from services.projects.imports.csv_table import Cells, Kind, rows
from shared.broken import Broken
from shared.imports.records import Refusal, Row

KINDS = ("ward", "neighbourhood", "lsoa", "city")
KIND = Kind(
    words="a list of places",
    source="Send a CSV file with the columns code, name, kind and boundary_set, such as sample/places.csv",
    needed={name: name for name in ("code", "name", "kind", "boundary_set")},
    aliases={"title": "name", "decile": "deprivation_decile"},
)
LONGEST_CODE, LONGEST_SET = 40, 60


def read(content: bytes) -> Iterator[Row]:
    """The file's rows, numbered as a spreadsheet shows them. Raises Unreadable when it is no list of places."""
    seen: dict[tuple[str, str], int] = {}
    for cells in rows(content, KIND):
        row = _row(cells)
        if row.record is not None:
            first = seen.setdefault((row.record["boundary_set"], row.record["code"]), cells.number)
            if first != cells.number:
                message = f"This code stands on row {first} too, in the same boundary set. Keep one of the two"
                row = Row(cells.number, None, (Refusal(cells.number, cells.header.written["code"], message),))
        yield row


def _row(of: Cells) -> Row:
    if of.refusals:
        return Row(of.number, None, tuple(of.refusals))
    place: dict[str, Any] = {
        "code": _needed(of, "code", LONGEST_CODE),
        "title": _needed(of, "name"),
        "kind": of.get("kind").casefold(),
        "boundary_set": _needed(of, "boundary_set", LONGEST_SET),
        "parent_code": of.some("parent_code", longest=LONGEST_CODE),
        "deprivation_decile": _number(of, "deprivation_decile"),
        "deprivation_index": of.some("deprivation_index"),
        "deprivation_year": _number(of, "deprivation_year"),
        "population": _number(of, "population"),
    }
    if place["kind"] not in KINDS:
        of.refuse("kind", f"Enter one of: {', '.join(KINDS)}")
    if not of.refusals:
        deprivation = (place[f"deprivation_{name}"] for name in ("decile", "index", "year"))
        try:
            rules_of.check(place["code"], place["parent_code"], *deprivation)
        except Broken as broken:
            of.refuse(broken.field, broken.message)
    return Row(of.number, None if of.refusals else place, tuple(of.refusals))


def _needed(of: Cells, name: str, longest: int = 300) -> str | None:
    found = of.some(name, longest=longest)
    if found is None:
        of.refuse(name, "This cell is needed")
    elif not found.isprintable():
        of.refuse(name, "Write it in one line, without characters that cannot be seen")
    return found


def _number(of: Cells, name: str) -> int | None:
    text = of.some(name)
    if text is None:
        return None
    digits = text.replace(",", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        of.refuse(name, "Enter a whole number in digits, or leave the cell empty")
        return None
    return int(digits)
