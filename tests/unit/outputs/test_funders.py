"""NIHR is told by name and id together, and an award by its number however a publisher writes it."""

from __future__ import annotations

import pytest

from services.outputs.domain.funders import names_award, told

NIHR = "10.13039/501100000272"


@pytest.mark.parametrize(
    ("name", "funder_id", "is_"),
    [
        ("National Institute for Health and Care Research", NIHR, "nihr"),
        ("National Institute for Health Research", None, "nihr"),
        ("NIHR Public Health Research Programme", "10.13039/501100001921", "nihr"),
        (None, f"https://doi.org/{NIHR}", "nihr"),
        ("Public Health Research Programme", NIHR, "nihr"),
        ("NIHR", "https://ror.org/0187kwz08", "nihr"),
        (None, "https://ror.org/0187kwz08/", "nihr"),
        ("Medical Research Council", NIHR, "doubtful"),  # as a public policy table has it
        ("Medical Research Council", "10.13039/501100000265", "other"),
        ("National Institutes of Health", None, "other"),
        ("Department of Health and Social Care", None, "other"),
        (None, None, "other"),
    ],
)
def test_nihr_is_told_by_name_and_id_together(name: str | None, funder_id: str | None, is_: str) -> None:
    assert told(name, funder_id) == is_


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("NIHR206537", "NIHR206537"),
        ("NIHR 206537", "NIHR206537"),
        ("nihr206537", "NIHR206537"),
        ("17/44/48", "17/44/48"),
        ("PHR Project: 17/44/48", "17/44/48"),
        ("NIHR PHR (17/44/48)", "17/44/48"),
        ("HTA12/34/56", "12/34/56"),
        ("12 / 34 / 56", "12/34/56"),
        ("002/0028", "002/0028"),
        ("DRF\u20132009\u201302\u2013122", "DRF-2009-02-122"),
    ],
)
def test_an_award_is_named_in_every_shape(written: str, known: str) -> None:
    assert names_award(written, known)


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("NIHR2065371", "NIHR206537"),
        ("117/44/48", "17/44/48"),
        ("17/44/481", "17/44/48"),
        ("17/44/48/2", "17/44/48"),
        ("XNIHR206537", "NIHR206537"),
        ("DRF-2009-02-122-1", "DRF-2009-02-122"),
        ("", "NIHR206537"),
        ("NIHR206537", ""),
    ],
)
def test_a_longer_number_is_another_award(written: str, known: str) -> None:
    assert not names_award(written, known)
