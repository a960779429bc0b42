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
from services.reporting.reports.attributiontables import outputs_awards
from services.reporting.reports.names import Names
from services.reporting.reports.outputtables import outputs_withdrawn
from shared.events.event import Event
from shared.events.outputs import (
    AttributionAgreed,
    AttributionAsserted,
    AttributionDisputed,
    AttributionWithdrawn,
    OutputChanged,
    OutputPublished,
    OutputRecorded,
    OutputReinstated,
    OutputsMerged,
    OutputsMergeUndone,
    OutputWithdrawn,
)
from shared.events.reporting import ReportSubmitted

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


def new_at(story: Story, position: int) -> list[str]:
    found = by_id("outputs.new")(NaiveSight(story.events, PROGRAMME, position), PERIOD)
    return [key for _, key in found.counted]


def test_a_preprint_and_its_article_are_one_output_from_the_moment_that_they_are_linked(story: Story) -> None:
    record(story, "preprint", "2026-02-01", subtype="preprint")  # 1
    record(story, "article", "2026-05-01", subtype="journal_article")  # 2
    link = {"changes": {"version_of": {"before": None, "after": "article"}}}
    story.tell(OutputChanged, "preprint", "2026-02-01", link)  # 3
    unlink = {"changes": {"version_of": {"before": "article", "after": None}}}
    story.tell(OutputChanged, "preprint", "2026-02-01", unlink)  # 4
    assert [new_at(story, position) for position in (1, 2, 3, 4)] == [
        ["preprint"], ["article", "preprint"], ["article"], ["article", "preprint"]
    ]  # fmt: skip


def test_an_article_whose_preprint_an_earlier_period_counted_is_not_new_again(story: Story) -> None:
    record(story, "preprint", "2025-11-01", subtype="preprint", version_of="article")
    record(story, "article", "2026-05-01", subtype="journal_article")
    assert value(story, "outputs.new").state is State.ZERO


def test_a_withdrawal_taken_back_never_was_at_every_later_position(story: Story) -> None:
    record(story, "o1", "2026-02-01")  # 1
    gone = story.tell(OutputWithdrawn, "o1", "2026-02-01", {"kind": "error"}, recorded="2026-03-01")  # 2
    back = {"withdrawal_event_id": str(gone.id)}
    story.tell(OutputReinstated, "o1", "2026-02-01", back, recorded="2026-03-02", corrects=gone)  # 3
    story.tell(OutputWithdrawn, "o1", "2026-02-01", {"kind": "not_ours"}, recorded="2026-04-01")  # 4
    assert [new_at(story, position) for position in (1, 2, 3, 4)] == [["o1"], [], ["o1"], []]


def submit(story: Story, period: dict[str, str], on: str) -> None:
    from tests.contract.golden_files import goldens

    body = next(golden.body for golden in goldens() if golden.type == ReportSubmitted.full_type())
    position = len(story.events)
    story.tell(ReportSubmitted, f"report-{position}", on, body | {"period": period, "position": position})


def withdrawn_rows(story: Story, period: Period = PERIOD) -> list[tuple[str, str, str]]:
    sight = NaiveSight(story.events, PROGRAMME)
    table = outputs_withdrawn(sight, period, Names(sight, sight))
    return [(str(row[1]), str(row[3]), str(row[5])) for row in table.rows]


BEFORE = {"from": "2025-07-01", "to": "2025-12-31"}
WITHIN = {"from": "2026-01-01", "to": "2026-06-30"}


def test_what_an_earlier_report_counted_and_was_withdrawn_since_is_said_in_the_next_one_and_not_again(
    story: Story,
) -> None:
    for key in ("retracted", "mistake", "known before", "sound"):
        record(story, key, "2025-09-01")
    story.tell(OutputWithdrawn, "known before", "2025-09-01", {"kind": "error"}, recorded="2025-10-01")
    submit(story, BEFORE, "2026-01-10")
    story.tell(OutputWithdrawn, "retracted", "2026-02-01", {"kind": "retracted"})
    story.tell(OutputWithdrawn, "mistake", "2025-09-01", {"kind": "error"}, recorded="2026-03-01")
    record(story, "new", "2026-04-01")
    story.tell(OutputWithdrawn, "new", "2026-05-01", {"kind": "retracted"})
    assert withdrawn_rows(story) == [
        ("mistake", "Withdrawn: entered in error", "Yes"),
        ("retracted", "Retracted", "Yes"),
        ("new", "Retracted", "No"),
    ]
    submit(story, WITHIN, "2026-07-10")
    assert withdrawn_rows(story, Period(date(2026, 7, 1), date(2026, 12, 31))) == []


