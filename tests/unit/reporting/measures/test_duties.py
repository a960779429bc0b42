"""Reporting duties that fell due, counted by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from naive_sight import NaiveSight
from story import PROGRAMME, Story

from services.reporting.measures.duties import fallen_due
from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.value import State, Value
from services.reporting.reports.dutytables import duties_list
from shared.events.projects import (
    NothingNewConfirmed,
    ObligationBecameOverdue,
    ObligationFellDue,
    ObligationMet,
    ObligationMoved,
    ObligationSet,
    ObligationWaived,
    ObligationWithdrawn,
)

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))


@pytest.fixture
def story() -> Story:
    return Story()


def duty(story: Story, key: str, due: str, **more: Any) -> None:
    data = {"title": f"Report {key}", "kind": "six_monthly_report", "due_on": due, **more}
    story.tell(ObligationSet, key, "2024-01-01", data)


def fall_due(story: Story, key: str, due: str, *, recorded: str | None = None) -> None:
    story.tell(ObligationFellDue, key, due, {"due_on": due, "open": True}, recorded=recorded)


def meet(story: Story, key: str, due: str, on: str, *, recorded: str | None = None) -> None:
    data = {"evidence": [{"kind": "report", "id": "r"}], "met_on": on, "due_on": due}
    story.tell(ObligationMet, key, on, data, recorded=recorded)


def waive(story: Story, key: str, on: str, until: str) -> None:
    data = {"reason_code": "funder_agreed", "approver_person_id": "director", "expires_on": until}
    story.tell(ObligationWaived, key, on, data)


def value(story: Story, position: int | None = None) -> Value:
    return by_id("duties.on_time")(NaiveSight(story.events, PROGRAMME, position), PERIOD)


def beside(found: Value) -> dict[str, Any]:
    return {line.name: line.amount for line in found.beside}


def test_of_five_that_fell_due_two_were_met_in_time(story: Story) -> None:
    for key, due in (("early", "2026-01-31"), ("on-the-day", "2026-02-28"), ("late", "2026-03-31")):
        duty(story, key, due)
    duty(story, "waived", "2026-04-30")
    duty(story, "open", "2026-05-31")
    duty(story, "before", "2025-12-31")
    duty(story, "after", "2026-07-01")
    meet(story, "early", "2026-01-31", "2026-01-27")
    for key, due in (("early", "2026-01-31"), ("on-the-day", "2026-02-28"), ("late", "2026-03-31")):
        fall_due(story, key, due)
    meet(story, "on-the-day", "2026-02-28", "2026-02-28")
    meet(story, "late", "2026-03-31", "2026-04-01")
    waive(story, "waived", "2026-04-20", "2026-09-30")
    for key, due in (
        ("waived", "2026-04-30"),
        ("open", "2026-05-31"),
        ("before", "2025-12-31"),
        ("after", "2026-07-01"),
    ):
        fall_due(story, key, due)
    found = value(story)
    assert (found.amount, found.of, found.state) == (2, 5, State.KNOWN)
    assert beside(found) == {"met late": 1, "waived": 1, "open": 1}
    assert len(found.counted) == 2


def test_what_was_met_in_time_and_told_late_counts_as_in_time(story: Story) -> None:
    duty(story, "d", "2026-03-31")
    fall_due(story, "d", "2026-03-31")
    story.tell(ObligationBecameOverdue, "d", "2026-04-01", {"due_on": "2026-03-31"})
    assert beside(value(story))["open"] == 1
    meet(story, "d", "2026-03-31", "2026-03-30", recorded="2026-04-07")
    assert (value(story).amount, value(story).of) == (1, 1)
    assert value(story, position=3).amount == 0


def test_one_that_was_met_after_the_period_was_open_on_its_last_day(story: Story) -> None:
    duty(story, "d", "2026-06-29")
    fall_due(story, "d", "2026-06-29")
    meet(story, "d", "2026-06-29", "2026-07-02")
    found = value(story)
    assert (found.amount, found.of, found.state) == (0, 1, State.ZERO)
    assert beside(found) == {"met late": 0, "waived": 0, "open": 1}


def test_an_expired_waiver_excuses_nothing(story: Story) -> None:
    duty(story, "d", "2026-03-31")
    fall_due(story, "d", "2026-03-31")
    waive(story, "d", "2026-04-01", "2026-06-29")
    assert beside(value(story)) == {"met late": 0, "waived": 0, "open": 1}


def test_the_period_of_a_duty_is_that_of_the_day_on_which_it_fell_due_not_of_an_earlier_plan(story: Story) -> None:
    duty(story, "d", "2026-03-31")
    moved = {"due_from": "2026-03-31", "due_to": "2026-08-31", "reason_code": "funder_agreed"}
    story.tell(ObligationMoved, "d", "2026-02-01", moved)
    assert value(story).state is State.NONE
    fall_due(story, "d", "2026-08-31")
    assert value(story).state is State.NONE


def test_nobody_looked_is_not_the_same_as_none_fell_due(story: Story) -> None:
    assert value(story).state is State.NOT_ASKED
    nothing = {
        "target_id": PROGRAMME,
        "target_kind": "programme",
        "section": "duties",
        "period": {"from": "2026-01-01", "to": "2026-06-30"},
    }
    story.tell(NothingNewConfirmed, PROGRAMME, "2026-06-30", nothing)
    assert value(story).state is State.NONE


def test_the_table_lists_what_fell_due_and_what_comes_next(story: Story) -> None:
    for key, due in (("a", "2026-03-31"), ("b", "2026-09-30"), ("c", "2026-10-01")):
        duty(story, key, due)
    fall_due(story, "a", "2026-03-31")
    meet(story, "a", "2026-03-31", "2026-04-02")
    story.tell(ObligationWithdrawn, "c", "2026-05-01", {"reason_code": "schedule_changed"})
    sight: Any = NaiveSight(story.events, PROGRAMME)
    names: Any = None
    table = duties_list(sight, PERIOD, names)
    assert table.rows == (
        ("Report a", "2026-03-31", "2026-04-02", 2, "Met late"),
        ("Report b", "2026-09-30", None, None, "In the coming period"),
    )
    assert [one.state for one in fallen_due(sight, PERIOD)] == ["met_late"]
