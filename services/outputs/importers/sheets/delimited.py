"""CSV and its relatives: parted by comma, semicolon or tab, with quotes, whatever the length of its lines."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from services.outputs.importers.sheets.cells import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Kind, Line, Sheet, tidy
from services.outputs.importers.work import Unreadable

MARKS = (",", ";", "\t")
#: a cell that a spreadsheet would reckon: no title or name begins so, an import must not pass it on
_formula = re.compile(r"=\s*[\w(+\-\"']")
LONGEST_HEADINGS = 100_000


def seems_delimited(text: str) -> bool:
    """Whether the first line has several headings, so that it may be a table."""
    first = _first_line(text)
    return any(len(_split(first, mark)) > 1 for mark in MARKS)


def headings_of(text: str) -> tuple[str, ...]:
    """The cells of the first line."""
    first = _first_line(text)
    return tuple(tidy(each) for each in max((_split(first, mark) for mark in MARKS), key=len))


def sheet_of(text: str) -> Sheet:
    """The one sheet of the text. Raises Unreadable, also while its lines are read."""
    first = _first_line(text)
    mark = max(MARKS, key=lambda each: len(_split(first, each)))
    rows = _rows(text, mark)
    number, headings = next(((n, cells) for n, cells in rows if any(map(tidy, cells))), (0, []))
    if len(headings) > MOST_COLUMNS:
        raise Unreadable(
            f"It has {len(headings)} columns and may have {MOST_COLUMNS}: send only those that are filled."
        )
    return Sheet("", tuple(tidy(each) for each in headings), _lines(rows, number))


def _lines(rows: Iterator[tuple[int, list[str]]], headings_at: int) -> Iterator[Line]:
    for number, cells in rows:
        if number > MOST_ROWS + headings_at:
            raise Unreadable(
                f"It has more than {MOST_ROWS:,} rows: split it and import the parts, each with the headings."
            )
        texts = tuple(tidy(cell) for cell in cells)
        if any(texts):
            kinds: dict[int, Kind] = {
                n: "formula" for n, each in enumerate(texts) if each[:1] == "=" and _formula.match(each)
            }
            yield Line(number, texts, kinds)


def _rows(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    """The rows as a spreadsheet counts them: a line break inside quotes begins no row."""
    before = csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error as error:
        raise Unreadable(_broken(str(error), reader.line_num)) from None
    finally:
        csv.field_size_limit(before)


def _broken(error: str, line: int) -> str:
    if "unexpected end" in error:
        return "A quote that opens in it never closes, so its end is missing: export the file again, whole."
    if "field larger" in error:
        return (
            f"Line {line} has a cell of more than {LONGEST_CELL:,} characters: a quote is probably missing before it."
        )
    return f"Line {line} is not as CSV should be (a quote in the wrong place): export the file again."


def _first_line(text: str) -> str:
    start = len(text) - len(text.lstrip("\ufeff\r\n \t"))
    end = text.find("\n", start)
    return text[start : min(end if end >= 0 else len(text), start + LONGEST_HEADINGS)].strip("\r")


def _split(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        return []
