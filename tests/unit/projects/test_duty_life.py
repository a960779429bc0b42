"""What the calendar brings a duty, and what may be done with it. Days are counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projects.domain import duties as life
from services.projects.domain.duties import (
    DUE_SOON,
    FELL_DUE,
    OVERDUE,
    STATES,
    Duty,
    occurrences_due,
    state,
    watch_from,
)
from shared.broken import Broken

DUE = date(2026, 7, 30)
DUTY = Duty(arose_on=date(2024, 1, 1), due_on=DUE, due_soon_days=(28, 14))
FAR = date(2030, 1, 1)


def brought(duty: Duty, by: date = FAR) -> list[tuple[str, str]]:
    return [(one.what, one.on.isoformat()) for one in occurrences_due(duty, by, ())]


def test_a_duty_that_nobody_meets_is_due_soon_twice_falls_due_and_is_overdue() -> None:
    assert brought(DUTY) == [
        (DUE_SOON, "2026-07-02"),
        (DUE_SOON, "2026-07-16"),
        (FELL_DUE, "2026-07-30"),
        (OVERDUE, "2026-07-31"),
    ]
    assert [one.days_left for one in occurrences_due(DUTY, FAR, ())][:2] == [28, 14]


@pytest.mark.parametrize(
    ("changes", "gone"),
    [
        ({"met_on": date(2026, 7, 1)}, {"2026-07-02", "2026-07-16", "2026-07-31"}),
        ({"met_on": date(2026, 7, 10)}, {"2026-07-16", "2026-07-31"}),
        ({"met_on": DUE}, {"2026-07-31"}),
        ({"met_on": date(2026, 7, 31)}, set()),
        ({"withdrawn_on": date(2026, 1, 1)}, {"2026-07-02", "2026-07-16", "2026-07-30", "2026-07-31"}),
    ],
)
def test_what_was_met_in_time_is_not_overdue_but_its_day_comes_all_the_same(
    changes: dict[str, Any], gone: set[str]
) -> None:
    left = {on for _, on in brought(replace(DUTY, **changes))}
    assert left == {"2026-07-02", "2026-07-16", "2026-07-30", "2026-07-31"} - gone


def test_while_a_waiver_holds_nobody_is_reminded_and_when_it_ends_the_duty_is_overdue() -> None:
    waived = replace(DUTY, waived_on=date(2026, 7, 10), waived_until=date(2026, 9, 30))
    assert brought(waived) == [(DUE_SOON, "2026-07-02"), (FELL_DUE, "2026-07-30"), (OVERDUE, "2026-10-01")]
    assert brought(replace(waived, met_on=date(2026, 9, 30)))[-1] == (FELL_DUE, "2026-07-30")
    before = replace(DUTY, waived_on=date(2026, 7, 10), waived_until=date(2026, 7, 20))
    assert brought(before)[-1] == (OVERDUE, "2026-07-31")


def test_lead_times_that_had_passed_when_it_arose_are_one_on_that_day() -> None:
    assert brought(replace(DUTY, arose_on=date(2026, 7, 20)))[0] == (DUE_SOON, "2026-07-20")
    assert len(brought(replace(DUTY, arose_on=date(2026, 7, 20)))) == 3
    assert brought(replace(DUTY, arose_on=DUE))[0] == (FELL_DUE, "2026-07-30")


def test_a_duty_that_was_moved_is_due_soon_anew_and_nothing_else_twice() -> None:
    made = {one.key for one in occurrences_due(DUTY, date(2026, 7, 20), ())}
    moved = life.move(DUTY, date(2026, 8, 31), today=date(2026, 7, 20))
    assert [one.what for one in occurrences_due(moved, FAR, made)] == [DUE_SOON, DUE_SOON, FELL_DUE, OVERDUE]
    assert len({one.key for one in occurrences_due(moved, FAR, made)} | made) == 6


duties = st.builds(
    Duty,
    arose_on=st.dates(date(2025, 1, 1), date(2025, 12, 31)),
    due_on=st.dates(date(2025, 6, 1), date(2026, 12, 31)),
    due_soon_days=st.lists(st.integers(1, 120), max_size=4, unique=True).map(tuple),
    met_on=st.none() | st.dates(date(2025, 1, 1), date(2027, 6, 30)),
)


@given(duties, st.lists(st.integers(-10, 40), max_size=60))
def test_however_the_clock_goes_each_comes_once_and_none_is_missed(duty: Duty, steps: list[int]) -> None:
    """Asked whenever, with a clock that may go back, all that comes is what one call at the latest day gives."""
    made: list[life.Occurrence] = []
    day = latest = date(2025, 1, 1)
    for step in steps:
        day += timedelta(days=step)
        latest = max(latest, day)
        made += occurrences_due(duty, day, [one.key for one in made])
    assert len({one.key for one in made}) == len(made)
    assert {one.key: one for one in made} == {one.key: one for one in occurrences_due(duty, latest, ())}


@given(duties, st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_nothing_is_brought_before_it_is_watched_and_its_state_is_one_of_the_named(duty: Duty, day: date) -> None:
    assert occurrences_due(duty, watch_from(duty) - timedelta(days=1), ()) == []
    shown = state(duty, day)
    assert shown in STATES
    if shown == "overdue":
        assert OVERDUE in {one.what for one in occurrences_due(duty, day, ())}


@given(duties)
def test_each_is_on_or_after_the_day_before_and_in_the_order_of_the_calendar(duty: Duty) -> None:
    found = occurrences_due(duty, FAR, ())
    assert [one.on for one in found] == sorted(one.on for one in found)
    assert [one.what for one in found].count(FELL_DUE) == 1
    assert all(one.days_left == (duty.due_on - one.on).days > 0 for one in found if one.what == DUE_SOON)


@pytest.mark.parametrize(
    ("what", "field", "stateful"),
    [
        (lambda d: life.move(d, DUE + timedelta(days=1), today=DUE), "due_on", True),
        (lambda d: life.move(replace(d, fell_due=True), FAR, today=date(2026, 1, 1)), "due_on", True),
        (lambda d: life.move(d, DUE, today=date(2026, 1, 1)), "due_on", False),
        (lambda d: life.move(d, date(2025, 12, 31), today=date(2026, 1, 1)), "due_on", False),
        (lambda d: life.move(replace(d, met_on=date(2025, 1, 1)), FAR, today=date(2026, 1, 1)), "obligation_id", True),
        (lambda d: life.meet(d, DUE, [], today=DUE), "evidence", False),
        (lambda d: life.meet(d, FAR, ["x"], today=DUE), "met_on", False),
        (lambda d: life.meet(d, date(2023, 12, 31), ["x"], today=DUE), "met_on", False),
        (lambda d: life.meet(replace(d, withdrawn_on=DUE), DUE, ["x"], today=DUE), "obligation_id", True),
        (lambda d: life.waive(replace(d, owner_person_id="a"), DUE, FAR, "a", today=DUE), "obligation_id", False),
        (lambda d: life.waive(d, FAR, FAR, "b", today=DUE), "on", False),
        (lambda d: life.waive(d, date(2023, 1, 1), FAR, "b", today=DUE), "on", False),
        (lambda d: life.waive(d, DUE, date(2026, 7, 29), "b", today=DUE), "expires_on", False),
        (lambda d: life.waive(replace(d, waived_on=DUE), date(2026, 7, 29), FAR, "b", today=DUE), "on", False),
        (lambda d: life.withdraw(d, today=DUE), "obligation_id", True),
    ],
)
def test_what_may_not_be_is_refused_by_its_field(what: Any, field: str, stateful: bool) -> None:
    with pytest.raises(Broken) as refused:
        what(DUTY)
    assert (refused.value.field, refused.value.state) == (field, stateful)
