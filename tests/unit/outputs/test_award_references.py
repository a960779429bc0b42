"""Award numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.outputs.domain.award_references import key, split


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("2017YFC0906500 and 2016YFC1000301", ["2017YFC0906500", "2016YFC1000301"]),
        ("NIHR 206537", ["NIHR 206537"]),
        ("Grant no. 12/34/56; DRF-2009-02-122", ["12/34/56", "DRF-2009-02-122"]),
        ("002/0028, 002/0028", ["002/0028"]),
        ("NIHR123456 & NIHR123457", ["NIHR123456", "NIHR123457"]),
        ("Not Provided", []),
        ("", []),
    ],
)
def test_the_awards_in_one_string_are_told_apart(written, numbers):
    assert split(written) == numbers


@pytest.mark.parametrize("spelt", ["NIHR 206537", "nihr206537", " NIHR206537 ", "NIHR\u00a0206537"])
def test_one_number_in_several_spellings_is_one(spelt):
    assert key(spelt) == key("NIHR206537")


def test_numbers_that_differ_in_their_slashes_are_two():
    assert key("12/34/56") != key("123456")


@given(st.text(max_size=200))
def test_whatever_is_written_never_breaks_it_and_gives_each_award_once(written):
    found = split(written)
    assert len({key(number) for number in found}) == len(found)
