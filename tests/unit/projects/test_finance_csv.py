"""Extracts of finance systems: amounts and days as ledgers write them, columns and codes by a mapping that is data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from services.projects.imports import finance_csv
from services.projects.imports.finance_mapping import mappings, read
from services.projects.vocabulary import headings
from shared.datafile import DataFileError
from shared.imports.records import Row, Unreadable

LEDGER = "Journal No,Line No,Posting Date,Net Amount,Subjective Code,Cost Centre,Accounting Period,Extract Date"


def ledger(*lines: str) -> list[Row]:
    return list(finance_csv.read("\n".join([LEDGER, *lines]).encode()))


def refusals(rows: list[Row]) -> list[tuple[int, str]]:
    return [(refusal.row, refusal.field) for row in rows for refusal in row.refusals]


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("1250.5", "1250.5"),
        ("£1,234,567.89", "1234567.89"),
        ("1,234.50-", "-1234.50"),
        ("(1,234.50)", "-1234.50"),
        ("(£12)", "-12"),
        ("-£12.00", "-12.00"),
        ("£-12.00", "-12.00"),
        ("\N{MINUS SIGN}3.10", "-3.10"),
        ("7.00 CR", "-7.00"),
        ("7.00 DR", "7.00"),
        ("0.00", "0"),
    ],
)
def test_an_amount_is_read_as_ledgers_print_it(text: str, pounds: str) -> None:
    assert finance_csv.amount(text) == Decimal(pounds)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "much",
        "1,23.00",
        "12,34",
        "1.234,56",
        "1.005",
        "1e3",
        "--5",
        "5-5",
        "(5",
        "£",
        "NaN",
        "12 13.5x",
        "\u0661\u0662",
    ],
)
def test_what_could_be_read_in_two_ways_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="Enter an amount"):
        finance_csv.amount(text)


@pytest.mark.parametrize("text", ["31/03/2025", "2025-03-31", "31-Mar-2025", "2025-03-31T10:00:00", "31/03/2025 09:15"])
def test_a_day_is_read_as_ledgers_print_it(text: str) -> None:
    assert finance_csv.day(text) == date(2025, 3, 31)


@pytest.mark.parametrize("text", ["03/31/2025", "31/02/2025", "2025", "31/03/25", "31/03/0025", "9999-12-31", ""])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Enter a day"):
        finance_csv.day(text)


def test_a_line_is_read_by_the_mapping_that_fits_its_columns() -> None:
    (row,) = ledger('J1,2,30/04/2025,"1,200.00",1010,HDRC01,2024/25 P12,02/05/2025')
    line = row.record
    assert (line.source_ref, line.heading, line.partner) == ("J1/2", "staff", "host")
    assert (line.amount, line.posted_on, line.fin_year) == (Decimal(1200), date(2025, 4, 30), "2024/25")
    assert (line.ledger_period, line.extract_on) == ("2024/25 P12", date(2025, 5, 2))
    other = b"Transaction ID;Date;Debit;Credit;Category;Period\nT1;2025-04-30;;12.50;travel;202413\n"
    (row,) = finance_csv.read(other)
    assert (row.record.amount, row.record.heading, row.record.fin_year) == (Decimal("-12.50"), "travel", "2024/25")


def test_a_file_that_no_mapping_fits_is_refused_with_the_columns_that_they_need() -> None:
    with pytest.raises(Unreadable, match=r"ledger-lines: Journal No, Line No.*transactions: Transaction ID"):
        list(finance_csv.read(b"a,b\n1,2\n"))
    with pytest.raises(Unreadable, match="There is no mapping nowhere"):
        list(finance_csv.read(b"a,b\n1,2\n", "nowhere"))
    with pytest.raises(Unreadable, match="names no column Journal No"):
        list(finance_csv.read(b"a,b\n1,2\n", "ledger-lines"))


def test_what_is_wrong_with_a_line_is_said_by_row_and_column_and_the_rest_is_read() -> None:
    rows = ledger(
        "J1,1,30/04/2025,lots,1010,,,",
        "J1,2,30/04/2025,10.00,9999,,,",
        "J1,3,32/04/2025,10.00,1010,,,",
        ",4,30/04/2025,10.00,1010,,,",
        "J1,5,30/04/2025,10.00,1010,,April,",
        "J1,6,30/04/2025,10.00,1010,,,",
    )
    assert refusals(rows) == [
        (2, "Net Amount"),
        (3, "Subjective Code"),
        (4, "Posting Date"),
        (5, "Line No"),
        (6, "Accounting Period"),
    ]
    assert [row.record.source_ref for row in rows if row.record] == ["J1/6"]


def test_a_line_that_stands_twice_is_once_and_one_with_two_contents_is_refused() -> None:
    rows = ledger("J1,1,30/04/2025,10.00,1010,,,", "J1,1,30/04/2025,10.00,1010,,,", "J1,1,30/04/2025,11.00,1010,,,")
    assert [bool(row.record) for row in rows] == [True, True, False]
    assert refusals(rows) == [(4, "Line No")]


def test_a_line_without_debit_and_credit_has_no_amount() -> None:
    (row,) = finance_csv.read(b"Transaction ID,Date,Debit,Credit,Category\nT1,2025-04-30,,,Travel\n")
    assert [refusal.field for refusal in row.refusals] == ["Debit"]


def test_every_heading_of_a_mapping_is_in_the_vocabulary() -> None:
    assert {heading for its in mappings().values() for heading in its.headings.values()} <= headings().keys()


def test_a_mistake_in_a_mapping_is_named_with_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("title: Mine\ncolumns: {source_ref: Id,\n  posted_on: Day, heading: Code}\nheadings: {a: staff}\n")
    with pytest.raises(DataFileError, match=r"mine\.yaml, line 2: columns: name one column for amount"):
        read(file)
