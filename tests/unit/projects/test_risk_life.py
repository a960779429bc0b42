"""The life of a risk, against a plain model; looks entered late change only the time that they are about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from naive_sight import NaiveSight
from story import PROGRAMME, Story

from services.projects.domain import risks as life
from services.projects.domain.risks import Look, Risk
from services.reporting.projections.risks import risks
from shared.broken import Broken
from shared.events.projects import RiskRaised, RiskReassessed
from shared.events.projects.risks import RISK_BANDS, risk_band

TODAY = date(2026, 6, 30)
days = st.integers(-90, 5).map(lambda n: TODAY + timedelta(days=n))
scale = st.integers(1, 5)


class RiskLife(RuleBasedStateMachine):
    """Every rule either changes the risk as the model says, or raises Broken and changes nothing."""

    @initialize(kind=st.sampled_from((life.RISK, life.ISSUE)), on=days.filter(lambda day: day <= TODAY), scores=scale)
    def raised(self, kind: str, on: date, scores: int) -> None:
        first = Look(on, likelihood=scores if kind == life.RISK else None, impact=scores)
        self.risk = life.raise_(kind, first, first, today=TODAY)
        self.looks = [first]
        self.story = Story()
        said = {"likelihood": scores} if kind == life.RISK else {}
        body = {"kind": kind, "title": "R", "impact": scores}
        self.story.tell(RiskRaised, "r", on.isoformat(), body | said)

    @rule(on=days, likelihood=st.none() | scale, impact=st.none() | scale)
    def reassess(self, on: date, likelihood: int | None, impact: int | None) -> None:
        look = Look(on, likelihood, impact)
        in_time = self.risk.raised_on <= on <= min(TODAY, self.risk.over_on or TODAY)
        if in_time and not (self.risk.kind == life.ISSUE and likelihood):
            life.reassess(self.risk, life.merged(self.looks, on), look, today=TODAY)
            self.looks.append(look)
            said = {"likelihood": likelihood, "impact": impact}
            body = {name: value for name, value in said.items() if value}
            self.story.tell(RiskReassessed, "r", on.isoformat(), body, recorded="2026-07-01")
        else:
            with pytest.raises(Broken):
                life.reassess(self.risk, life.merged(self.looks, on), look, today=TODAY)

    @rule(on=days, how=st.sampled_from((life.happen, life.close)))
    def end(self, on: date, how: Any) -> None:
        in_time = max(look.on for look in self.looks) <= on <= TODAY
        possible = how is life.close or self.risk.kind == life.RISK
        if self.risk.state == life.OPEN and in_time and possible:
            self.risk = how(self.risk, self.looks, on, today=TODAY)
        else:
            with pytest.raises(Broken):
                how(self.risk, self.looks, on, today=TODAY)

    @invariant()
    def an_issue_has_no_score_and_a_risk_has_one(self) -> None:
        score = life.merged(self.looks).score
        assert (score is None) == (self.risk.kind == life.ISSUE)
        assert score is None or 1 <= score <= 25

    @invariant()
    def the_view_says_the_same_on_every_day_whatever_the_order_of_entry(self) -> None:
        sight = NaiveSight(self.story.events, PROGRAMME)
        for day in {look.on for look in self.looks if look.on >= self.risk.raised_on}:
            (row,) = sight.state(risks, on=day)
            held = life.merged(self.looks, day)
            assert (row.likelihood, row.impact) == (held.likelihood, held.impact)

    @invariant()
    def it_is_over_exactly_when_it_has_a_day_on_which_it_was(self) -> None:
        assert (self.risk.state == life.OPEN) == (self.risk.over_on is None)
        assert self.risk.over_on is None or self.risk.raised_on <= self.risk.over_on <= TODAY


TestRiskLife = RiskLife.TestCase


@given(st.lists(st.tuples(days, scale, scale), min_size=1, max_size=8), st.randoms())
def test_what_holds_does_not_depend_on_the_order_of_entry_of_looks_of_different_days(
    looks: list[tuple[date, int, int]], chance: Any
) -> None:
    of_different_days = list({on: Look(on, likelihood, impact) for on, likelihood, impact in looks}.values())
    shuffled = list(of_different_days)
    chance.shuffle(shuffled)
    assert life.merged(shuffled) == life.merged(of_different_days)
    assert life.merged(shuffled).score == max(of_different_days, key=lambda look: look.on).score


def test_of_one_day_what_was_entered_last_holds_and_what_was_left_out_stays() -> None:
    first, second = Look(TODAY, 4, 4, response="treat"), Look(TODAY, likelihood=2)
    assert life.merged([first, second]) == Look(TODAY, 2, 4, response="treat")


def test_a_risk_that_was_over_cannot_be_looked_at_afterwards_but_what_was_seen_before_may_be_entered_late() -> None:
    risk = Risk(life.RISK, date(2026, 1, 1), life.CLOSED, date(2026, 5, 1))
    before = Look(date(2026, 1, 1), 3, 3)
    life.reassess(risk, before, Look(date(2026, 4, 1), 2, 3), today=TODAY)
    with pytest.raises(Broken, match="over on 2026-05-01") as refused:
        life.reassess(risk, before, Look(date(2026, 5, 2), 2, 3), today=TODAY)
    assert refused.value.state


@pytest.mark.parametrize(
    ("kind", "inherent", "residual", "field"),
    [
        ("risk", Look(TODAY, None, 3), Look(TODAY, None, 3), "likelihood"),
        ("issue", Look(TODAY, 3, 3), Look(TODAY, 3, 3), "likelihood"),
        ("risk", Look(TODAY, 3, 3), Look(TODAY, 4, 3), "residual_likelihood"),
        ("risk", Look(TODAY, 3, 3), Look(TODAY, 3, 4), "residual_impact"),
        ("risk", Look(TODAY, 3, 3), Look(TODAY, 2, 3, target_score=7), "target_score"),
        ("issue", Look(TODAY, None, 3), Look(TODAY, None, 3, target_score=3), "target_score"),
        ("risk", Look(TODAY, 3, 3), Look(TODAY, 3, 3, review_on=TODAY), "review_on"),
        ("risk", Look(TODAY + timedelta(days=1), 3, 3), Look(TODAY + timedelta(days=1), 3, 3), "on"),
    ],
)
def test_a_refusal_names_the_field_to_mend(kind: str, inherent: Look, residual: Look, field: str) -> None:
    with pytest.raises(Broken) as refused:
        life.raise_(kind, inherent, residual, today=TODAY)
    assert refused.value.field == field


def test_a_score_that_falls_below_what_was_aimed_at_is_welcome() -> None:
    risk, before = Risk(life.RISK, date(2026, 1, 1)), Look(date(2026, 1, 1), 4, 4, target_score=9)
    life.reassess(risk, before, Look(TODAY, 2, 3), today=TODAY)


@pytest.mark.parametrize(
    ("score", "band"), [(1, "low"), (4, "low"), (5, "moderate"), (9, "moderate"), (10, "high"), (16, "severe")]
)
def test_a_boundary_is_the_lowest_score_of_its_band(score: int, band: str) -> None:
    assert risk_band(score, (5, 10, 16)) == band


@given(st.lists(st.integers(2, 25), min_size=3, max_size=3, unique=True).map(sorted))
def test_every_score_has_one_band_and_bands_rise_with_scores(boundaries: list[int]) -> None:
    bands = [RISK_BANDS.index(risk_band(score, boundaries)) for score in range(1, 26)]
    assert bands == sorted(bands)