def test_a_link_is_counted_once_where_two_merged_records_have_it_and_says_what_is_most_certain(story: Story) -> None:
    record(story, "a", "2026-02-01")
    record(story, "b", "2026-02-01")
    for key in ("a", "b"):
        story.tell(AttributionAsserted, f"at-{key}", "2026-02-01", {"output_id": key, "award_id": "award-1"})
    story.tell(AttributionAgreed, "at-b", "2026-03-01", {"output_id": "b"})
    story.tell(OutputsMerged, "a", "2026-04-01", {"kept_id": "a", "absorbed_id": "b", "basis": "title"})
    found = value(story, "outputs.attributions")
    assert found.amount == 1
    standing = next(b for b in found.breakdowns if b.title == "Agreed or not yet")
    assert [(line.name, line.amount) for line in standing.lines] == [("agreed", 1)]


def test_a_disputed_link_counts_until_it_is_withdrawn_and_is_said(story: Story) -> None:
    record(story, "a", "2026-02-01")
    story.tell(AttributionAsserted, "at", "2026-02-01", {"output_id": "a", "award_id": "award-1"})
    body = {"output_id": "a", "reason_code": "another_award"}
    story.tell(AttributionDisputed, "at", "2026-03-01", body)
    found = value(story, "outputs.attributions")
    standing = next(b for b in found.breakdowns if b.title == "Agreed or not yet")
    assert (found.amount, [line.name for line in standing.lines]) == (1, ["disputed"])
    story.tell(AttributionAgreed, "at", "2026-04-01", {"output_id": "a"})
    standing = next(b for b in value(story, "outputs.attributions").breakdowns if b.title == "Agreed or not yet")
    assert [line.name for line in standing.lines] == ["agreed"]


def test_why_awards_add_up_to_more_than_the_programme_is_said_beside_the_links(story: Story) -> None:
    # three outputs: one of two awards, one of one, one of none; so 3 links of 3 outputs, and the awards add up to 3
    for key in "abc":
        record(story, key, "2026-02-01")
    for number, (key, award) in enumerate((("a", "award-1"), ("a", "award-2"), ("b", "award-1"))):
        story.tell(AttributionAsserted, f"at{number}", "2026-02-01", {"output_id": key, "award_id": award})
    assert value(story, "outputs.new").amount == 3
    found = value(story, "outputs.attributions")
    assert found.amount == 3
    assert [(line.name, line.amount) for line in found.beside] == [
        ("outputs linked to more than one award", 1), ("outputs linked to no award", 1),
    ]  # fmt: skip
    assert "3 different outputs" in found.note and "the awards add up to more" in found.note


def test_the_table_has_a_line_for_each_award_and_says_why_they_add_up_to_more(story: Story) -> None:
    for key in "ab":
        record(story, key, "2026-02-01")
    for number, (key, award) in enumerate((("a", "award-1"), ("a", "award-2"), ("b", "award-1"))):
        story.tell(AttributionAsserted, f"at{number}", "2026-02-01", {"output_id": key, "award_id": award})
    story.tell(AttributionAgreed, "at0", "2026-03-01", {"output_id": "a"})
    sight = NaiveSight(story.events, PROGRAMME)
    table = outputs_awards(sight, PERIOD, Names(sight, sight))
    assert table.rows == (("award-1", 2, 1, 1, 0, 1), ("award-2", 1, 0, 1, 0, 1))
    assert table.note.startswith("1 of the outputs counts for more than one award and is in the line of each")


def test_what_was_merged_into_one_that_is_not_ours_does_not_count_either(story: Story) -> None:
    for key in "ab":
        record(story, key, "2026-02-01")
    story.tell(OutputsMerged, "a", "2026-03-01", {"kept_id": "a", "absorbed_id": "b", "basis": "title"})
    story.tell(OutputWithdrawn, "a", "2026-02-01", {"kind": "not_ours"})
    assert value(story, "outputs.new").state is State.ZERO


def test_versions_of_one_that_was_entered_in_error_count_by_themselves(story: Story) -> None:
    record(story, "article", "2026-02-01")
    for key in ("first", "second"):
        record(story, key, "2026-02-01", version_of="article")
    assert value(story, "outputs.new").amount == 1
    story.tell(OutputWithdrawn, "article", "2026-02-01", {"kind": "error"})
    assert counted(story) == ["first", "second"]


def test_a_link_of_versions_holds_though_the_date_of_the_output_was_put_right_to_an_earlier_one(story: Story) -> None:
    record(story, "article", "2026-02-01")
    late = record(story, "preprint", "2026-06-01")
    data = {"type": "publication", "title": "preprint", "state": "public"}
    story.tell(OutputRecorded, "preprint", "2026-01-15", data, corrects=late)
    changes = {"version_of": {"before": None, "after": "article"}}
    story.tell(OutputChanged, "preprint", "2026-01-15", {"changes": changes, "reason_code": "version_linked"})
    assert counted(story) == ["article"]
