"""Reading a CSV file of records by the names of its columns. Pure; what the columns mean is for whoever asks.

Delimiters (`,` `;` tab), a byte order mark, and stray spaces in headers are seen through; what is not text in UTF-8, is
cut off, or names other columns is refused as a whole, in one sentence.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from shared.imports.records import Refusal, Unreadable

#: what registers write where they have nothing (NIHR Open Data: "Not Provided")
NOTHING = frozenset({"", "not provided", "n/a", "none", "unknown"})
LARGEST_CELL = 8 << 20
LONGEST_HEADER = 100_000
#: names of people, organisations and programmes are shorter (characters)
LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what it is in words, where to get it, the columns that make it one, other names of columns.

    Columns are named in small letters with `_` for spaces; `written` is how people know them.
    """

    words: str
    source: str
    needed: Mapping[str, str]
    aliases: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of one file: their places, and their names as the file writes them."""

    delimiter: str
    places: dict[str, int]
    written: dict[str, str]
    width: int


class Cells:
    """The cells of one row by name; collects what is wrong with them. `number` is the row as a spreadsheet shows it."""

    def __init__(self, number: int, cells: Sequence[str], header: Header) -> None:
        self.number = number
        self.cells = cells
        self.header = header
        self.refusals: list[Refusal] = []
        if len(cells) != header.width:
            message = (
                f"This row has {len(cells)} cells and the header has {header.width}: a quote or comma is misplaced"
            )
            self.refusals.append(Refusal(number, "", message))

    def get(self, name: str) -> str:
        """The cell on one line with single spaces; empty where there is no such column."""
        place = self.header.places.get(name)
        return "" if place is None else tidy(self.cells[place])

    def some(self, name: str, *, longest: int = LONGEST_NAME) -> str | None:
        """The same, or None where it says that there is nothing."""
        found = self.get(name)
        if len(found) > longest:
            self.refuse(name, f"This has {len(found)} characters and may have {longest}: a quote may be misplaced")
        return None if found.casefold() in NOTHING else found

    def refuse(self, name: str, message: str) -> None:
        """Note what is wrong with a cell, under the file's own name of its column."""
        self.refusals.append(Refusal(self.number, self.header.written.get(name, name), message))


def rows(content: bytes, kind: Kind) -> Iterator[Cells]:
    """The rows that are not empty, in order; the header is row 1. Raises Unreadable."""
    _check_text(content, kind)
    # a stream, because a str of the whole file takes up to four times its size
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    try:
        header = _header(text, kind)
        for number, cells in _records(text, header, kind):
            if any(cell.strip() for cell in cells):
                yield Cells(number, cells, header)
    except UnicodeDecodeError:
        raise Unreadable(
            f"This file is not in UTF-8: line {_line_not_in_utf8(content)} holds a byte that UTF-8 has not. "
            "Save it as “CSV UTF-8” and send that."
        ) from None


def names(content: bytes, kind: Kind) -> frozenset[str]:
    """The columns that the first line names, in small letters with `_` for spaces. Raises Unreadable."""
    _check_text(content, kind)
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    try:
        return frozenset(_header(text, kind).places)
    except UnicodeDecodeError:
        raise Unreadable("This file is not in UTF-8. Save it as “CSV UTF-8” and send that.") from None


def tidy(text: str) -> str:
    """One line with single spaces: NBSP, newlines and double spaces are how exports wrap, not content."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _check_text(content: bytes, kind: Kind) -> None:
    start = content[:4]
    if start in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise Unreadable(f"This is a workbook, not a CSV file. {kind.source}.")
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable("This file is in UTF-16. Save it as “CSV UTF-8” and send that.")
    if b"\x00" in content:
        raise Unreadable(f"This is a binary file, not CSV. {kind.source}.")


def _line_not_in_utf8(content: bytes) -> int:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1
    return 1


def _header(text: io.TextIOWrapper, kind: Kind) -> Header:
    """The columns, from the first line that is not empty, whatever parts them."""
    first = "\n"
    while first and not first.strip():
        first = text.readline(LONGEST_HEADER)
    found = [_columns(mark, next(csv.reader([first], delimiter=mark), []), kind) for mark in ",;\t"]
    best = max(found, key=lambda header: len(header.places))
    if missing := [written for name, written in kind.needed.items() if name not in best.places]:
        raise Unreadable(
            f"This is not {kind.words}: its first line names no column {', '.join(missing)}. {kind.source}."
        )
    return best


def _columns(delimiter: str, names: Sequence[str], kind: Kind) -> Header:
    places: dict[str, int] = {}
    written: dict[str, str] = {}
    for place, name in enumerate(names):
        key = re.sub(r"[\s_]+", "_", name.strip()).casefold()  # `HRCS _Health_Category`
        key = kind.aliases.get(key, key)
        if key and key not in places:
            places[key], written[key] = place, name.strip()
    return Header(delimiter, places, written, len(names))


def _records(text: io.TextIOWrapper, header: Header, kind: Kind) -> Iterator[tuple[int, list[str]]]:
    before = csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(text, delimiter=header.delimiter, strict=True)
    try:
        yield from enumerate(reader, start=2)
    except csv.Error as error:
        _broken(error, reader.line_num + 1, kind)
    finally:
        csv.field_size_limit(before)


def _broken(error: csv.Error, line: int, kind: Kind) -> NoReturn:
    if "unexpected end" in str(error):
        raise Unreadable(f"This file breaks off inside a quoted text, at line {line}. {kind.source}.") from error
    raise Unreadable(f"This file cannot be read as CSV at line {line}: {error}. {kind.source}.") from error
