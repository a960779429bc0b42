"""NIHR Open Data as it really comes: joint holders, absent iDs, newlines in quotes, a stray space, curly quotes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.projects.imports import nihr_csv
from shared.imports.records import Row, Unreadable

HEADER = (
    "Project_ID,Project_Title,Funding_and_Awards_Link,Project_Status,Programme,Award_Amount,Start_Date,End_Date,"
    "Scientific_Abstract,Organisation_Type,Contracted_Organisation,Award_Holder_Name,ORCiD,HRCS _Health_Category"
)
GOOD = {
    "id": "NIHR131015",
    "title": '"A  trial\nof “housing”"',
    "link": "https://fundingawards.nihr.ac.uk/award/NIHR131015",
    "status": "Active",
    "programme": "Public Health Research",
    "amount": "279362.7808",
    "start": "2021-08-01",
    "end": "2026-06-30",
    "abstract": '"Line one\n\nline, two; with ""quotes"""',
    "type": "Academic",
    "organisation": "The Queen’s\u00a0University",
    "holders": "Professor Ann Example/Dr Bob Sample",
    "orcid": "0000-0002-1825-0097/Not Provided",
    "hrcs": "",
}


def file(*rows: dict[str, str], header: str = HEADER) -> bytes:
    lines = [",".join((GOOD | row).values()) for row in rows]
    return "\r\n".join([header, *lines, ""]).encode()


def read(*rows: dict[str, str]) -> list[Row]:
    return list(nihr_csv.read(file(*rows)))


def award(**changes: str) -> nihr_csv.Award:
    (row,) = read(changes)
    assert row.refusals == ()
    found: nihr_csv.Award = row.record
    return found


def test_a_row_gives_an_award_with_its_text_on_one_line_and_its_money_exact() -> None:
    found = award()
    assert found.reference.normal == "NIHR131015"
    assert found.title == "A trial of “housing”"
    assert found.amount == Decimal("279362.7808")
    assert found.organisation == "The Queen’s University"
    assert (str(found.starts_on), str(found.ends_on)) == ("2021-08-01", "2026-06-30")


def test_joint_holders_are_separate_people_and_not_provided_is_no_orcid() -> None:
    assert [(holder.name, holder.orcid) for holder in award().holders] == [
        ("Professor Ann Example", "0000-0002-1825-0097"),
        ("Dr Bob Sample", None),
    ]


def test_one_not_provided_stands_for_all_holders() -> None:
    assert [holder.orcid for holder in award(orcid="Not Provided").holders] == [None, None]


def test_a_holder_is_the_same_with_another_title_or_another_shape_of_quote() -> None:
    first = award(holders="Dr Pat O’Neill", orcid="Not Provided").holders[0]
    again = award(holders="Professor Sir  Pat O'Neill", orcid="Not Provided").holders[0]
    elsewhere = award(holders="Dr Pat O’Neill", orcid="Not Provided", organisation="Elsewhere").holders[0]
    assert first.key == again.key != elsewhere.key
    assert "neill" not in first.key.casefold()  # the key leaves this service, a name must not


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ({"id": "no award"}, "Project_ID"),
        ({"title": ""}, "Project_Title"),
        ({"amount": "lots"}, "Award_Amount"),
        ({"amount": "1.23456"}, "Award_Amount"),
        ({"amount": "-5"}, "Award_Amount"),
        ({"start": ""}, "Start_Date"),
        ({"start": "2021-02-30"}, "Start_Date"),
        ({"end": "soon"}, "End_Date"),
        ({"end": "2020-01-01"}, "End_Date"),
        ({"orcid": "0000-0002-1825-0098/Not Provided"}, "ORCiD"),
        ({"orcid": "0000-0002-1825-0097/Not Provided/Not Provided"}, "ORCiD"),
        ({"orcid": "8888-8888-8888-8880/Not Provided"}, "ORCiD"),
        ({"holders": "Ann Example/"}, "Award_Holder_Name"),
        ({"link": "fundingawards"}, "Funding_and_Awards_Link"),
        ({"organisation": "long " * 100}, "Contracted_Organisation"),
        ({"holders": "long " * 100, "orcid": ""}, "Award_Holder_Name"),
        ({"hrcs": "a,b"}, ""),
    ],
)
def test_one_broken_cell_refuses_its_row_by_the_files_own_name_of_the_field(broken: dict[str, str], field: str) -> None:
    bad, good = read({"id": "17/32/04"} | broken, {})
    assert [(refusal.row, refusal.field) for refusal in bad.refusals] == [(2, field)]
    assert good.number == 3
    assert good.refusals == ()


def test_a_refusal_does_not_repeat_the_cell() -> None:
    (row,) = read({"orcid": "0000-0002-1825-0098/secret"})
    assert all("secret" not in refusal.message and "0098" not in refusal.message for refusal in row.refusals)


@pytest.mark.parametrize("start", ["2021-08-01T00:00:00+00:00", "01/08/2021"])
def test_other_ways_to_write_a_day_are_understood(start: str) -> None:
    assert str(award(start=start).starts_on) == "2021-08-01"


def test_the_same_award_twice_with_other_content_is_refused_at_the_second() -> None:
    first, second = read({}, {"amount": "1"})
    assert first.refusals == ()
    assert "row 2" in second.refusals[0].message


def test_content_that_differs_has_another_fingerprint_and_layout_does_not_count() -> None:
    assert award().sha256 == award(title="A trial of “housing”").sha256 != award(amount="1").sha256


def test_the_apis_export_with_semicolons_and_small_letters_is_read_too() -> None:
    header = HEADER.lower().replace("award_amount", "award_amount_from_dh").replace(",", ";")
    row = ";".join((GOOD | {"abstract": "none"}).values())
    (found,) = nihr_csv.read(f"\ufeff{header}\n{row}\n".encode())
    assert found.record.reference.normal == "NIHR131015"
    assert found.record.amount == Decimal("279362.7808")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a,b,c\n1,2,3\n", "names no column Project_ID"),
        (b"PK\x03\x04 a workbook", "workbook"),
        (b"\x00\x01\x02", "binary"),
        (file({}).decode().encode("utf-16"), "UTF-16"),
        (file({}).decode().encode("cp1252"), "not in UTF-8: line 3"),
        (file({}) + b'NIHR206537,"cut off', "breaks off inside a quoted text"),
        (b"x" * 50_000_000, "names no column"),
        (HEADER.encode() + b'\n"' + b"x\n" * 25_000_000, "cannot be read as CSV"),
    ],
    ids=["other columns", "workbook", "binary", "utf-16", "cp1252", "cut off", "50 MB line", "50 MB cell"],
)
def test_what_is_no_list_of_awards_is_refused_in_one_sentence_that_says_what_it_is(
    content: bytes, sentence: str
) -> None:
    with pytest.raises(Unreadable, match=sentence):
        list(nihr_csv.read(content))
