"""Two records of one output count once; attribution names awards that outputs does not own."""

from __future__ import annotations

from typing import Any

import pytest
from installation import until

from shared.calls import outputs as calls
from shared.errors import Conflict


def test_merged_outputs_count_once_and_can_be_parted_again(ask: Any) -> None:
    kept, absorbed = ask.record(title="Homes", award_ids=["A1"]), ask.record(title="Homes.", award_ids=["A1", "A2"])
    merge = ask(calls.MergeOutputs, kept_id=kept, absorbed_id=absorbed, basis="title")
    (only,) = ask(calls.Outputs, programme_id=ask.programme)["items"]
    assert (only["output_id"], only["attribution_count"]) == (kept, 2)
    with pytest.raises(Conflict, match="part of another"):
        ask(calls.MergeOutputs, kept_id=kept, absorbed_id=absorbed)
    ask(calls.UndoMerge, merge_event_id=merge["merge_event_id"])
    assert len(ask(calls.Outputs, programme_id=ask.programme)["items"]) == 2
    with pytest.raises(Conflict, match="undone already"):
        ask(calls.UndoMerge, merge_event_id=merge["merge_event_id"])
    merged, undone = ask.facts("outputs.merged", "outputs.merge_undone")
    assert (undone["corrects"], undone["subject"]) == (merged["id"], kept)


def test_the_same_attribution_twice_is_one(ask: Any) -> None:
    output_id = ask.record()
    first = ask(calls.AssertAttribution, output_id=output_id, award_id="A1")
    assert ask(calls.AssertAttribution, output_id=output_id, award_id="A1") == first
    assert len(ask.facts("attribution.asserted")) == 1


def test_an_attribution_is_agreed_and_can_be_taken_back_and_made_again(ask: Any) -> None:
    output_id = ask.record()
    claim = ask(calls.AssertAttribution, output_id=output_id, project_id="PR1", reason="It wrote it")["attribution_id"]
    assert ask(calls.AgreeAttribution, attribution_id=claim)["state"] == "agreed"
    ask(calls.WithdrawAttribution, attribution_id=claim, reason_code="no_longer_claimed", note="Jo Bloggs says")
    with pytest.raises(Conflict):
        ask(calls.AgreeAttribution, attribution_id=claim)
    ask(calls.AssertAttribution, output_id=output_id, project_id="PR1")
    facts = ask.facts("attribution.asserted", "attribution.agreed", "attribution.withdrawn")
    assert [fact["type"].partition(".")[2] for fact in facts] == ["asserted", "agreed", "withdrawn", "asserted"]
    assert set(facts[0]["data"]["reason"]) == {"text_id", "sha256"}
    assert set(facts[2]["data"]["note"]) == {"text_id", "sha256"}


def test_an_award_number_that_is_not_known_is_kept_as_written_until_its_award_is_recorded(ask: Any) -> None:
    output_id = ask.record()
    ask(calls.AssertAttribution, output_id=output_id, award_reference="nihr 206537")
    assert ask.attributed(output_id) == [(None, "as_written")]
    assert ask.facts("attribution.asserted") == []
    ask.tell_of_award(f"award-{ask.programme}", "NIHR206537")
    until(lambda: ask.attributed(output_id) == [(f"award-{ask.programme}", "asserted")])
    (asserted,) = ask.facts("attribution.asserted")
    assert (asserted["data"]["award_id"], asserted["effectiveon"]) == (f"award-{ask.programme}", "2026-03-01")


def test_an_award_that_ended_long_before_the_output_is_no_reason_to_refuse(ask: Any) -> None:
    output_id = ask.record()
    ask(calls.AssertAttribution, output_id=output_id, award_reference="12/34/56")
    ask.tell_of_award(f"old-{ask.programme}", "12/34/56")  # until 2021; the output is of 2026
    until(lambda: ask.attributed(output_id) == [(f"old-{ask.programme}", "asserted")])
    later = ask.record(title="Later")
    assert ask(calls.AssertAttribution, output_id=later, award_reference="12 / 34 / 56")["state"] == "asserted"
