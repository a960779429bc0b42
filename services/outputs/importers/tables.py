"""Tables of outputs: a sheet is one of our own template, or one of a Researchfish download."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from services.outputs.importers import researchfish, sheets, template
from services.outputs.importers.sheets import Sheet
from services.outputs.importers.template_columns import GUIDE, LISTS
from services.outputs.importers.work import Found, Remark, Unreadable

UNKNOWN = (
    "Its headings are neither those of a Researchfish download nor those of our template: download the template for "
    "the type of output, and fill that in."
)


def is_table(text: str) -> bool:
    """Whether the text is a table with headings that we know."""
    if not sheets.seems_delimited(text):
        return False
    headings = sheets.headings_of(text)
    return template.is_ours(headings) or researchfish.is_researchfish(headings)


def read_text(text: str) -> Iterator[Found]:
    """The records of a CSV file. Raises Unreadable."""
    return read([sheets.sheet_of(text)])


def read(found: Iterable[Sheet]) -> Iterator[Found]:
    """The records of the sheets in order. Raises Unreadable when none of them has any."""
    remarks: list[Remark] = []
    any_records = known_headings = False
    for sheet in found:
        if sheet.name in (GUIDE, LISTS):
            continue
        theirs = researchfish.is_researchfish(sheet.headings)  # asked first: in 2018 it has a Title and a Type too
        ours = template.is_ours(sheet.headings) and not theirs
        known_headings |= ours or theirs
        reader = template.read if ours else researchfish.read
        for each in reader(sheet):
            if isinstance(each, Remark) and not any_records:
                remarks.append(each)  # they may be all that there is
                continue
            any_records = True
            yield from remarks
            remarks = []
            yield each
    if not any_records:
        raise Unreadable(_nothing(remarks, known_headings))


def _nothing(remarks: list[Remark], known_headings: bool) -> str:
    """Why there is no record in it, in a sentence."""
    if known_headings:
        return "It has headings and no rows: fill it in, and import that."
    if told := next((each.remark for each in remarks if not each.remark.endswith("left out")), None):
        return f"{told}."
    sheets_ = [each for each in remarks if each.sheet]
    return _none(sheets_) if sheets_ else UNKNOWN


def _none(remarks: list[Remark]) -> str:
    names = ", ".join(f"“{each.sheet[:40]}”" for each in remarks[:5])
    return f"None of its sheets ({names}) has outputs: send a Researchfish download, or our template filled in."
