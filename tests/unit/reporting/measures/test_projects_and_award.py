"""Projects under way and gone quiet, the award's value, and late facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from naive_sight import NaiveSight
from story import PROGRAMME, Story, money

from services.reporting.measures.period import Period
from services.reporting.measures.registry import all_measures, by_id
from services.reporting.measures.value import State, Value
from services.reporting.measures.wording import digits, plain, printed
from shared.events.projects import (
    AwardExtended,
    AwardRecorded,
    MilestonePlanned,
    NothingNewConfirmed,
    ProgressNoted,
    ProjectChanged,
    ProjectEnded,
    ProjectPaused,
    ProjectResumed,
    ProjectStarted,
    ThresholdSet,
)
from shared.events.reporting import ReportSubmitted, RestatementDecided

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))


@pytest.fixture
def story() -> Story:
    return Story()


def value(story: Story, measure: str, position: int | None = None) -> Value:
    return by_id(measure)(NaiveSight(story.events, PROGRAMME, position), PERIOD)


def start(story: Story, key: str, on: str = "2026-01-10", **more: Any) -> None:
    story.tell(ProjectStarted, key, on, {"title": key, **more})


def test_a_project_is_under_way_between_start_and_end_unless_paused(story: Story) -> None:
    for key in ("on", "paused", "resumed", "ended", "later"):
        start(story, key, "2026-07-01" if key == "later" else "2026-01-10")
    for key in ("paused", "resumed"):
        story.tell(ProjectPaused, key, "2026-02-01", {"reason_code": "recruitment"})
    story.tell(ProjectResumed, "resumed", "2026-03-01")
    story.tell(ProjectEnded, "ended", "2026-06-30", {"outcome": "completed"})
    assert [key for _, key in value(story, "projects.active").counted] == ["on", "resumed"]


def test_a_late_pause_does_not_undo_a_resumption_that_came_after_it(story: Story) -> None:
    start(story, "p1")
    story.tell(ProjectResumed, "p1", "2026-05-01")
    story.tell(ProjectPaused, "p1", "2026-03-01", {"reason_code": "approval"}, recorded="2026-06-01")
    assert value(story, "projects.active").amount == 1


def test_a_change_of_workstream_holds_from_its_day(story: Story) -> None:
    start(story, "p1", workstream_id="w1", themes=["housing"])
    changes = {"workstream_id": {"before": "w1", "after": "w2"}, "themes": {"before": ["housing"], "after": None}}
    story.tell(ProjectChanged, "p1", "2026-04-01", {"changes": changes})
    found = value(story, "projects.active")
    assert [line.name for line in found.breakdowns[0].lines] == ["w2"]
    assert [line.name for line in found.breakdowns[1].lines] == ["none"]


def test_a_project_is_quiet_after_sixty_days_without_a_fact_about_it(story: Story) -> None:
    for key in ("quiet", "noted", "milestone", "nothing_new", "edge", "risky"):
        start(story, key)
    of_a_risk = {"target_id": "r1", "target_kind": "risk"}
    story.tell(ProgressNoted, "r1", "2026-06-02", of_a_risk | {"project_id": "risky"})
    story.tell(ProgressNoted, "r2", "2026-06-02", of_a_risk | {"target_id": "quiet"})  # of no project, whatever its id
    story.tell(ProgressNoted, "edge", "2026-05-01", {"target_id": "edge", "target_kind": "project"})
    story.tell(ProgressNoted, "noted", "2026-05-02", {"target_id": "noted", "target_kind": "project"})
    body = {"title": "m", "project_id": "milestone", "baseline_on": "2026-12-01", "contractual": False}
    story.tell(MilestonePlanned, "m1", "2026-06-01", body)
    period = {"from": "2026-01-01", "to": "2026-06-30"}
    confirmed = {"target_id": "nothing_new", "target_kind": "project", "period": period}
    story.tell(NothingNewConfirmed, "nothing_new", "2026-06-30", confirmed)
    assert [key for _, key in value(story, "projects.no_update").counted] == ["edge", "quiet"]


def test_nothing_new_of_the_whole_programme_is_news_of_every_project(story: Story) -> None:
    start(story, "p1")
    period = {"from": "2026-01-01", "to": "2026-06-30"}
    confirmed = {"target_id": PROGRAMME, "target_kind": "programme", "period": period}
    story.tell(NothingNewConfirmed, PROGRAMME, "2026-06-30", confirmed)
    assert value(story, "projects.no_update").state is State.ZERO


def award(story: Story, key: str, amount: dict[str, str] | None) -> None:
    body = {"award_id": key, "reference": key.upper(), "id_as_written": key, "funder_org": "f", "start": "2024-01-01"}
    story.tell(AwardRecorded, key, "2024-01-01", body | ({"amount": amount} if amount else {}))


def test_the_award_is_worth_its_amount_and_every_change_up_to_the_last_day(story: Story) -> None:
    award(story, "a1", money("5000000.10"))
    story.tell(AwardExtended, "a1", "2026-06-30", {"amount_change": money("-0.35")})
    story.tell(AwardExtended, "a1", "2026-07-01", {"amount_change": money("1000.00")})
    found = value(story, "award.value")
    assert found.amount == Decimal("4999999.75")
    assert printed(by_id("award.value"), found) == "£4,999,999.75"


def test_an_award_without_an_amount_is_not_known_and_none_at_all_not_applicable(story: Story) -> None:
    assert value(story, "award.value").state is State.NOT_APPLICABLE
    award(story, "a1", money("10.00"))
    award(story, "a2", None)
    assert value(story, "award.value").state is State.UNKNOWN


def submitted(story: Story, position: int) -> None:
    files = {"html": {"sha256": "0" * 64, "size": 1}, "json": {"sha256": "0" * 64, "size": 1}}
    story.tell(
        ReportSubmitted,
        "r1",
        "2026-01-20",
        {
            "template": "nihr-six-monthly",
            "template_version": 1,
            "title": "Report",
            "versions_fingerprint": "0" * 64,
            "period": {"from": "2025-07-01", "to": "2025-12-31"},
            "position": position,
            "revision": 1,
            "fingerprint": "0" * 64,
            "artefacts": files,
            "route": "email",
            "recipients": ["person-9"],
        },
    )


def test_late_facts_are_those_known_after_the_last_report_and_dated_in_its_period_or_before(story: Story) -> None:
    start(story, "p1", "2025-08-01")
    assert value(story, "report.late_facts").state is State.NOT_APPLICABLE
    submitted(story, 1)
    assert value(story, "report.late_facts").state is State.ZERO
    late = story.tell(ProjectPaused, "p1", "2025-12-31", {"reason_code": "approval"}, recorded="2026-02-01")
    story.tell(ProjectResumed, "p1", "2026-01-01", recorded="2026-02-02")
    assert value(story, "report.late_facts").counted == (("ledger", str(late.id)),)
    body = {"fact_ids": [str(late.id)], "choice": "leave", "reason_code": "immaterial"}
    story.tell(RestatementDecided, "r1", "2026-02-03", body)
    decision = value(story, "report.late_facts").breakdowns[2]
    assert [line.name for line in decision.lines] == ["leave"]


def test_every_measure_has_a_definition_and_a_version() -> None:
    found = all_measures()
    assert len(found) >= 13
    for measure in found.values():
        assert (
            measure.version >= 1 and measure.definition.endswith((".", "letters.")) and "  " not in measure.definition
        )


@pytest.mark.parametrize(
    ("amount", "unit", "text", "data"),
    [
        (5, "outputs", "5", 5),
        (12345, "outputs", "12,345", 12345),
        (Decimal("1.50"), "days", "1.5", "1.5"),
        (-3, "days", "\N{MINUS SIGN}3", -3),
        (Decimal("-2.5"), "GBP", "\N{MINUS SIGN}£2.50", "-2.50"),
        (Decimal(5000000), "GBP", "£5,000,000", "5000000.00"),
    ],
)
def test_numbers_are_printed_for_people_and_written_as_text_or_whole_numbers_in_json(
    amount: int | Decimal, unit: str, text: str, data: str | int
) -> None:
    assert digits(amount, unit) == text
    assert plain(amount, unit) == data


@pytest.mark.parametrize(
    ("start_", "end", "first", "last"),
    [
        ((2026, 1, 1), (2026, 6, 30), (2026, 7, 1), (2026, 12, 31)),
        ((2025, 7, 1), (2025, 12, 31), (2026, 1, 1), (2026, 6, 30)),
        ((2026, 1, 1), (2026, 2, 28), (2026, 3, 1), (2026, 4, 30)),
        ((2026, 1, 5), (2026, 1, 11), (2026, 1, 12), (2026, 1, 18)),
    ],
)
def test_the_following_period_is_as_long_in_whole_months_where_it_can_be(
    start_: tuple[int, int, int], end: tuple[int, int, int], first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert Period(date(*start_), date(*end)).following() == Period(date(*first), date(*last))


def test_a_project_is_quiet_after_as_many_days_as_the_programme_has_set_for_that_day(story: Story) -> None:
    start(story, "p1", "2026-05-15")
    assert value(story, "projects.no_update").amount == 0
    position = len(story.events)
    story.tell(ThresholdSet, PROGRAMME, "2026-06-01", {"key": "quiet_after", "values": [30]})
    assert value(story, "projects.no_update").amount == 1
    assert value(story, "projects.no_update", position).amount == 0  # as known before it was set
