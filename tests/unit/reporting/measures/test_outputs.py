"""Outputs: first public date, merged and corrected records, links to awards, DOIs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from naive_sight import NaiveSight
from story import PROGRAMME, Story

from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.value import State, Value
from services.reporting.measures.wording import printed
from shared.events.event import Event
from shared.events.outputs import (
    AttributionAgreed,
    AttributionAsserted,
    AttributionWithdrawn,
    OutputChanged,
    OutputPublished,
    OutputRecorded,
    OutputsMerged,
    OutputsMergeUndone,
    OutputWithdrawn,
)

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))


@pytest.fixture
def story() -> Story:
    return Story()


def record(story: Story, key: str, on: str, state: str = "public", doi: str | None = None, **more: Any) -> Event:
    data: dict[str, Any] = {"type": "publication", "title": key, "state": state, **more}
    return story.tell(OutputRecorded, key, on, data | ({"identifiers": {"doi": doi}} if doi else {}))


def value(story: Story, measure: str) -> Value:
    return by_id(measure)(NaiveSight(story.events, PROGRAMME), PERIOD)


def counted(story: Story) -> list[str]:
    return [key for _, key in value(story, "outputs.new").counted]


def test_an_output_counts_by_its_first_public_date_and_once(story: Story) -> None:
    record(story, "before", "2025-12-31")
    story.tell(OutputPublished, "before", "2026-03-01", {"version": "published"})
    record(story, "within", "2026-06-30")
    story.tell(OutputPublished, "within", "2026-08-01", {"version": "published"})
    record(story, "planned", "2026-03-01", state="planned")
    assert counted(story) == ["within"]


def test_one_published_before_its_planned_date_counts(story: Story) -> None:
    record(story, "o1", "2026-11-01", state="accepted")
    story.tell(OutputPublished, "o1", "2026-05-01", {})
    assert counted(story) == ["o1"]


def test_a_corrected_public_date_replaces_the_wrong_one(story: Story) -> None:
    wrong = record(story, "o1", "2026-02-01")
    story.tell(OutputPublished, "o1", "2026-07-15", {}, corrects=wrong)
    assert value(story, "outputs.new").state is State.ZERO


def test_merged_records_are_one_at_their_earliest_date_until_the_merge_is_undone(story: Story) -> None:
    record(story, "a", "2026-02-01", doi="10.5555/A")
    record(story, "b", "2026-03-01", doi="10.5555/a")
    body = {"kept_id": "b", "absorbed_id": "a", "basis": "doi"}
    merge = story.tell(OutputsMerged, "b", "2026-07-20", body)
    assert counted(story) == ["b"]
    undone = {"merge_event_id": str(merge.id), "kept_id": "b", "absorbed_id": "a"}
    story.tell(OutputsMergeUndone, "b", "2026-07-21", undone, corrects=merge)
    assert counted(story) == ["a", "b"]


def test_records_merged_in_a_circle_are_one(story: Story) -> None:
    for key in ("a", "b"):
        record(story, key, "2026-02-01")
    story.tell(OutputsMerged, "b", "2026-03-01", {"kept_id": "b", "absorbed_id": "a", "basis": "title"})
    story.tell(OutputsMerged, "a", "2026-03-02", {"kept_id": "a", "absorbed_id": "b", "basis": "title"})
    assert counted(story) == ["a"]


def test_of_a_preprint_and_its_article_one_counts_when_the_first_became_public(story: Story) -> None:
    record(story, "article", "2026-07-10")
    record(story, "preprint", "2026-02-01", version_of="article")
    assert counted(story) == ["article"]


@pytest.mark.parametrize("kind", ["error", "not_ours"])
def test_one_that_never_was_ours_does_not_count_whenever_that_was_found(story: Story, kind: str) -> None:
    record(story, "o1", "2026-02-01")
    story.tell(OutputWithdrawn, "o1", "2026-09-01", {"kind": kind})
    assert value(story, "outputs.new").state is State.ZERO


def test_a_retracted_one_was_public_and_is_counted_and_said(story: Story) -> None:
    record(story, "o1", "2026-02-01")
    story.tell(OutputWithdrawn, "o1", "2026-05-01", {"kind": "retracted"})
    found = value(story, "outputs.new")
    assert found.amount == 1
    assert [(line.name, line.amount) for line in found.beside] == [("retracted since", 1)]


def test_training_and_involvement_are_not_outputs(story: Story) -> None:
    record(story, "o1", "2026-02-01")
    changes = {"type": {"before": "publication", "after": "training_delivered"}}
    story.tell(OutputChanged, "o1", "2026-02-01", {"changes": changes})
    assert value(story, "outputs.new").state is State.ZERO


def test_an_output_with_two_themes_is_under_both_and_counted_once(story: Story) -> None:
    record(story, "o1", "2026-02-01", themes=["housing", "leisure"])
    found = value(story, "outputs.new")
    themes = next(b for b in found.breakdowns if b.title == "By theme")
    assert found.amount == 1
    assert themes.overlapping and sum(line.amount for line in themes.lines) == 2


def test_dois_are_compared_without_regard_to_case(story: Story) -> None:
    record(story, "a", "2026-02-01", doi="10.5555/ABC")
    record(story, "b", "2026-03-01", doi="10.5555/abc")
    record(story, "c", "2026-03-01")
    found = value(story, "outputs.dois")
    assert found.amount == 1
    assert [(line.name, line.amount) for line in found.beside] == [("outputs without a DOI", 1)]


def test_links_are_more_than_outputs_where_one_counts_for_two_awards(story: Story) -> None:
    record(story, "a", "2026-02-01")
    for number, award in enumerate(("award-1", "award-2", "award-1")):
        story.tell(AttributionAsserted, f"at{number}", "2026-02-01", {"output_id": "a", "award_id": award})
    story.tell(AttributionAgreed, "at0", "2026-03-01", {"output_id": "a"})
    found = value(story, "outputs.attributions")
    assert (found.amount, found.beside[0].amount) == (2, 1)
    story.tell(AttributionWithdrawn, "at1", "2026-04-01", {"output_id": "a", "reason_code": "error"})
    assert value(story, "outputs.attributions").amount == 1


def test_without_outputs_there_is_nothing_to_link_and_without_facts_no_claim(story: Story) -> None:
    assert value(story, "outputs.attributions").state is State.NOT_ASKED
    record(story, "o1", "2026-03-01", state="submitted")
    assert printed(by_id("outputs.attributions"), value(story, "outputs.attributions")) == "There was no new output"
    assert printed(by_id("outputs.new"), value(story, "outputs.new")) == "0"
