"""Award ids are understood in every shape, and kept as they were written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projects.domain.references import AwardReference

SHAPES = {
    "NIHR131015": "NIHR131015",
    "NIHR 206537": "NIHR206537",
    "nihr-206537": "NIHR206537",
    "NIHR\u00a0206537": "NIHR206537",
    "08/13/38": "08/13/38",
    "12/167/102": "12/167/102",
    "06/404/50": "06/404/50",
    "17/147/49": "17/147/49",
    "002/0028": "002/0028",
    " drf-2009-02-122 ": "DRF-2009-02-122",
    "DRF\u20132009\u201302\u2013122": "DRF-2009-02-122",
    "SAMPLE-HDRC-LPL": "SAMPLE-HDRC-LPL",
}


@pytest.mark.parametrize(("written", "normal"), SHAPES.items())
def test_every_shape_in_use_is_understood_and_kept_as_written(written: str, normal: str) -> None:
    parsed = AwardReference.parse(written)
    assert (parsed.normal, parsed.written) == (normal, written.strip())


@pytest.mark.parametrize("written", ["", "hello", "NIHR12345", "12/34/56/78", "2026-01", "NIHR131015 and 17/32/04"])
def test_what_is_no_award_id_is_refused_in_words(written: str) -> None:
    with pytest.raises(ValueError, match="no form of an award id"):
        AwardReference.parse(written)


def test_two_awards_in_one_text_are_two() -> None:
    found = AwardReference.find_all("Funded by the NIHR (Ref: NIHR 206537 and 17/32/04), and DRF-2009-02-122.")
    assert [reference.normal for reference in found] == ["NIHR206537", "17/32/04", "DRF-2009-02-122"]


def test_an_award_named_twice_is_one() -> None:
    assert len(AwardReference.find_all("NIHR131015; nihr 131015")) == 1


def test_days_addresses_and_hyphened_words_are_no_awards() -> None:
    text = "On 12/11/2024 and 2024-11-12, state-of-the-art work, https://example.org/12/34/56"
    assert AwardReference.find_all(text) == []


@given(st.sampled_from(sorted(SHAPES.values())), st.text(alphabet=" \t\n\u00a0.,;()", max_size=3))
def test_normalising_twice_changes_nothing_and_marks_around_it_do_not_hide_it(normal: str, around: str) -> None:
    assert AwardReference.parse(normal).normal == normal
    if any(c.isdigit() for c in normal):
        assert [r.normal for r in AwardReference.find_all(f"{around}{normal}{around}")] == [normal]
