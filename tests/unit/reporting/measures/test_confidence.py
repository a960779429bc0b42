"""Declared confidence, counted by hand, and apart from it the schedule as computed."""

from __future__ import annotations

from datetime import date
from typing import Any

from naive_sight import NaiveSight
from story import PROGRAMME, Story

from services.reporting.measures.confidence import schedules
from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.value import State
from services.reporting.reports.confidencetables import confidence_table
from services.reporting.reports.names import Names
from shared.events.projects import (
    ConfidenceDeclared,
    MilestoneAchieved,
    MilestonePlanned,
    MilestoneReforecast,
    ProjectStarted,
    ThresholdSet,
    WorkstreamAdded,
)
from shared.events.reporting import ReportSubmitted

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))
WORDS = {"text_id": "t", "sha256": "0" * 64}


def told() -> Story:
    story = Story()
    for unit in ("u1", "u2", "u3"):
        story.tell(WorkstreamAdded, unit, "2025-01-01", {"title": f"Unit {unit}"})
    declare(story, "u1", "2025-10-01", "green")
    declare(story, "u1", "2026-03-01", "red", action=WORDS, review_on="2026-06-01")
    declare(story, "u2", "2026-02-01", "amber", review_on="2026-09-01")
    declare(story, PROGRAMME, "2026-02-01", "amber", kind="programme")
    declare(story, "u2", "2026-07-01", "green")
    return story


def declare(story: Story, target: str, on: str, level: str, kind: str = "workstream", **more: Any) -> None:
    data = {"target_id": target, "target_kind": kind, "level": level, "reason": WORDS}
    story.tell(ConfidenceDeclared, target, on, data | more)


def measured(story: Story, period: Period = PERIOD) -> Any:
    return by_id("confidence.declared")(NaiveSight(story.events, PROGRAMME), period)


def test_each_workstream_counts_once_at_the_level_that_holds_on_the_last_day() -> None:
    value = measured(told())
    assert value.amount == 2
    levels, reviews = value.breakdowns
    assert {line.name: line.amount for line in levels.lines} == {"red": 1, "amber": 1}
    assert {line.name: line.amount for line in reviews.lines} == {"review has passed": 1, "review ahead": 1}


def test_a_programme_that_declared_nothing_claims_nothing() -> None:
    assert measured(Story()).state is State.NOT_ASKED


def test_the_levels_at_the_last_report_stand_beside() -> None:
    story = told()
    submit(story)
    assert {line.name: line.amount for line in measured(story).beside} == {"green at the last report": 1}


def submit(story: Story) -> None:
    from tests.contract.golden_files import goldens

    body = next(g.body for g in goldens() if g.type == ReportSubmitted.full_type())
    period = {"from": "2025-07-01", "to": "2025-12-31"}
    story.tell(ReportSubmitted, "r1", "2026-07-02", body | {"period": period, "position": 1})


def test_the_schedule_is_computed_from_the_latest_open_milestone_by_the_settings_of_the_day() -> None:
    story = told()
    story.tell(ProjectStarted, "p1", "2025-01-01", {"title": "P", "workstream_id": "u1"})
    for key, baseline in (("m1", "2026-06-10"), ("m2", "2026-06-01"), ("m3", "2026-09-01")):
        data = {"title": key, "baseline_on": baseline, "contractual": False, "project_id": "p1"}
        story.tell(MilestonePlanned, key, "2025-02-01", data)
    moved = {"forecast_from": "2026-09-01", "forecast_to": "2026-09-10", "reason_code": "scope"}
    story.tell(MilestoneReforecast, "m3", "2026-05-01", moved)
    story.tell(MilestoneAchieved, "m2", "2026-06-29", {})
    sight = NaiveSight(story.events, PROGRAMME)
    assert schedules(sight, date(2026, 6, 30))["u1"].days_late == 20  # m1 is overdue by 20 days, m3 expected 9 late
    assert schedules(sight, date(2026, 6, 30))["u1"].level == "amber"
    story.tell(ThresholdSet, PROGRAMME, "2026-06-30", {"key": "rag.red_days", "values": [20]})
    assert schedules(NaiveSight(story.events, PROGRAMME), date(2026, 6, 30))["u1"].level == "red"
    assert schedules(NaiveSight(story.events, PROGRAMME), date(2026, 6, 29))["u1"].level == "amber"


def test_the_table_shows_what_was_declared_and_what_was_computed_in_two_columns() -> None:
    sight = NaiveSight(told().events, PROGRAMME)
    table = confidence_table(sight, PERIOD, Names(sight, NaiveSight([], "")))
    assert [row[:2] for row in table.rows] == [
        ("Unit u1", "Red"),
        ("Unit u2", "Amber"),
        ("Unit u3", "Not declared"),
    ]
    assert table.rows[0][5:7] == ("Yes", None)
