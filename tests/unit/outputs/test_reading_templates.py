"""Our own tables: the template of every type, filled in, is read again; mistakes are named by row and heading."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from workbooks import delimited, workbook

from services.outputs.domain import states
from services.outputs.importers import reading, template_files
from services.outputs.importers.template_columns import GUIDE, columns, sheet_name, types
from services.outputs.importers.work import Found, Refused, Remark, Unreadable, Work
from shared.calls import outputs as calls

#: something that each kind of field takes
WRITTEN: dict[str, Any] = {
    "text": "Some text", "words": "In words", "yes_no": "Yes", "number": "1.5", "amount": "12500.00", "people": "12",
    "person": "person-1", "id": "id-1", "year": "2024", "year_or_before": "Pre-2006", "active_or_year": "Still Active",
    "years": "2023, 2024", "month_unknown": "0",
}  # fmt: skip


def read(**cells: Any) -> Found:
    """One row of a table with these headings (`_` for a space)."""
    given = {"Type": "Publication", "Title": "Homes"} | {name.replace("_", " "): value for name, value in cells.items()}
    (found,) = [
        each for each in reading.works(delimited([list(given), list(given.values())])) if not isinstance(each, Remark)
    ]
    return found


def work(**cells: Any) -> Work:
    found = read(**cells)
    assert isinstance(found, Work), found
    return found


def refused(**cells: Any) -> tuple[str, str]:
    found = read(**cells)
    assert isinstance(found, Refused), found
    assert found.row == 2
    return found.field, found.message


@pytest.mark.parametrize("type_", types())
@pytest.mark.parametrize("format_", template_files.FORMATS)
def test_the_template_of_every_type_is_read_again_when_every_column_is_filled_in(type_: str, format_: str) -> None:
    its, kind = columns(type_), types()[type_]
    filled: dict[str, Any] = {"title": "Homes", "state": "public", "published_on": "15/03/2024", "doi": "10.1234/a",
                              "authors": "Other, Ann; The Group", "award_numbers": "NIHR200001; 12/34/56",
                              "reference": "R1", "themes": "housing", "project_ids": "p1", "url": "https://x.org/a",
                              "pmid": "12345", "pmcid": "PMC12345", "isbn": "9780306406157",
                              "issn": "1932-6203"}  # fmt: skip
    row = []
    for column in its:
        if column.key == "type":
            row.append(kind.label)
        elif column.choices and not (column.own and kind.fields[column.key].kind == "yes_no"):
            several = column.own and kind.fields[column.key].kind == "choices"
            row.append(", ".join(column.choices) if several else filled.get(column.key, column.choices[0]))
        elif column.own:
            row.append(WRITTEN[kind.fields[column.key].kind])
        else:
            row.append(filled.get(column.key, "" if column.key in ("planned_on", "embargoed_until") else "1"))
    found = reading.works(_filled(template_files.made(type_, format_), [column.label for column in its], row, format_))
    (one,) = list(found)
    assert isinstance(one, Work), one
    assert (one.type, one.title, str(one.published), one.keys) == (type_, "Homes", "2024-03-15", ("reference:R1",))
    assert one.attributed == ("NIHR200001", "12/34/56")
    assert set(kind.fields) - {name for name, each in kind.fields.items() if each.legacy} <= set(one.details)


def _filled(template: bytes, headings: list[str], row: list[Any], format_: str) -> bytes:
    """The template with one row filled in, as a person saves it."""
    if format_ == "csv":
        first, second = csv.reader(io.StringIO(template.decode("utf-8-sig")))
        assert first == headings and second[1:] == [""] * (len(headings) - 1)
        return delimited([first, row])
    book = openpyxl.load_workbook(io.BytesIO(template))
    assert book.sheetnames[1] == GUIDE
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == headings
    for place, value in enumerate(row, start=1):
        sheet.cell(2, place).value = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("type_", types())
@pytest.mark.parametrize("format_", template_files.FORMATS)
def test_a_template_has_no_formula_no_record_and_always_the_same_bytes(type_: str, format_: str) -> None:
    made = template_files.made(type_, format_)
    assert made == template_files.made(type_, format_)
    if format_ == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(made))
        assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
        assert book["Lists"].sheet_state == "hidden"
    with pytest.raises(Unreadable, match="headings and no rows"):
        list(reading.works(made))


def test_a_type_is_named_in_the_row_by_the_sheet_or_by_the_row_above() -> None:
    label = types()["engagement_activity"].label
    sheet = workbook({sheet_name(label): [["Title", "Date of publication"], ["A talk", "2024"]]})
    (found,) = reading.works(sheet)
    assert isinstance(found, Work) and (found.type, str(found.published)) == ("engagement_activity", "2024")
    rows = [["Type", "Title"], ["media_activity", "First"], ["", "Second"], ["Spin-out", "Third"]]
    assert [each.type for each in reading.works(delimited(rows)) if isinstance(each, Work)] == [
        "media_activity", "media_activity", "spin_out",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "field", "says"),
    [
        ({"Type": "Poem"}, "Type", "“Poem” is none of them"),
        ({"Type": "other"}, "Type", "Choose one of"),
        ({"Title": "", "Volume": "3"}, "Title", "no title and no DOI"),
        ({"DOI": "see-journal"}, "DOI", "is not a DOI"),
        ({"Kind": "Poem"}, "Kind", "“Poem” is none of them"),
        ({"Date_of_publication": "soon"}, "Date of publication", "is not a date"),
        ({"Date_of_publication": "31/02/2024"}, "Date of publication", "is no date in the calendar"),
        ({"Date_of_publication": "45352"}, "Date of publication", "is not a date"),
        ({"State": "public"}, "Date of publication", "has a date of publication"),
        ({"State": "accepted", "Date_of_publication": "2024"}, "Date of publication", "give the planned date"),
        ({"State": "embargoed"}, "Embargoed until", "last day of the embargo"),
        ({"State": "done"}, "State", "“done” is none of them"),
        ({"Web_address": "javascript:alert(1)"}, "Web address", "not a web address"),
        ({"Title": "=HYPERLINK(1)"}, "Title", "This is a formula"),
        ({"Your_reference": "6.14E+17"}, "Your reference", "made a number of it"),
        ({"Projects": "one two"}, "Projects", "it has no spaces"),
        ({"Type": "Further funding", "Amount_of_the_whole_award": "lots"},
         "Amount of the whole award", "not a number"),
        ({"Type": "Further funding", "Main_audience": "The public"}, "Main audience", "has no such field"),
        ({"Type": "Award or recognition", "Authors": "Other, Ann"}, "Authors", "told without names"),
        ({"Type": "Engagement activity", "People_reached": "about 30"}, "People reached", "is not a number of people"),
    ],
)  # fmt: skip
def test_every_mistake_is_named_by_row_and_heading_and_says_how_to_mend_it(
    cells: dict[str, Any], field: str, says: str
) -> None:
    named, message = refused(**cells)
    assert (named, says in message) == (field, True), (named, message)


def test_a_heading_that_no_type_has_is_said_and_one_that_stands_twice_is_refused() -> None:
    rows = [["Type", "Title", "Mood"], ["Publication", "Homes", "good"]]
    first, second = reading.works(delimited(rows))
    assert isinstance(first, Work)
    assert isinstance(second, Remark) and "“Mood”" in second.remark
    (twice,) = reading.works(delimited([["Type", "Title", "Title"], ["Publication", "Homes", "x"]]))
    assert isinstance(twice, Refused) and (twice.row, twice.field) == (1, "title")


def test_a_row_with_a_misplaced_comma_is_refused_and_the_others_are_taken() -> None:
    content = b"Type,Title,DOI\nPublication,Homes, and health,10.1234/a\nPublication,Care,10.1234/b\n"
    first, second = reading.works(content)
    assert isinstance(first, Refused) and "more cells than there are headings" in first.message
    assert isinstance(second, Work) and second.title == "Care"


def test_planned_and_embargoed_outputs_keep_their_dates() -> None:
    planned = work(Planned_date="2027-05")
    assert (planned.more["state"], str(planned.planned), planned.published) == ("planned", "2027-05", None)
    kept = work(State="embargoed", Embargoed_until="01/06/2027")
    assert (kept.more["state"], kept.more["embargoed_until"]) == ("embargoed", "2027-06-01")


def test_the_states_of_a_table_are_those_of_requests() -> None:
    assert states.STATES == calls.STATES
