"""Decisions informed and indicators on target, counted by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from naive_sight import NaiveSight
from story import PROGRAMME, Story

from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.value import State, Value
from shared.events.outputs import (
    DecisionInformed,
    DecisionWithdrawn,
    IndicatorDefined,
    IndicatorMeasured,
    MeasurementWithdrawn,
)

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))
ALL_SIX = ["research", "local_data", "practitioner", "community", "policy", "cost"]


def value(story: Story, measure: str, until: int | None = None) -> Value:
    return by_id(measure)(NaiveSight(story.events[:until], PROGRAMME), PERIOD)


def lines(found: Any) -> dict[str, Any]:
    return {line.name: line.amount for line in found}


def decided(story: Story, key: str, on: str, kinds: list[str], **more: Any) -> None:
    data = {"title": key, "body": "Cabinet", "kind": "cabinet", "url": "https://example.org/m", "use": "cited"}
    story.tell(DecisionInformed, key, on, data | {"result": "adopted", "evidence_kinds": kinds} | more)


def test_decisions_count_by_their_own_date_and_not_by_that_of_entry() -> None:
    story = Story()
    decided(story, "a", "2026-01-01", ALL_SIX[:4])
    decided(story, "b", "2026-06-30", ALL_SIX[:3], body="Housing committee", use="considered", result="deferred")
    decided(story, "before", "2025-12-31", ALL_SIX)
    decided(story, "after", "2026-07-01", ALL_SIX)
    found = value(story, "decisions.informed")
    assert (found.amount, lines(found.beside)) == (2, {"in which the evidence is cited": 1})
    assert lines(found.breakdowns[0].lines) == {"Cabinet": 1, "Housing committee": 1}
    assert lines(found.breakdowns[1].lines) == {"adopted": 1, "deferred": 1}
    kinds = value(story, "decisions.evidence_kinds")
    assert (kinds.amount, kinds.of) == (1, 2)
    # a lacks policy and cost; b lacks practitioner's, community, policy and cost... of each, how often
    assert lines(kinds.beside) == {"without policy": 2, "without cost": 2, "without community": 1}


def test_a_decision_that_did_not_use_it_after_all_counts_in_no_period_from_then_on() -> None:
    story = Story()
    decided(story, "a", "2026-03-01", ALL_SIX)
    story.tell(DecisionWithdrawn, "a", "2026-03-01", {"reason_code": "not_used"})
    assert value(story, "decisions.informed", until=1).amount == 1
    found = value(story, "decisions.informed")
    assert (found.amount, found.state) == (0, State.ZERO)
    assert value(story, "decisions.evidence_kinds").state is State.NONE


def test_a_corrected_date_moves_the_decision_whichever_way_and_however_often() -> None:
    wrong, right = "2026-03-01", "2025-11-01"
    for days, counts in (((wrong, right), 0), ((right, wrong), 1), (("2026-07-05", wrong, right), 0)):
        story = Story()
        for number, on in enumerate(days):
            decided(story, "a", on, ALL_SIX, dated_before=sorted(days[:number]))
        assert value(story, "decisions.informed").amount == counts
        assert (value(story, "decisions.informed", until=1).amount or 0) == (days[0] == wrong)


def test_where_nobody_looked_no_claim_is_made() -> None:
    assert value(Story(), "decisions.informed").state is State.NOT_ASKED
    assert value(Story(), "indicators.on_target").state is State.NOT_ASKED


def indicator(story: Story, key: str, adding: str = "latest", direction: str = "up", **more: Any) -> None:
    data = {"title": key, "unit": "per cent", "direction": direction, "adding": adding, "context": False}
    data |= {"counts_people": False, "targets": [{"on": "2026-03-31", "value": "60"}]}
    story.tell(IndicatorDefined, key, "2024-01-01", data | more)


def measured(story: Story, of: str, on: str, number: str | None, **more: Any) -> None:
    data = {"indicator_id": of, "source": "Survey"} | ({"value": number} if number else {})
    story.tell(IndicatorMeasured, f"{of}:{on}:{more}", on, data | more)


def test_values_of_several_periods_become_one_as_the_indicator_declares() -> None:
    story = Story()
    for key, adding in (("added up", "sum"), ("the latest", "latest"), ("running total", "cumulative")):
        indicator(story, key, adding)
        measured(story, key, "2025-03-31", "35")
        measured(story, key, "2026-03-31", "30")
        measured(story, key, "2026-07-01", "90")  # not known of the period
    found = value(story, "indicators.on_target")
    # 35 + 30 = 65 reaches 60; the latest, 30, does not
    assert (found.amount, found.of) == (1, 3)
    assert found.counted == (("indicators", "added up"),)


def test_less_may_be_better_and_an_unmeasured_indicator_is_not_on_target() -> None:
    story = Story()
    indicator(story, "down", direction="down")
    indicator(story, "nothing known", context=True)
    indicator(story, "only one place")
    indicator(story, "later", targets=[{"on": "2027-03-31", "value": "1"}])
    measured(story, "down", "2026-03-01", "59.5")
    measured(story, "only one place", "2026-03-01", "99", place={"code": "N1", "kind": "ward", "boundary_set": "2024"})
    measured(story, "later", "2026-03-01", "5")
    found = value(story, "indicators.on_target")
    assert (found.amount, found.of) == (1, 3)
    assert lines(found.beside) == {"not measured, or not shown": 2, "that describe context only": 1}


def test_the_last_target_that_has_come_is_the_one_to_reach() -> None:
    story = Story()
    targets = [{"on": "2025-03-31", "value": "10"}, {"on": "2026-03-31", "value": "50"}]
    indicator(story, "a", targets=[*targets, {"on": "2028-03-31", "value": "90"}])
    measured(story, "a", "2026-02-01", "49.99")
    assert value(story, "indicators.on_target").amount == 0
    measured(story, "a", "2026-03-01", "50")
    assert value(story, "indicators.on_target").amount == 1


def test_a_value_entered_in_error_never_held() -> None:
    story = Story()
    indicator(story, "a")
    measured(story, "a", "2026-02-01", "70")
    assert value(story, "indicators.on_target").amount == 1
    story.tell(MeasurementWithdrawn, "a:2026-02-01:{}", "2026-02-01", {"indicator_id": "a", "reason_code": "x"})
    assert value(story, "indicators.on_target").amount == 0
