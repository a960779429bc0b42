"""The life of a milestone, against a plain model of it: whatever is tried in whatever order, these things hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.projects.domain import milestones as life
from shared.broken import Broken

TODAY = date(2026, 6, 30)
days = st.integers(-900, 400).map(lambda n: TODAY + timedelta(days=n))


class MilestoneLife(RuleBasedStateMachine):
    """Every rule either changes the milestone as the model says, or raises Broken and changes nothing."""

    @initialize(planned_on=days.filter(lambda day: day <= TODAY), baseline_on=days, evidence=st.booleans())
    def planned(self, planned_on: date, baseline_on: date, evidence: bool) -> None:
        self.milestone = life.plan(planned_on, baseline_on, evidence_required=evidence, today=TODAY)
        self.state = "planned"
        self.baseline_moved_by_plan = baseline_on

    @rule(forecast_on=days, known_on=days)
    def reforecast(self, forecast_on: date, known_on: date) -> None:
        before = self.milestone
        allowed = (
            self.state == "planned"
            and forecast_on != before.forecast_on
            and before.planned_on <= known_on <= TODAY
            and forecast_on >= known_on
            and known_on >= (before.forecast_known_on or before.planned_on)
        )
        if allowed:
            self.milestone = life.reforecast(before, forecast_on, known_on=known_on, today=TODAY)
            assert self.milestone.forecast_on == forecast_on
        else:
            with pytest.raises(Broken):
                life.reforecast(before, forecast_on, known_on=known_on, today=TODAY)

    @rule(on=days, evidence=st.lists(st.just("f" * 64), max_size=1))
    def achieve(self, on: date, evidence: list[str]) -> None:
        before = self.milestone
        enough = bool(evidence) or not before.evidence_required
        if self.state == "planned" and before.planned_on <= on <= TODAY and enough:
            self.milestone = life.achieve(before, on, evidence, today=TODAY)
            self.state = "achieved"
            assert self.milestone.variance() == (on - before.baseline_on).days
        else:
            with pytest.raises(Broken):
                life.achieve(before, on, evidence, today=TODAY)

    @rule()
    def withdraw(self) -> None:
        if self.state == "achieved":
            self.milestone = life.withdraw(self.milestone)
            self.state = "planned"
        else:
            with pytest.raises(Broken) as refused:
                life.withdraw(self.milestone)
            assert refused.value.state

    @rule(on=days)
    def cancel(self, on: date) -> None:
        if self.state == "planned" and self.milestone.planned_on <= on <= TODAY:
            self.milestone = life.cancel(self.milestone, on, today=TODAY)
            self.state = "cancelled"
        else:
            with pytest.raises(Broken):
                life.cancel(self.milestone, on, today=TODAY)

    @precondition(lambda self: self.state != "cancelled")
    @rule(on=st.none() | days)
    def rebaseline(self, on: date | None) -> None:
        before = self.milestone
        self.milestone = life.rebaseline(before, on)
        self.baseline_moved_by_plan = on or before.achieved_on or before.forecast_on

    @invariant()
    def it_is_in_one_state(self) -> None:
        assert self.milestone.state == self.state
        assert not (self.milestone.achieved_on and self.milestone.cancelled_on)

    @invariant()
    def only_the_plan_as_a_whole_moves_a_baseline(self) -> None:
        assert self.milestone.baseline_on == self.baseline_moved_by_plan

    @invariant()
    def nothing_happened_in_the_future_or_before_it_was_planned(self) -> None:
        for day in (self.milestone.achieved_on, self.milestone.cancelled_on):
            assert day is None or self.milestone.planned_on <= day <= TODAY


TestMilestoneLife = MilestoneLife.TestCase


def test_a_cancelled_milestone_stays_cancelled() -> None:
    cancelled = life.cancel(_planned(), TODAY, today=TODAY)
    for attempt in (
        lambda: life.achieve(cancelled, TODAY, [], today=TODAY),
        lambda: life.cancel(cancelled, TODAY, today=TODAY),
        lambda: life.reforecast(cancelled, TODAY + timedelta(days=9), known_on=TODAY, today=TODAY),
    ):
        with pytest.raises(Broken, match="stays so"):
            attempt()


def test_a_refusal_names_the_field_to_mend() -> None:
    with pytest.raises(Broken) as refused:
        life.achieve(_planned(), TODAY + timedelta(days=1), [], today=TODAY)
    assert refused.value.field == "achieved_on"
    assert not refused.value.state


def _planned() -> life.Milestone:
    return life.plan(date(2025, 1, 1), date(2026, 1, 1), evidence_required=False, today=TODAY)
