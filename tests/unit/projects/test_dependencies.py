"""What depends on what: circles are refused, and proposals are as they are counted by hand, whatever the plan."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projects.domain.dependencies import Waiting, check_no_circle, proposals
from shared.broken import Broken


def day(number: int) -> date:
    return date(2026, 1, 1) + timedelta(days=number)


def test_what_would_come_before_its_predecessor_is_shifted_by_the_same_days_and_so_on() -> None:
    waiting = {
        "b": Waiting(day(12), ["a"]),  # 12 + 20 = 32, later than the 30 of a
        "c": Waiting(day(25), ["b"]),  # before 32, so 25 + 20
        "d": Waiting(day(90), ["c"]),  # after 45: stays
        "e": Waiting(day(91), ["d"]),
    }
    assert proposals(waiting, "a", day(30), 20) == {"b": day(32), "c": day(45)}


def test_a_proposal_is_never_before_the_latest_of_what_it_waits_for() -> None:
    waiting = {"b": Waiting(day(29), ["a"]), "c": Waiting(day(2), ["a", "b"])}
    assert proposals(waiting, "a", day(30), 5) == {"b": day(34), "c": day(34)}


def test_a_milestone_that_moved_earlier_shifts_nothing_but_what_stood_before_it_already() -> None:
    waiting = {"b": Waiting(day(8), ["a"]), "c": Waiting(day(5), ["a"])}
    assert proposals(waiting, "a", day(7), -3) == {"c": day(7)}


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Waiting]:
    """Milestones m1, m2 …, each waiting for some of those with a smaller number, m0 among them."""
    size = draw(st.integers(1, 12))
    return {
        f"m{n}": Waiting(
            day(draw(st.integers(0, 60))),
            sorted({f"m{k}" for k in draw(st.lists(st.integers(0, n - 1), max_size=3))}),
        )
        for n in range(1, size + 1)
    }


@given(plan=plans(), was=st.integers(0, 60), to=st.integers(0, 120))
def test_with_every_proposal_accepted_nothing_that_moved_comes_after_what_waits_for_it(
    plan: dict[str, Waiting], was: int, to: int
) -> None:
    found = proposals(plan, "m0", day(to), to - was)
    dates = {"m0": day(to)} | {key: one.forecast_on for key, one in plan.items()} | found
    moved = {"m0"} | found.keys()
    for key, one in plan.items():
        for predecessor in one.predecessor_ids:
            if predecessor in moved:
                assert dates[key] >= dates[predecessor]
    for key, on in found.items():
        assert on > plan[key].forecast_on  # proposed only where it must move, and only later
        assert moved & set(plan[key].predecessor_ids)


@given(plan=plans(), data=st.data())
def test_a_link_is_refused_exactly_when_it_closes_a_circle(plan: dict[str, Waiting], data: st.DataObject) -> None:
    above = {key: one.predecessor_ids for key, one in plan.items()}
    keys = ["m0", *plan]
    lower, upper = data.draw(st.sampled_from(keys)), data.draw(st.sampled_from(keys))

    def reaches(start: str) -> bool:
        return start == lower or any(reaches(one) for one in above.get(start, ()))

    if reaches(upper):
        with pytest.raises(Broken) as refused:
            check_no_circle(lower, [upper], above)
        assert refused.value.field == "predecessor_ids"
    else:
        check_no_circle(lower, [upper], above)
