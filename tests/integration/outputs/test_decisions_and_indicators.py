"""Decisions and indicators on a real database: documents, corrections, small numbers, and another's things."""

from __future__ import annotations

from typing import Any

import pytest

from shared.calls import outputs as calls
from shared.context import Actor, Grant
from shared.errors import Conflict, Invalid, NotFound
from tests.integration.outputs.conftest import Asking

DECISION: dict[str, Any] = {
    "title": "Selective licensing",
    "body": "Cabinet",
    "kind": "cabinet",
    "decided_on": "2026-03-10",
    "url": "https://example.org/minutes/14",
    "result": "changed",
    "evidence_kinds": ["research", "community"],
}


def decide(ask: Asking, **fields: Any) -> str:
    return str(ask(calls.RecordDecision, programme_id=ask.programme, **DECISION | fields)["decision_id"])


def test_a_decision_is_recorded_with_its_document_and_says_which_evidence_it_lacked(ask: Asking) -> None:
    output = ask.record()
    key = decide(ask, output_ids=[output], note="Ann Example read out the brief.", themes=["housing"])
    one = ask(calls.Decision, decision_id=key)
    assert one["evidence_missing"] == ["local_data", "practitioner", "policy", "cost"]
    assert (one["note"], one["outputs"]) == (
        "Ann Example read out the brief.",
        [{"output_id": output, "title": "Homes and health"}],
    )
    (fact,) = ask.facts("decision.informed")
    assert fact["effectiveon"] == "2026-03-10"
    assert "Ann" not in str(fact) and set(fact["data"]["note"]) == {"text_id", "sha256"}


def test_without_a_document_it_is_no_decision(ask: Asking) -> None:
    with pytest.raises(Invalid, match="make an impact claim instead"):
        decide(ask, url=None)
    assert ask.facts() == []


def test_outputs_of_another_programme_are_refused(ask: Asking) -> None:
    with pytest.raises(Invalid, match="Not in this programme: elsewhere"):
        decide(ask, output_ids=["elsewhere"])


def test_a_correction_stands_in_the_place_of_what_was_said_and_names_the_day_that_was_wrong(ask: Asking) -> None:
    key = decide(ask)
    with pytest.raises(Conflict, match="Nothing of this differs"):
        ask(calls.CorrectDecision, decision_id=key, **DECISION)
    ask(calls.CorrectDecision, decision_id=key, **DECISION | {"decided_on": "2026-02-10", "body": "Full Council"})
    one = ask(calls.Decision, decision_id=key)
    assert (one["decided_on"], one["body"], one["version"]) == ("2026-02-10", "Full Council", 2)
    first, second = ask.facts("decision.informed")
    assert second["corrects"] == first["id"]
    assert second["data"]["dated_before"] == ["2026-03-10"]
    ask(calls.CorrectDecision, decision_id=key, **DECISION | {"decided_on": "2026-01-10"})
    assert ask.facts("decision.informed")[-1]["data"]["dated_before"] == ["2026-02-10", "2026-03-10"]


def test_a_withdrawn_decision_is_left_out_of_the_list_and_cannot_be_changed(ask: Asking) -> None:
    key = decide(ask)
    ask(calls.WithdrawDecision, decision_id=key, reason_code="not_used")
    assert ask(calls.Decisions, programme_id=ask.programme)["items"] == []
    (kept,) = ask(calls.Decisions, programme_id=ask.programme, withdrawn=True)["items"]
    assert kept["withdrawn_reason"] == "not_used"
    for call, fields in ((calls.CorrectDecision, DECISION), (calls.WithdrawDecision, {"reason_code": "not_used"})):
        with pytest.raises(Conflict, match="withdrawn already"):
            ask(call, decision_id=key, **fields)


def test_the_list_is_newest_first_and_narrowed_by_place_theme_and_project(ask: Asking) -> None:
    place = {"code": "N1", "kind": "neighbourhood", "boundary_set": "2024"}
    old = decide(ask, decided_on="2025-01-01", places=[place], themes=["housing"], project_ids=["p1"], request_id="r1")
    new = decide(ask)
    found = lambda **more: [i["decision_id"] for i in ask(calls.Decisions, programme_id=ask.programme, **more)["items"]]  # noqa: E731
    assert found() == [new, old]
    assert found(place="N1") == found(theme="housing") == found(project_id="p1") == found(request_id="r1") == [old]
    assert found(kind="board") == []


def indicator(ask: Asking, **fields: Any) -> str:
    said = {"title": "Damp put right", "unit": "per cent", "direction": "up", "adding": "latest"}
    said |= {"baseline": "41.5", "baseline_on": "2024-03-31", "targets": [{"on": "2026-03-31", "value": "60"}]}
    return str(ask(calls.DefineIndicator, programme_id=ask.programme, **said | fields)["indicator_id"])


def measure(ask: Asking, key: str, value: str | None, on: str = "2026-03-31", **fields: Any) -> str:
    said = {"indicator_id": key, "value": value, "on": on, "source": "Repairs system"}
    return str(ask(calls.MeasureIndicator, **said | fields)["measurement_id"])


def test_an_indicator_shows_baseline_target_and_actual(ask: Asking) -> None:
    key = indicator(ask)
    measure(ask, key, "52.25", on="2025-09-30")
    measure(ask, key, "60.00")
    (one,) = ask(calls.Indicators, programme_id=ask.programme)["items"]
    assert (one["baseline"], one["target"], one["actual"], one["state"]) == ("41.5", "60", "60", "on_target")
    assert [value["value"] for value in ask(calls.Indicator, indicator_id=key)["values"]] == ["52.25", "60"]


