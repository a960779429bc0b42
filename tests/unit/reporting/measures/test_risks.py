"""Open risks: by band as judged by the last day, and what moved in the period."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from naive_sight import NaiveSight
from story import PROGRAMME, Story

from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.risks import open_risks
from services.reporting.measures.value import State, Value
from services.reporting.reports.names import Names
from services.reporting.reports.risktables import issues_open, risks_top
from shared.events.projects import NothingNewConfirmed, RiskClosed, RiskRaised, RiskReassessed, ThresholdSet

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))


@pytest.fixture
def story() -> Story:
    return Story()


def raise_(story: Story, key: str, on: str, likelihood: int, impact: int, **more: Any) -> None:
    body = {"kind": "risk", "title": key, "likelihood": likelihood, "impact": impact}
    story.tell(RiskRaised, key, on, body | more)


def value(story: Story) -> Value:
    return by_id("risks.open")(NaiveSight(story.events, PROGRAMME), PERIOD)


def bands(found: Value) -> dict[str, Any]:
    return {line.name: line.amount for line in found.breakdowns[0].lines}


def beside(found: Value) -> dict[str, Any]:
    return {line.name: line.amount for line in found.beside}


def test_open_risks_are_cut_by_the_band_of_their_residual_score_and_every_band_is_shown(story: Story) -> None:
    raise_(story, "a", "2025-05-01", 5, 5, residual_likelihood=2, residual_impact=5)
    raise_(story, "b", "2025-05-01", 4, 4)
    raise_(story, "c", "2025-05-01", 1, 4)
    found = value(story)
    assert found.amount == 3
    assert bands(found) == {"severe": 1, "high": 1, "moderate": 0, "low": 1}
    sight = NaiveSight(story.events, PROGRAMME)
    assert [row.key for row in open_risks(sight, PERIOD)] == ["b", "a", "c"]


def test_up_and_down_compare_the_ends_of_the_period_and_not_the_steps_between(story: Story) -> None:
    for key in ("up", "down", "there_and_back", "still"):
        raise_(story, key, "2025-05-01", 3, 3)
    story.tell(RiskReassessed, "up", "2026-01-01", {"likelihood": 4})
    story.tell(RiskReassessed, "down", "2026-06-30", {"impact": 2})
    story.tell(RiskReassessed, "there_and_back", "2026-02-01", {"likelihood": 5})
    story.tell(RiskReassessed, "there_and_back", "2026-03-01", {"likelihood": 3})
    story.tell(RiskReassessed, "still", "2026-07-01", {"likelihood": 5})
    found = beside(value(story))
    assert found["score higher than as the period began"] == 1
    assert found["score lower than as the period began"] == 1


def test_a_risk_that_happened_is_no_longer_open_and_its_issue_is_counted_apart(story: Story) -> None:
    raise_(story, "r", "2025-05-01", 3, 3)
    issue = {"kind": "issue", "title": "i", "impact": 4, "from_risk_id": "r"}
    story.tell(RiskRaised, "i", "2026-03-01", issue)
    story.tell(RiskReassessed, "r", "2026-03-01", {"became_issue_id": "i"})
    found = value(story)
    assert (found.amount, found.state) == (0, State.ZERO)
    assert beside(found)["happened in the period"] == 1
    assert beside(found)["open issues"] == 1
    assert beside(found)["new in the period"] == 0


def test_new_and_closed_count_by_their_days(story: Story) -> None:
    raise_(story, "old", "2025-05-01", 3, 3)
    raise_(story, "new", "2026-06-30", 3, 3)
    raise_(story, "later", "2026-07-01", 3, 3)
    story.tell(RiskClosed, "old", "2026-06-30", {"outcome": "averted"})
    found = value(story)
    assert [key for _, key in found.counted] == ["new"]
    assert (beside(found)["new in the period"], beside(found)["closed in the period"]) == (1, 1)


def test_a_look_that_is_entered_late_changes_the_time_up_to_the_next_one_only(story: Story) -> None:
    raise_(story, "r", "2025-05-01", 1, 1)
    story.tell(RiskReassessed, "r", "2026-06-01", {"likelihood": 2, "impact": 2})
    story.tell(RiskReassessed, "r", "2026-02-01", {"likelihood": 5, "impact": 5}, recorded="2026-07-15")
    assert bands(value(story))["low"] == 1


def test_the_bands_are_those_that_the_programme_had_set_for_the_last_day(story: Story) -> None:
    raise_(story, "r", "2025-05-01", 2, 4)
    assert bands(value(story))["moderate"] == 1
    story.tell(ThresholdSet, PROGRAMME, "2026-06-30", {"key": "risk.bands", "values": [3, 8, 20]})
    assert bands(value(story))["high"] == 1
    story.tell(ThresholdSet, PROGRAMME, "2026-07-01", {"key": "risk.bands", "values": [20, 22, 24]})
    assert bands(value(story))["high"] == 1


def test_an_empty_register_is_a_claim_only_where_somebody_looked(story: Story) -> None:
    assert value(story).state is State.NOT_ASKED
    period = {"from": "2026-01-01", "to": "2026-06-30"}
    body = {"target_id": PROGRAMME, "target_kind": "programme", "section": "risks", "period": period}
    story.tell(NothingNewConfirmed, PROGRAMME, "2026-06-30", body)
    assert value(story).state is State.ZERO


def test_the_table_has_the_five_that_weigh_most_and_how_each_moved(story: Story) -> None:
    for number in range(1, 6):
        raise_(story, f"r{number}", "2025-05-01", number, 3)
    raise_(story, "new", "2026-06-01", 5, 5, response="treat", target_score=9)
    story.tell(RiskReassessed, "r5", "2026-02-01", {"likelihood": 4})
    story.tell(RiskRaised, "i", "2026-03-01", {"kind": "issue", "title": "late", "impact": 4, "from_risk_id": "r1"})
    sight = NaiveSight(story.events, PROGRAMME)
    names = Names(sight, NaiveSight([], ""))
    found = [(row[0], row[3], row[4], row[5]) for row in risks_top(sight, PERIOD, names).rows]
    assert found == [
        ("new", 25, "Severe", "New"),
        ("r4", 12, "High", "As before"),
        ("r5", 12, "High", "Down"),
        ("r3", 9, "Moderate", "As before"),
        ("r2", 6, "Moderate", "As before"),
    ]
    assert issues_open(sight, PERIOD, names).rows == (("late", None, "2026-03-01", 4, "r1", None),)
