"""What is kept of exact numbers of people: every small profile is tried by a reader who knows how many there were."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.outputs.commands.inclusion import shown_of
from services.outputs.vocabulary import involving

NAMES = ("female", "male", "prefer_not_to_say", "not_asked")
#: cells beyond it are cut off by what is tried, so only smaller totals are judged
MOST = 17


def test_whatever_is_not_kept_could_be_at_least_two_numbers_whoever_knows_the_total_from_elsewhere() -> None:
    """The same people described themselves by other characteristics too, whose profiles may show how many they are."""
    possible: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for numbers in product(range(MOST), repeat=len(NAMES)):
        if (total := sum(numbers)) < MOST:
            found = shown_of(dict(zip(NAMES, numbers, strict=True)))
            known = total if total >= 5 else "fewer than 5"
            possible[f"{found} {known}"].append(numbers)
    judged = 0
    for output, tables in possible.items():
        for place in range(len(NAMES)):
            values = {table[place] for table in tables}
            if any(0 < value < 5 for value in values):
                judged += 1
                assert len(values) > 1, (output, NAMES[place], tables[:3])
    assert judged > 100


@given(st.lists(st.integers(0, 400), min_size=4, max_size=4))
def test_no_small_number_is_ever_kept_and_what_is_kept_is_true(numbers: list[int]) -> None:
    exact = dict(zip(NAMES, numbers, strict=True))
    kept = shown_of(exact)
    cells = {**(kept["counts"] or {}), **{name: kept[name] for name in NAMES[2:] if kept[name] is not None}}
    for name, number in {**cells, "total": kept["total"]}.items():
        assert number in ("fewer than 5", "not shown", (exact | {"total": sum(numbers)})[name])
        assert not (isinstance(number, int) and 0 < number < 5)
    assert all(0 < exact[name] < 5 for name, number in cells.items() if number == "fewer than 5")


@pytest.mark.parametrize("key", involving.characteristics())
def test_every_characteristic_has_at_least_two_categories_and_none_that_is_a_word_of_the_profile(key: str) -> None:
    """With fewer cells than four, a table that is kept without cells could be worked out."""
    categories = involving.characteristics()[key].categories
    assert len(categories) > 1
    assert not {"prefer_not_to_say", "not_asked", "total"} & set(categories)


def test_the_six_standards_are_those_of_the_uk() -> None:
    assert list(involving.words().standards) == [
        "inclusive_opportunities",
        "working_together",
        "support_and_learning",
        "communications",
        "impact",
        "governance",
    ]
