"""The template of a type as a file, to be filled in and imported: CSV or XLSX, its columns those that are read again.

XLSX has a sheet that says what goes into each column, and lists to choose from where there is a vocabulary. Neither
file ever holds a formula, and the same type always gives the same bytes.
"""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from services.outputs import vocabulary
from services.outputs.importers.template_columns import GUIDE, LISTS, Column, columns, sheet_name

FORMATS = ("xlsx", "csv")
#: rows that name the type already and have lists to choose from
ROWS = 500
#: a list within the rule of a cell may have so many characters; a longer one stands on a sheet
LONGEST_LIST = 255
_MADE = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def made(type_: str, format_: str) -> bytes:
    """The template of one type."""
    return _delimited(type_) if format_ == "csv" else _workbook(type_)


def _delimited(type_: str) -> bytes:
    """Headings, and a row that names the type; with the mark that makes Excel read UTF-8."""
    its = columns(type_)
    text = io.StringIO()
    csv.writer(text).writerows(
        [[column.label for column in its], [vocabulary.types()[type_].label, *[""] * (len(its) - 1)]]
    )
    return text.getvalue().encode("utf-8-sig")


def _workbook(type_: str) -> bytes:
    kind, its = vocabulary.types()[type_], columns(type_)
    content = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"title": f"Waymark: {kind.label}", "created": _MADE})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        text = book.add_format({"num_format": "@"})  # ids and dates stay what was typed
        sheet = book.add_worksheet(sheet_name(kind.label))
        _guide(book.add_worksheet(GUIDE), its, kind.hint, head, book.add_format({"text_wrap": True, "valign": "top"}))
        lists = book.add_worksheet(LISTS)
        lists.hide()
        for place, column in enumerate(its):
            sheet.set_column(place, place, max(14, min(40, len(column.label) + 4)), text)
            sheet.write_string(0, place, column.label, head)
            _choices(sheet, lists, place, column)
        for row in range(1, ROWS + 1):
            sheet.write_string(row, 0, kind.label, text)
        sheet.freeze_panes(1, 0)
    return content.getvalue()


def _guide(sheet: Any, its: list[Column], hint: str, head: Any, wrap: Any) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    rows = [("Column", "What goes in"), ("", f"{hint}. One in each row; only the title (or a DOI) is needed.")]
    rows += [
        (column.label, "; ".join(part for part in (column.hint, ", ".join(column.choices)) if part)) for column in its
    ]
    for number, (label, words) in enumerate(rows):
        sheet.write_string(number, 0, label, head if number == 0 else wrap)
        sheet.write_string(number, 1, words, head if number == 0 else wrap)


def _choices(sheet: Any, lists: Any, place: int, column: Column) -> None:
    """A list to choose from, which warns and does not hinder: several may stand in one cell, parted by commas."""
    if not column.choices or column.key == "type":
        return
    source: Any = list(column.choices)
    if len(",".join(column.choices)) > LONGEST_LIST or any("," in each for each in column.choices):
        letter = xlsxwriter.utility.xl_col_to_name(place)
        lists.write_column(0, place, column.choices)
        source = f"={LISTS}!${letter}$1:${letter}${len(column.choices)}"
    rule = {"validate": "list", "source": source, "error_type": "information", "input_title": column.label[:32]}
    rule |= {"input_message": column.hint[:255]} if column.hint else {}
    sheet.data_validation(1, place, ROWS, place, rule)
