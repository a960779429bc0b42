"""XLSX workbooks, read as data from a stranger: no macros, no formulas reckoned, nothing that unpacks without end.

Only ever called in the reading process, which has a limit of memory and time: see `reading.separately`.
"""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from services.outputs.importers.sheets.cells import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Kind, Line, Sheet, tidy
from services.outputs.importers.work import Unreadable

MB = 1 << 20
MOST_ENTRIES = 2_000
MOST_SHEETS = 100
#: unpacked, all parts together; a Researchfish download of 3 MB unpacks to 40
LARGEST_UNPACKED = 400 * MB
#: times that a part may grow when it is unpacked; spreadsheets grow ten- to thirtyfold
MOST_GROWTH = 200
SAVE_AGAIN = "open it and save it again as “Excel workbook (.xlsx)” or “CSV UTF-8”"

_signs = ((b"PK\x03\x04", b"PK\x05\x06"), (b"\xd0\xcf\x11\xe0",))
_others = (
    ("word/", "a Word document"),
    ("ppt/", "a PowerPoint file"),
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("content.xml", "an OpenDocument file"),
)


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin as a zip archive or an old Office file do."""
    return content.startswith(_signs[0]) or content.startswith(_signs[1])


def sheets_of(content: bytes) -> Iterator[Sheet]:
    """The sheets in order, one at a time: read the lines of one before the next is asked for. Raises Unreadable."""
    check(content)
    book = _opened(content)
    if len(book.worksheets) > MOST_SHEETS:
        raise Unreadable(f"The workbook has more than {MOST_SHEETS} sheets: send those with outputs.")
    for each in book.worksheets:
        each.reset_dimensions()  # what the file claims of its size may be a million empty rows
        lines = _lines(each)
        first = next(lines, None)
        if first is not None:
            yield Sheet(str(each.title), first.texts, lines)


def check(content: bytes) -> None:
    """Refuse what is no plain workbook, before any of it is unpacked. Raises Unreadable."""
    if content.startswith(_signs[1]):
        raise Unreadable(
            f"This is an old Excel workbook (.xls), or one locked with a password: {SAVE_AGAIN}, without a password."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, OverflowError, struct.error):
        raise Unreadable(f"The workbook is damaged or was cut off: {SAVE_AGAIN}.") from None
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        what = next((what for start, what in _others if any(name.startswith(start) for name in names)), "a ZIP archive")
        raise Unreadable(f"This is {what}, not a workbook with outputs: {SAVE_AGAIN}.")
    if any("vbaproject" in name.casefold() or name.startswith("xl/macrosheets/") for name in names):
        raise Unreadable(f"The workbook has macros, which are never taken in: {SAVE_AGAIN}, without macros.")
    if len(parts) > MOST_ENTRIES or any(part.flag_bits & 1 for part in parts):
        raise Unreadable(f"The workbook is not as Excel makes one (too many parts, or locked ones): {SAVE_AGAIN}.")
    grown = any(part.file_size > MB and part.file_size > MOST_GROWTH * max(part.compress_size, 1) for part in parts)
    if grown or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Unreadable(
            "Unpacked, the workbook would be far larger than any list of outputs: delete the empty rows and columns "
            f"and the pictures, or {SAVE_AGAIN}."
        )


def _opened(content: bytes) -> Any:
    import openpyxl  # takes a third of a second, so only for a workbook

    warnings.simplefilter("ignore")  # openpyxl's remarks quote cells
    try:
        return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except Unreadable:
        raise
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  (whatever a stranger's XML does to the parser, it is one sentence)
        raise _damaged(error) from None


def _lines(sheet: Any) -> Iterator[Line]:
    """The lines that are not empty, numbered as Excel numbers them."""
    try:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            if number > MOST_ROWS:
                raise Unreadable(
                    f"The sheet “{sheet.title[:80]}” has more than {MOST_ROWS:,} rows, empty ones counted: "
                    "delete those that are empty, or split it and import the parts."
                )
            if any(cell.value is not None for cell in cells):
                line = _line(number, cells)
                if len(line.texts) > MOST_COLUMNS:
                    raise Unreadable(
                        f"The sheet “{sheet.title[:80]}” has more than {MOST_COLUMNS} columns: "
                        "send only those that are filled."
                    )
                if any(line.texts):
                    yield line
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001
        raise _damaged(error) from None


def _line(number: int, cells: Any) -> Line:
    texts: list[str] = []
    kinds: dict[int, Kind] = {}
    for place, cell in enumerate(cells):
        text, kind = _cell(cell)
        texts.append(text)
        if kind:
            kinds[place] = kind
    while texts and not texts[-1]:
        texts.pop()
    return Line(number, tuple(texts), kinds)


def _cell(cell: Any) -> tuple[str, Kind | None]:  # noqa: PLR0911  (a line for each kind of cell)
    value, type_ = cell.value, getattr(cell, "data_type", "n")
    if value is None:
        return "", None
    if type_ == "f":
        return tidy(str(value))[:200], "formula"
    if type_ == "e":
        return tidy(str(value))[:200], "error"
    if isinstance(value, str):
        if len(value) > LONGEST_CELL:
            raise Unreadable(f"A cell of the workbook has more than {LONGEST_CELL:,} characters: shorten it.")
        return tidy(value), None
    if isinstance(value, bool):
        return ("Yes" if value else "No"), None
    if isinstance(value, int | float):
        return _number(value), "number"
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat(), "date"
    if isinstance(value, date | time | timedelta):
        return str(value), "date"
    return tidy(str(value)), "formula"  # an array or table formula, which openpyxl gives as an object


def _number(value: float) -> str:
    """As people write it: 2021, not 2021.0. What has lost digits keeps its power of ten, so that it is seen."""
    if isinstance(value, int) and abs(value) < 10**15:
        return str(value)
    if value == value and abs(value) < 10**15 and float(value).is_integer():  # noqa: PLR0124  (not a number is itself not)
        return str(int(value))
    return repr(float(value)) if abs(value) < 10**300 else "a number"


def _damaged(error: Exception) -> Unreadable:
    name = type(error).__name__
    if name in ("EntitiesForbidden", "DTDForbidden", "ExternalReferenceForbidden"):
        return Unreadable(f"The workbook has XML that could grow without end, as Excel never writes it: {SAVE_AGAIN}.")
    return Unreadable(f"The workbook is damaged or was cut off: {SAVE_AGAIN}.")
