"""Local authors, and people reached: counted or estimated, by audience, small numbers not shown."""

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
from shared.events.outputs import OutputChanged, OutputRecorded, OutputsMerged

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))
REACH, LOCAL = by_id("sharing.reach"), by_id("outputs.authored_locally")


@pytest.fixture
def story() -> Story:
    return Story()


def held(story: Story, key: str, people: int | None, audience: str = "officers", **more: Any) -> None:
    details = {"audience": audience, "counted": more.pop("counted", True)}
    body: dict[str, Any] = {"type": "engagement_activity", "title": key, "state": "public", "details": details}
    if people is not None:
        body["head_counts"] = {"people_reached": people}
    story.tell(OutputRecorded, key, "2026-03-01", body | more)


def written(story: Story, key: str, *sectors: str, **more: Any) -> None:
    body = {"type": "publication", "title": key, "state": "public", "author_sectors": list(sectors)}
    story.tell(OutputRecorded, key, "2026-03-01", body | more)


def value(measure: Any, story: Story) -> Value:
    found: Value = measure(NaiveSight(story.events, PROGRAMME), PERIOD)
    return found


def lines(found: Value, which: int) -> dict[str, Any]:
    return {line.name: line.amount or line.hidden for line in found.breakdowns[which].lines}


def test_people_reached_are_added_by_audience_and_it_is_said_whether_they_were_counted(story: Story) -> None:
    held(story, "talk", 30)
    held(story, "fair", 400, "public", counted=False)
    held(story, "radio", 9000, "public", type="media_activity", counted=False)
    held(story, "paper", 100, type="publication")
    found = value(REACH, story)
    assert found.amount == 9430
    assert lines(found, 0) == {"officers": 30, "public": 9400}
    assert lines(found, 1) == {"counted": 30, "estimated": 9400}


def test_an_activity_without_a_number_is_said_and_none_with_one_is_unknown(story: Story) -> None:
    held(story, "talk", None)
    assert value(REACH, story).state is State.UNKNOWN
    held(story, "fair", 400)
    found = value(REACH, story)
    assert (found.amount, [(line.name, line.amount) for line in found.beside]) == (
        400,
        [("activities without a number", 1)],
    )


def test_the_number_of_an_older_record_is_read_where_it_stood(story: Story) -> None:
    held(story, "talk", None, details={"people_reached": "25", "audience": "officers"})
    assert value(REACH, story).amount == 25


def test_a_corrected_number_stands_for_the_wrong_one(story: Story) -> None:
    held(story, "talk", 30)
    change = {"changes": {"details": {"before": {}, "after": {}}}, "head_counts": {"people_reached": 300}}
    story.tell(OutputChanged, "talk", "2026-03-01", change)
    assert value(REACH, story).amount == 300


def test_of_merged_records_the_people_are_counted_once(story: Story) -> None:
    held(story, "a", 30)
    held(story, "b", 30)
    story.tell(OutputsMerged, "a", "2026-04-01", {"kept_id": "a", "absorbed_id": "b", "basis": "person"})
    assert value(REACH, story).amount == 30


def test_activities_that_reached_a_handful_are_not_in_the_number_and_are_said(story: Story) -> None:
    held(story, "visit", 3, "councillors")
    found = value(REACH, story)
    assert (found.amount, found.state, found.hidden, found.breakdowns) == (None, State.SUPPRESSED, "not shown", ())
    held(story, "talk", 30)
    held(story, "fair", 50, "public", counted=False)
    found = value(REACH, story)
    assert found.amount == 80
    assert lines(found, 0) == {"officers": 30, "public": 50}
    assert [(line.name, line.amount) for line in found.beside] == [
        ("activities that reached fewer than 5 people, not in the number", 1)
    ]
    assert ("outputs", "visit") not in found.counted


def test_a_publication_is_local_by_one_author_of_the_council_the_voluntary_sector_or_the_public(story: Story) -> None:
    written(story, "council", "university", "local_authority")
    written(story, "charity", "voluntary")
    written(story, "resident", "public", type="evidence_brief")
    written(story, "campus", "university")
    written(story, "unsaid")
    written(story, "talk", "public", type="engagement_activity")
    found = value(LOCAL, story)
    assert printed(LOCAL, found) == "3 of 5"
    assert [(line.name, line.amount) for line in found.beside] == [("sectors of the authors not recorded", 1)]


def test_a_local_author_of_the_preprint_makes_the_article_local_once(story: Story) -> None:
    written(story, "article", "university")
    written(story, "preprint", "public", version_of="article")
    assert printed(LOCAL, value(LOCAL, story)) == "1 of 1"
