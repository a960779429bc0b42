"""A list of places as CSV: what is read, and what is refused, by row and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.projects.imports.places_csv import read
from shared.imports.records import Unreadable

HEADER = "Code;Name;Kind;Boundary set;Parent code;Deprivation decile;Deprivation index;Deprivation year;Population\n"


def rows(*lines: str) -> list[object]:
    return list(read((HEADER + "\n".join(lines)).encode()))


def test_a_row_is_a_place_with_what_is_known_of_it() -> None:
    (row,) = rows("E01;Old  Town;LSOA;2021;N1;3;IMD;2025;1,650")
    assert row.record == {  # type: ignore[attr-defined]
        "code": "E01",
        "title": "Old Town",
        "kind": "lsoa",
        "boundary_set": "2021",
        "parent_code": "N1",
        "deprivation_decile": 3,
        "deprivation_index": "IMD",
        "deprivation_year": 2025,
        "population": 1650,
    }


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (";Old Town;ward;2021;;;;;", "Code"),
        ("E01;;ward;2021;;;;;", "Name"),
        ("E0\u200b1;Old Town;ward;2021;;;;;", "Code"),
        ("E01;Old Town;village;2021;;;;;", "Kind"),
        ("E01;Old Town;ward;;;;;;", "Boundary set"),
        ("E01;Old Town;ward;2021;E01;;;;", "parent_code"),
        ("E01;Old Town;ward;2021;;eleven;IMD;2025;", "Deprivation decile"),
        ("E01;Old Town;ward;2021;;11;IMD;2025;", "deprivation_decile"),
        ("E01;Old Town;ward;2021;;3;;2025;", "deprivation_index"),
        ("E01;Old Town;ward;2021;;3;IMD;;", "deprivation_year"),
        ("E01;Old Town;ward;2021;;;;;-5", "Population"),
    ],
)
def test_a_bad_cell_refuses_its_row_at_its_column(line: str, field: str) -> None:
    good, bad = rows("E00;Fine;ward;2021;;;;;", line)
    assert good.record["code"] == "E00"  # type: ignore[attr-defined]
    assert bad.record is None  # type: ignore[attr-defined]
    (refusal,) = bad.refusals  # type: ignore[attr-defined]
    assert (refusal.row, refusal.field.casefold().replace("_", " ")) == (3, field.casefold().replace("_", " "))


def test_a_code_that_is_there_twice_is_refused_the_second_time() -> None:
    _, again, other_set = rows("E01;A;ward;2021;;;;;", "E01;B;ward;2021;;;;;", "E01;A;ward;2024;;;;;")
    assert "row 2" in again.refusals[0].message  # type: ignore[attr-defined]
    assert other_set.record  # type: ignore[attr-defined]


def test_another_file_is_refused_whole() -> None:
    with pytest.raises(Unreadable, match="list of places"):
        list(read(b"a,b\n1,2\n"))


def test_the_sample_list_has_ten_neighbourhoods_that_say_that_they_are_invented() -> None:
    found = list(read((Path(__file__).parents[3] / "sample" / "places.csv").read_bytes()))
    assert len(found) == 10
    for row in found:
        assert row.record["kind"] == "neighbourhood"
        assert row.record["code"].startswith("SAMPLE-")
        assert "sample" in row.record["title"]
