"""Indicators: how values become one, and that no number of people below 5 can be worked out from what is shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.outputs.domain.decisions import EVIDENCE, informed, missing
from services.outputs.domain.indicators import (
    Cell,
    Measured,
    Target,
    define,
    in_force,
    kept,
    measure,
    reached,
    standing,
    together,
)
from shared.broken import Broken

DAY = date(2026, 6, 30)
WHOLE = Cell(None, None)


def test_a_decision_without_a_document_is_sent_to_the_impact_claims() -> None:
    with pytest.raises(Broken, match="make an impact claim instead"):
        informed(DAY, url=None, file_id=None, kinds=["research"], today=DAY)
    informed(DAY, url=None, file_id="0" * 64, kinds=["research"], today=DAY)
    with pytest.raises(Broken, match="has not come yet"):
        informed(date(2026, 7, 1), url="https://example.org", file_id=None, kinds=["research"], today=DAY)
    with pytest.raises(Broken, match="at least one"):
        informed(DAY, url="https://example.org", file_id=None, kinds=[], today=DAY)


def test_the_missing_kinds_of_evidence_are_those_of_the_pie_that_were_not_used() -> None:
    assert missing(["community", "research"]) == ["local_data", "practitioner", "policy", "cost"]
    assert missing(EVIDENCE) == []


def test_a_number_of_people_from_1_to_4_is_not_kept() -> None:
    found = [kept(Decimal(number), counts_people=True) for number in range(6)]
    assert found == [(Decimal(0), None), *[(None, "few")] * 4, (Decimal(5), None)]
    assert kept(Decimal(3), counts_people=False) == (Decimal(3), None)
    assert kept(None, counts_people=True) == (None, "withheld")
    for wrong in ("2.5", "-1"):
        with pytest.raises(Broken, match="whole number"):
            kept(Decimal(wrong), counts_people=True)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4), st.sets(st.integers(0, 3)), st.booleans())
def test_what_may_stand_together_leaves_every_small_number_open(
    cells: list[int], withheld: set[int], hide_whole: bool
) -> None:
    """Whoever sees the table, and knows that a few is 1 to 4, finds more than one number that each few may be."""

    def entry(number: int, hide: bool) -> tuple[Decimal | None, str | None]:
        return kept(None if hide and not 0 < number < 5 else Decimal(number), counts_people=True)

    whole = sum(cells)
    table = {Cell(str(place), None): entry(number, place in withheld) for place, number in enumerate(cells)}
    table[WHOLE] = entry(whole, hide_whole)
    try:
        together(table)
    except Broken:
        return

    def may_be(value: tuple[Decimal | None, str | None]) -> range:
        number, why = value
        return range(int(number), int(number) + 1) if number is not None else range(1, 5) if why == "few" else range(40)

    worlds = [mix for mix in product(*map(may_be, list(table.values())[:-1])) if sum(mix) in may_be(table[WHOLE])]
    assert tuple(cells) in worlds
    for place, value in enumerate(list(table.values())[:-1]):
        assert value[1] != "few" or len({mix[place] for mix in worlds}) > 1
    assert table[WHOLE][1] != "few" or len({sum(mix) for mix in worlds}) > 1


@pytest.mark.parametrize(
    ("cells", "whole"), [([3, 20], 23), ([1, 1, 10], 12), ([4, 4, 10], 18), ([1, 1, 1, 1], 4)], ids=str
)
def test_a_small_number_that_could_be_worked_out_is_refused(cells: list[int], whole: int) -> None:
    table = {Cell(str(n), None): kept(Decimal(number), counts_people=True) for n, number in enumerate(cells)}
    with pytest.raises(Broken, match="could be worked out"):
        together(table | {WHOLE: kept(Decimal(whole), counts_people=True)})
    together(table)  # without the whole nothing can


@pytest.mark.parametrize(
    ("adding", "found"), [("sum", Decimal(65)), ("latest", Decimal(30)), ("cumulative", Decimal(30))]
)
def test_values_become_one_as_declared(adding: str, found: Decimal) -> None:
    values = [Measured(date(2026, 3, 31), Decimal(30)), Measured(date(2025, 3, 31), Decimal(35))]
    assert reached(adding, [*values, Measured(date(2026, 7, 1), Decimal(99))], DAY) == found
    assert reached(adding, [], DAY) is None


def test_a_sum_with_a_part_that_is_not_shown_is_not_shown() -> None:
    values = [Measured(date(2025, 3, 31), None), Measured(date(2026, 3, 31), Decimal(30))]
    assert reached("sum", values, DAY) is None
    assert reached("latest", values, DAY) == Decimal(30)


def test_the_target_in_force_is_the_last_that_has_come() -> None:
    targets = [Target(date(2027, 1, 1), Decimal(9)), Target(date(2025, 1, 1), Decimal(5))]
    assert in_force(targets, DAY) == targets[1]
    assert in_force(targets, date(2024, 1, 1)) is None
    for value, direction, state in (
        ("5", "up", "on_target"),
        ("5", "down", "on_target"),
        ("5.01", "down", "not_reached"),
    ):
        assert standing(Decimal(value), targets[1], direction) == state
    assert standing(None, targets[1], "up") == "not_measured"
    assert standing(Decimal(5), None, "up") == "no_target"


def test_targets_and_values_that_make_no_sense_are_refused() -> None:
    twice = [Target(DAY, Decimal(1)), Target(DAY, Decimal(2))]
    with pytest.raises(Broken, match="same day"):
        define(twice, None, None)
    with pytest.raises(Broken, match="baseline and its day"):
        define([], Decimal(1), None)
    with pytest.raises(Broken, match="after the day of the baseline"):
        define([Target(DAY, Decimal(1))], Decimal(1), DAY)
    with pytest.raises(Broken, match="not come yet"):
        measure(Decimal(1), withheld=False, on=date(2026, 7, 1), period_from=None, today=DAY)
    with pytest.raises(Broken, match="before it begins"):
        measure(Decimal(1), withheld=False, on=DAY, period_from=date(2026, 7, 1), today=DAY)
    with pytest.raises(Broken, match="withheld"):
        measure(None, withheld=False, on=DAY, period_from=None, today=DAY)
