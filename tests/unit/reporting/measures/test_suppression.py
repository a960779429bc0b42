"""Small numbers of people: no hidden cell can be had from what is published. Every small table is tried."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.measures.period import Period
from services.reporting.measures.suppression import HELD, Shown, Tally, apart, beside, publish, stretches, value
from services.reporting.measures.value import Hidden, Line, State, Value

NAMES = "abcd"
FEW, WITHHELD = Hidden.FEW, Hidden.WITHHELD


def tally(*numbers: int, entries: tuple[int, ...] = ()) -> Tally:
    cells = dict(zip(NAMES, numbers, strict=False))
    return Tally(sum(numbers), cells, dict(zip(NAMES, entries, strict=False)))


def published(shown: Shown) -> tuple[object, ...]:
    """All that a reader gets."""
    return shown.total, None if shown.cells is None else tuple(sorted(shown.cells.items())), shown.note


@pytest.mark.parametrize(("cells", "highest"), [(1, 40), (2, 24), (3, 13), (4, 8)])
@pytest.mark.parametrize("recorded", [1, 2, 3, 4])
def test_whatever_is_hidden_could_be_at_least_two_numbers(cells: int, highest: int, recorded: int) -> None:
    """A reader who knows these rules, and the facts that each cell was recorded in, tries every table there can be."""
    entries = (recorded, 1, 2, 1)[:cells]
    ranges = [[0, *range(least, highest + 1)] for least in entries]
    by_output: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for numbers in product(*ranges):
        # of a cell that is empty no fact is seen, so tables with different empty cells are told apart
        seen = tuple(number > 0 for number in numbers)
        shown = publish(tally(*numbers, entries=tuple(e if n else 0 for e, n in zip(entries, numbers, strict=True))))
        by_output[published(shown), seen].append(numbers)
    checked = 0
    for (output, seen), tables in by_output.items():
        total, lines, _ = output  # type: ignore[misc]
        # tables beyond the edge of this trial would give the same output: then these are not all of them
        all_tried = max(map(max, tables)) < highest
        hidden = [n for n, (_, number) in enumerate(lines) if isinstance(number, Hidden)] if lines else []
        if lines is None or (not lines and isinstance(total, Hidden)):
            hidden = [n for n in range(cells) if seen[n]]
        for place in hidden:
            assert len({numbers[place] for numbers in tables}) > 1 or not all_tried, (output, tables)
            checked += all_tried
        if isinstance(total, Hidden) and all_tried:
            assert len({sum(numbers) for numbers in tables}) > 1, (output, tables)
    assert checked


@given(st.lists(st.integers(0, 60), min_size=1, max_size=4))
def test_no_number_from_one_to_four_is_ever_published(numbers: list[int]) -> None:
    shown = publish(tally(*numbers))
    for number in (shown.total, *(shown.cells or {}).values()):
        assert isinstance(number, Hidden) or number == 0 or number >= 5


@given(st.lists(st.integers(0, 60), min_size=2, max_size=4))
def test_one_small_cell_never_stands_alone_among_numbers_that_add_up(numbers: list[int]) -> None:
    shown = publish(tally(*numbers))
    hidden = [n for n in (shown.cells or {}).values() if isinstance(n, Hidden)]
    assert len(hidden) != 1


def test_the_second_smallest_goes_with_the_smallest() -> None:
    assert publish(tally(3, 40, 12, 0)) == Shown(55, {"a": FEW, "b": 40, "c": WITHHELD, "d": 0})


def test_two_small_ones_hide_each_other() -> None:
    assert publish(tally(3, 2, 12)) == Shown(17, {"a": FEW, "b": FEW, "c": 12})


@pytest.mark.parametrize("numbers", [(4, 4), (1, 1, 1, 9), (1, 5), (2, 5, 5)])
def test_where_that_would_give_them_away_nothing_is_shown(numbers: tuple[int, ...]) -> None:
    assert publish(tally(*numbers)) == Shown(WITHHELD, None)


def test_of_fewer_than_five_in_all_not_even_the_lines_are_shown() -> None:
    assert publish(tally(1, 2)) == Shown(FEW, {})
    assert publish(tally(0, 0)) == Shown(0, {})
    assert publish(tally(2, 2, entries=(2, 2))) == Shown(WITHHELD, None)  # four facts say four people


@pytest.mark.parametrize(("cells", "highest"), [(1, 30), (2, 16), (3, 12)])
@pytest.mark.parametrize("recorded", [4, 5, 6, 7])
def test_no_fact_behind_a_number_is_known_to_be_of_one_person(cells: int, highest: int, recorded: int) -> None:
    """Eight people in eight facts are one in each. So whatever is shown could be of more people than facts."""
    entries = (recorded, 1, 2)[:cells]
    by_output: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for numbers in product(*(range(least, highest + 1) for least in entries)):
        by_output[published(publish(tally(*numbers, entries=entries)))].append(numbers)
    for output, tables in by_output.items():
        assert any(numbers[0] > recorded for numbers in tables), (output, tables)


def test_cells_that_do_not_add_up_are_refused_for_they_would_hide_nothing() -> None:
    with pytest.raises(ValueError, match="add up"):
        Tally(10, {"a": 3})


@pytest.mark.parametrize("now", [(12, 41), (9, 40), (10, 44)])
def test_a_change_by_fewer_than_five_leaves_what_was_reported(now: tuple[int, int]) -> None:
    before = publish(tally(10, 40))
    assert beside(publish(tally(*now)), before) == Shown(50, {"a": 10, "b": 40}, HELD)


def test_a_change_by_more_is_shown() -> None:
    assert beside(publish(tally(10, 46)), publish(tally(10, 40))) == publish(tally(10, 46))


def test_what_was_hidden_then_is_not_had_from_what_is_shown_now() -> None:
    before = publish(tally(3, 40))
    assert beside(publish(tally(9, 40)), before) == Shown(49, None)
    assert beside(publish(tally(3, 50)), before) == publish(tally(3, 50))


tables = st.lists(st.integers(0, 30), min_size=2, max_size=3)


@given(tables, tables)
@settings(max_examples=400)
def test_two_reports_of_one_period_never_differ_by_one_to_four(first: list[int], second: list[int]) -> None:
    before = publish(tally(*first))
    now = beside(publish(tally(*second)), before)
    pairs = [(now.total, before.total)]
    if now.cells is not None and before.cells is not None:
        pairs += [
            (now.cells.get(name, 0), before.cells.get(name, 0)) for name in now.cells.keys() | before.cells.keys()
        ]
    for one, other in pairs:
        if not isinstance(one, Hidden) and not isinstance(other, Hidden):
            assert not 0 < abs(one - other) < 5


def test_the_figure_holds_no_number_that_is_not_shown() -> None:
    found = value(publish(tally(3, 40, 12)), title="By study", naming="study")
    assert found.amount == 55
    assert found.breakdowns[0].lines == (Line("a", None, FEW), Line("b", 40), Line("c", None, WITHHELD))
    few = value(publish(tally(1, 2)), title="By study", naming="study")
    assert (few.amount, few.state, few.hidden, few.breakdowns) == (None, State.SUPPRESSED, FEW, ())


def test_a_value_or_a_line_is_hidden_exactly_when_it_has_no_number() -> None:
    with pytest.raises(ValueError, match="hidden"):
        Value(None, State.SUPPRESSED)
    with pytest.raises(ValueError, match="hidden"):
        Value(3, hidden=FEW)
    with pytest.raises(ValueError, match="line"):
        Line("a", 3, FEW)
    with pytest.raises(ValueError, match="line"):
        Line("a", None)


halves = st.lists(st.integers(0, 30), min_size=2, max_size=2)


@given(halves, halves)
def test_a_year_and_one_of_its_halves_never_leave_one_to_four(first: list[int], second: list[int]) -> None:
    """The first half was reported, then the year: what is left is the second half, of which few are not to be seen."""
    half, rest = tally(*first), tally(*second)
    whole = [one + other for one, other in zip(first, second, strict=True)]
    before = publish(half)
    now = apart(publish(tally(*whole)), [(one.total, one.cells) for one in (half, rest)])
    pairs = [(now.total, before.total)]
    if now.cells and before.cells:
        pairs += [(now.cells[name], before.cells[name]) for name in now.cells]
    for year, part in pairs:
        if not isinstance(year, Hidden) and not isinstance(part, Hidden):
            assert not 0 < year - part < 5


def test_days_are_cut_wherever_a_period_begins_or_ends() -> None:
    def days(first: tuple[int, int], last: tuple[int, int]) -> Period:
        return Period(date(2026, *first), date(2026, *last))

    year, spring, autumn = days((1, 1), (12, 31)), days((3, 1), (5, 31)), days((9, 1), (11, 30))
    cut = [days((1, 1), (2, 28)), spring, days((6, 1), (8, 31)), autumn, days((12, 1), (12, 31))]
    assert stretches([year, autumn, spring]) == cut
    assert stretches([spring, autumn]) == [spring, autumn]
