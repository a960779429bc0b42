"""Milestones: which day counts, which baseline, and what is late."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from naive_sight import NaiveSight
from story import PROGRAMME, Story

from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.value import State, Value
from services.reporting.measures.wording import printed
from shared.events.projects import (
    MilestoneAchieved,
    MilestoneAchievementWithdrawn,
    MilestoneCancelled,
    MilestonePlanned,
    MilestoneReforecast,
    NothingNewConfirmed,
    PlanBaselined,
)

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))


@pytest.fixture
def story() -> Story:
    return Story()


def plan(story: Story, key: str, due: str, planned: str = "2025-06-01") -> None:
    story.tell(MilestonePlanned, key, planned, {"title": key, "baseline_on": due, "contractual": False})


def value(story: Story, measure: str, period: Period = PERIOD) -> Value:
    return by_id(measure)(NaiveSight(story.events, PROGRAMME), period)


def said(story: Story, measure: str) -> str:
    return printed(by_id(measure), value(story, measure))


def lines(value: Value, title: str) -> dict[str, int | Decimal]:
    return next({line.name: line.amount for line in b.lines} for b in value.breakdowns if b.title == title)


def test_achieved_counts_by_the_day_it_was_done_not_the_day_it_was_recorded(story: Story) -> None:
    plan(story, "m1", "2026-02-01")
    plan(story, "m2", "2026-02-01")
    story.tell(MilestoneAchieved, "m1", "2026-06-30", {}, recorded="2026-08-01")
    story.tell(MilestoneAchieved, "m2", "2026-07-01", {}, recorded="2026-08-01")
    assert value(story, "milestones.achieved").counted == (("milestones", "m1"),)


def test_achieved_says_what_was_due_carried_over_and_early(story: Story) -> None:
    for key, due in (("due", "2026-05-01"), ("old", "2025-11-01"), ("early", "2026-09-01")):
        plan(story, key, due)
        story.tell(MilestoneAchieved, key, "2026-03-03", {})
    assert lines(value(story, "milestones.achieved"), "By when it was due") == {
        "carried over from before": 1,
        "due in the period": 1,
        "early": 1,
    }


def test_an_achievement_that_was_withdrawn_does_not_count_and_one_made_again_counts_on_its_own_day(
    story: Story,
) -> None:
    plan(story, "m1", "2026-02-01")
    wrong = story.tell(MilestoneAchieved, "m1", "2026-03-03", {})
    story.tell(
        MilestoneAchievementWithdrawn,
        "m1",
        "2026-03-03",
        {"achieved_event_id": str(wrong.id), "reason_code": "error"},
        corrects=wrong,
    )
    assert value(story, "milestones.achieved").state is State.ZERO
    story.tell(MilestoneAchieved, "m1", "2026-01-20", {}, recorded="2026-04-01")
    assert value(story, "milestones.on_time").amount == 1


def test_a_new_baseline_within_the_period_does_not_turn_a_miss_into_a_hit(story: Story) -> None:
    plan(story, "m1", "2026-02-01")
    later = {"name": "Two", "milestones": [{"id": "m1", "baseline_on": "2026-05-01"}]}
    story.tell(PlanBaselined, PROGRAMME, "2026-01-15", later)
    story.tell(MilestoneAchieved, "m1", "2026-04-01", {})
    assert said(story, "milestones.on_time") == "0 of 1"


def test_a_new_baseline_before_the_period_is_the_one_that_counts(story: Story) -> None:
    plan(story, "m1", "2025-12-01")
    later = {"name": "Two", "milestones": [{"id": "m1", "baseline_on": "2026-05-01"}]}
    story.tell(PlanBaselined, PROGRAMME, "2025-12-15", later)
    story.tell(MilestoneAchieved, "m1", "2026-04-01", {})
    assert said(story, "milestones.on_time") == "1 of 1"


def test_a_milestone_planned_within_the_period_has_its_first_baseline(story: Story) -> None:
    plan(story, "m1", "2026-03-01", planned="2026-02-01")
    later = {"name": "Two", "milestones": [{"id": "m1", "baseline_on": "2026-06-01"}]}
    story.tell(PlanBaselined, PROGRAMME, "2026-02-15", later)
    story.tell(MilestoneAchieved, "m1", "2026-05-01", {})
    assert said(story, "milestones.on_time") == "0 of 1"


@pytest.mark.parametrize(("cancelled", "expected"), [("2026-02-01", "None was due"), ("2026-02-02", "0 of 1")])
def test_cancelled_by_its_date_it_was_not_due_and_after_it_a_miss_stays_a_miss(
    story: Story, cancelled: str, expected: str
) -> None:
    plan(story, "m1", "2026-02-01")
    story.tell(MilestoneCancelled, "m1", cancelled, {"reason_code": "scope"})
    assert said(story, "milestones.on_time") == expected


def test_a_percentage_is_printed_from_ten_in_the_denominator(story: Story) -> None:
    for number in range(9):
        plan(story, f"m{number}", "2026-02-01")
    story.tell(MilestoneAchieved, "m0", "2026-02-01", {})
    assert said(story, "milestones.on_time") == "1 of 9"
    plan(story, "m9", "2026-02-01")
    assert said(story, "milestones.on_time") == "10% (1 of 10)"


def test_overdue_is_neither_done_nor_cancelled_at_the_end_of_the_last_day(story: Story) -> None:
    for key in ("done", "cancelled", "open", "today", "future"):
        plan(story, key, {"today": "2026-06-30", "future": "2026-07-01"}.get(key, "2026-02-01"))
    story.tell(MilestoneReforecast, "open", "2026-01-20", moved("2026-02-01", "2026-09-01"))
    story.tell(MilestoneAchieved, "done", "2026-06-30", {})
    story.tell(MilestoneCancelled, "cancelled", "2026-06-30", {"reason_code": "scope"})
    found = value(story, "milestones.overdue")
    assert [key for _, key in found.counted] == ["open", "today"]
    assert lines(found, "New forecast or none") == {"new date ahead": 1, "no date ahead": 1}


def test_done_after_the_period_it_was_still_overdue_in_it(story: Story) -> None:
    plan(story, "m1", "2026-02-01")
    story.tell(MilestoneAchieved, "m1", "2026-07-01", {})
    assert value(story, "milestones.overdue").amount == 1


def test_days_late_is_the_middle_value_of_actual_else_forecast(story: Story) -> None:
    for key in ("a", "b", "c", "d"):
        plan(story, key, "2026-03-01")
    story.tell(MilestoneAchieved, "a", "2026-02-27", {})
    story.tell(MilestoneAchieved, "b", "2026-03-04", {})
    story.tell(MilestoneReforecast, "c", "2026-02-01", moved("2026-03-01", "2026-08-01"))
    found = value(story, "milestones.days_late")
    assert found.amount == Decimal("1.5")  # of -2, 0 (forecast never moved), 3, 153
    assert {line.name: line.amount for line in found.beside} == {
        "largest": 153,
        "milestones due so far": 4,
        "forecast has passed": 1,
    }


def moved(before: str, after: str, why: str = "recruitment") -> dict[str, str]:
    return {"forecast_from": before, "forecast_to": after, "reason_code": why}


def test_moved_counts_moves_to_a_later_date_and_the_milestones_that_they_were_of(story: Story) -> None:
    plan(story, "m1", "2026-03-01")
    story.tell(MilestoneReforecast, "m1", "2026-01-10", moved("2026-03-01", "2026-04-01"))
    story.tell(MilestoneReforecast, "m1", "2026-02-10", moved("2026-04-01", "2026-05-01", "approval"))
    story.tell(MilestoneReforecast, "m1", "2026-03-10", moved("2026-05-01", "2026-04-15"))
    story.tell(MilestoneReforecast, "m1", "2026-07-01", moved("2026-04-15", "2026-09-15"))
    found = value(story, "milestones.moved")
    assert found.amount == 2 and found.beside[0].amount == 1
    assert lines(found, "By reason") == {"approval": 1, "recruitment": 1}


def test_next_period_is_by_forecast_and_says_what_is_late_already(story: Story) -> None:
    plan(story, "late", "2026-03-01")
    story.tell(MilestoneReforecast, "late", "2026-02-01", moved("2026-03-01", "2026-07-01"))
    plan(story, "due", "2026-12-31")
    plan(story, "after", "2027-01-01")
    found = value(story, "milestones.next_period")
    assert [key for _, key in found.counted] == ["due", "late"]
    assert lines(found, "Already late") == {"already late": 1, "not late": 1}


def test_nothing_is_claimed_where_nobody_looked_and_zero_where_somebody_said_nothing_new(story: Story) -> None:
    plan(story, "m1", "2027-02-01")
    assert value(story, "milestones.achieved").state is State.NOT_ASKED
    assert value(story, "milestones.overdue").state is State.NOT_ASKED
    story.tell(
        NothingNewConfirmed,
        PROGRAMME,
        "2026-06-30",
        {
            "target_id": PROGRAMME,
            "target_kind": "programme",
            "section": "milestones",
            "period": {"from": "2026-01-01", "to": "2026-06-30"},
        },
    )
    assert said(story, "milestones.achieved") == "0"
    assert said(story, "milestones.on_time") == "None was due"