def test_a_value_of_the_same_days_place_and_group_is_a_correction(ask: Asking) -> None:
    key = indicator(ask)
    first = measure(ask, key, "50")
    with pytest.raises(Conflict, match="Nothing of this differs"):
        measure(ask, key, "50")
    assert measure(ask, key, "55") == first
    one, two = ask.facts("indicator.measured")
    assert two["corrects"] == one["id"]
    place = {"code": "N1", "kind": "neighbourhood", "boundary_set": "2024"}
    assert measure(ask, key, "55", place=place) != first
    assert len(ask(calls.Measurements, programme_id=ask.programme)["items"]) == 2


def test_a_small_number_of_people_is_nowhere_kept_nor_can_it_be_worked_out(ask: Asking) -> None:
    key = indicator(ask, unit="people in work", counts_people=True, baseline=None, baseline_on=None)
    a, b, c = ({"code": code, "kind": "neighbourhood", "boundary_set": "2024"} for code in "ABC")
    measure(ask, key, "3", place=a)
    measure(ask, key, "20", place=b)
    with pytest.raises(Conflict, match="could be worked out from the others"):
        measure(ask, key, "23")
    measure(ask, key, None, withheld=True, place=c)
    measure(ask, key, "30")
    with pytest.raises(Conflict, match="could be worked out"):
        measure(ask, key, "7", place=c)
    shown = {v["place"] and v["place"]["code"]: v["value"] for v in ask(calls.Indicator, indicator_id=key)["values"]}
    assert shown == {None: "30", "A": "fewer than 5", "B": "20", "C": "not shown"}
    few = [fact["data"] for fact in ask.facts("indicator.measured") if fact["data"].get("hidden")]
    assert [("value" in data, data["hidden"]) for data in few] == [(False, "few"), (False, "withheld")]


def test_what_values_count_cannot_change_under_them_and_targets_can(ask: Asking) -> None:
    key = indicator(ask)
    measure(ask, key, "50")
    with pytest.raises(Conflict, match="its unit, adding cannot change"):
        indicator(ask, indicator_id=key, unit="homes", adding="sum")
    indicator(ask, indicator_id=key, targets=[{"on": "2026-03-31", "value": "45"}])
    assert ask(calls.Indicator, indicator_id=key)["state"] == "on_target"


def test_what_is_said_anew_of_an_indicator_never_holds_from_before_what_was_said_last(ask: Asking) -> None:
    key = indicator(ask, from_on="2025-01-01")
    with pytest.raises(Invalid, match="What was said last holds from 2025-01-01") as refused:
        indicator(ask, indicator_id=key, from_on="2024-12-31", title="Damp")
    assert list(refused.value.fields) == ["from_on"]
    indicator(ask, indicator_id=key, from_on="2025-01-01", title="Damp")
    assert ask(calls.Indicator, indicator_id=key)["title"] == "Damp"


def test_a_baseline_of_a_few_people_is_not_kept(ask: Asking) -> None:
    with pytest.raises(Invalid, match="from 1 to 4 is not kept"):
        indicator(ask, counts_people=True, baseline="3")
    assert ask.facts() == []
    indicator(ask, counts_people=True, baseline="0")
    indicator(ask, baseline="3")


def test_a_partner_of_one_project_sees_its_decisions_and_nothing_of_the_programme_as_a_whole(ask: Asking) -> None:
    mine, _ = decide(ask, project_ids=["p1", "p2"]), decide(ask, project_ids=["p2"])
    decide(ask)
    measure(ask, indicator(ask), "50")
    output = ask.record()
    ask(calls.AssertAttribution, output_id=output, award_id="award-1")
    ask(calls.AssertAttribution, output_id=output, project_id="p1")
    partner = Actor("person-9", (Grant("partner", ask.programme, "p1"),))
    seen = lambda call: ask.client.call(call, {}, actor=partner)["items"]  # noqa: E731
    assert [one["decision_id"] for one in seen(calls.Decisions)] == [mine]
    assert [one["project_id"] for one in seen(calls.Attributions)] == ["p1"]
    whole = (calls.Indicators, calls.Measurements, calls.TrainingSessions, calls.Surveys, calls.InclusionProfiles)
    for call in (*whole, calls.Merges, calls.CaseStudies, calls.PathwaySteps):
        assert seen(call) == [], call
    of_all = Actor("person-9", (Grant("partner", ask.programme),))
    assert len(ask.client.call(calls.Decisions, {}, actor=of_all)["items"]) == 3
    assert len(ask.client.call(calls.Indicators, {}, actor=of_all)["items"]) == 1


def test_a_value_taken_back_counts_no_more_and_another_may_take_its_place(ask: Asking) -> None:
    key = indicator(ask)
    wrong = measure(ask, key, "99")
    ask(calls.WithdrawMeasurement, measurement_id=wrong, reason_code="entered_in_error")
    assert ask(calls.Indicator, indicator_id=key)["actual"] is None
    with pytest.raises(Conflict, match="withdrawn already"):
        ask(calls.WithdrawMeasurement, measurement_id=wrong, reason_code="entered_in_error")
    assert measure(ask, key, "50") != wrong


def test_what_is_not_there_is_not_found(ask: Asking) -> None:
    for call, name in ((calls.Decision, "decision_id"), (calls.Indicator, "indicator_id")):
        with pytest.raises(NotFound):
            ask(call, **{name: "nothing"})
