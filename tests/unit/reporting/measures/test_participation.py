"""Who joined: plan against actual, corrections, and what of small numbers is not shown, in all forms of a figure."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest
from naive_sight import NaiveSight
from story import PROGRAMME, Story

from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.suppression import HELD
from services.reporting.measures.value import Hidden, State, Value
from services.reporting.measures.wording import printed
from services.reporting.reports.figure import Figure, as_data
from services.reporting.reports.names import Names
from services.reporting.reports.tables import late_figures
from services.reporting.views.words import in_words
from shared.events.event import Event
from shared.events.projects import (
    NothingNewConfirmed,
    ParticipationPlanned,
    ParticipationRecorded,
    ProgrammeCreated,
    ProjectStarted,
)
from shared.events.reporting import ReportSubmitted

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))
HALF = {"from": "2026-01-01", "to": "2026-06-30"}
MEASURE = by_id("participation.recruited")


@pytest.fixture
def story() -> Story:
    told = Story()
    body = {"title": "P", "host_org": "council", "year_start_month": 1, "nation": "england"}
    told.tell(ProgrammeCreated, PROGRAMME, "2024-01-01", body)
    for study in ("homes", "jobs"):
        told.tell(ProjectStarted, study, "2025-01-06", {"title": study.title()})
    return told


def join(story: Story, entry: str, study: str, count: int, on: str = "2026-03-01", **more: Any) -> Event:
    body = {"kind": more.pop("kind", "people"), "count": count, "study_id": study}
    return story.tell(ParticipationRecorded, entry, on, body, **more)


def sight(story: Story) -> NaiveSight:
    return NaiveSight(story.events, PROGRAMME)


def value(story: Story) -> Value:
    return MEASURE(sight(story), PERIOD)


def lines(found: Value) -> dict[str, Any]:
    return {line.name: line.amount if line.hidden is None else line.hidden for line in found.breakdowns[0].lines}


def beside(found: Value) -> dict[str, Any]:
    return {line.name: line.amount for line in found.beside}


def submit(story: Story, report: str = "r1", period: dict[str, str] = HALF) -> None:
    files = {"html": {"sha256": "0" * 64, "size": 1}, "json": {"sha256": "0" * 64, "size": 1}}
    body = {
        "template": "nihr-six-monthly",
        "template_version": 1,
        "title": "Report",
        "versions_fingerprint": "0" * 64,
        "period": period,
        "position": len(story.events),
        "revision": 1,
        "fingerprint": "0" * 64,
        "artefacts": files,
        "route": "email",
        "recipients": ["person-9"],
    }
    story.tell(ReportSubmitted, report, "2026-07-20", body)


def test_people_are_counted_by_the_day_on_which_they_joined_and_cut_by_study(story: Story) -> None:
    join(story, "e1", "homes", 20)
    join(story, "e2", "homes", 12, "2026-06-30", recorded="2026-07-30")
    join(story, "e3", "jobs", 9, "2026-01-01")
    join(story, "e4", "jobs", 50, "2026-07-01")
    found = value(story)
    assert found.amount == 41
    assert lines(found) == {"homes": 32, "jobs": 9}


def test_groups_and_sites_are_no_people_and_are_shown_however_few(story: Story) -> None:
    join(story, "e1", "homes", 20)
    join(story, "e2", "homes", 2, kind="sites")
    join(story, "e3", "jobs", 1, kind="groups")
    found = value(story)
    assert found.amount == 20
    assert beside(found) == {"groups": 1, "sites": 2}


def test_a_correction_stands_in_place_of_what_it_corrects_on_its_own_day(story: Story) -> None:
    wrong = join(story, "e1", "homes", 20)
    join(story, "e1", "homes", 15, "2026-02-01", corrects=wrong)
    assert value(story).amount == 15
    gone = story.events[-1]
    join(story, "e1", "homes", 0, "2026-02-01", corrects=gone)
    assert value(story).state is State.ZERO


def test_the_plan_stands_beside_it_and_the_programme_s_own_target_is_not_added_to_those_of_its_studies(
    story: Story,
) -> None:
    join(story, "e1", "homes", 20)
    for key, study, target in (("t1", "homes", 30), ("t2", "jobs", 10)):
        body = {"kind": "people", "period": HALF, "target": target, "study_id": study}
        story.tell(ParticipationPlanned, key, "2026-01-01", body)
    assert beside(value(story)) == {"people planned": 40}
    story.tell(ParticipationPlanned, "t3", "2026-01-01", {"kind": "people", "period": HALF, "target": 45})
    assert beside(value(story)) == {"people planned": 45}
    year = {"from": "2026-01-01", "to": "2026-12-31"}
    story.tell(ParticipationPlanned, "t4", "2026-01-01", {"kind": "people", "period": year, "target": 90})
    assert beside(value(story)) == {"people planned": 45}


def test_a_zero_is_a_claim_only_where_somebody_looked(story: Story) -> None:
    assert value(story).state is State.NOT_ASKED
    body = {"target_id": PROGRAMME, "target_kind": "programme", "section": "participation", "period": HALF}
    story.tell(NothingNewConfirmed, PROGRAMME, "2026-06-30", body)
    assert value(story).state is State.ZERO


def test_a_few_people_of_one_study_are_hidden_with_the_next_smallest(story: Story) -> None:
    join(story, "e1", "homes", 3)
    join(story, "e2", "jobs", 40)
    found = value(story)
    assert found.amount == 43
    assert lines(found) == {"homes": Hidden.FEW, "jobs": Hidden.WITHHELD}


def test_fewer_than_five_in_all_are_in_no_form_of_the_figure(story: Story) -> None:
    join(story, "e1", "homes", 3)
    found = value(story)
    assert printed(MEASURE, found) == "Fewer than 5"
    data = as_data(Figure(MEASURE, found, ()), Names(sight(story), NaiveSight([], "")))
    assert (data["value"], data["state"], data["printed"], data["breakdowns"]) == (
        None,
        "suppressed",
        "Fewer than 5",
        [],
    )
    assert b"3" not in orjson.dumps(data["breakdowns"] + data["beside"] + [data["value"]])


def test_the_fact_behind_it_keeps_its_number_from_everybody(story: Story) -> None:
    event = join(story, "e1", "homes", 3)
    names = Names(sight(story), NaiveSight([], ""))
    for classes in (frozenset({"open"}), frozenset({"open", "funder"})):
        told = in_words(event, 1, "2026-07-01T00:00:00Z", names, classes)
        assert "count" not in {one["name"] for one in told["fields"]}
        assert told["withheld"] == 1
        assert told["sentence"] == "Those who joined “Homes” by 1 March 2026 were recorded"
    inside = in_words(event, 1, "2026-07-01T00:00:00Z", names, frozenset({"open", "funder", "internal"}))
    assert {one["name"]: one["value"] for one in inside["fields"]}["count"] == "not shown"
    sites = join(story, "e2", "homes", 3, kind="sites")
    told = in_words(sites, 2, "2026-07-01T00:00:00Z", names, frozenset({"open", "funder", "internal"}))
    assert {one["name"]: one["value"] for one in told["fields"]}["count"] == "3"  # sites are not people


def test_after_a_report_a_change_by_a_few_is_said_and_its_number_is_not(story: Story) -> None:
    join(story, "e1", "homes", 20)
    join(story, "e2", "jobs", 30)
    submit(story)
    join(story, "e3", "homes", 2, recorded="2026-08-01")
    found = value(story)
    assert (found.amount, lines(found), found.note) == (50, {"homes": 20, "jobs": 30}, HELD)
    names = Names(sight(story), NaiveSight([], ""))
    (row,) = [row for row in late_figures(sight(story), PERIOD, names).rows if row[0] == MEASURE.title]
    assert row == (MEASURE.title, "50", f"50 ({HELD})")
    join(story, "e4", "homes", 10, recorded="2026-08-02")
    assert (value(story).amount, value(story).note) == (62, "")


def test_a_report_of_another_period_holds_nothing_back(story: Story) -> None:
    join(story, "e1", "homes", 20)
    submit(story)
    join(story, "e2", "homes", 7, "2026-08-01")
    found = MEASURE(sight(story), Period(date(2026, 7, 1), date(2026, 12, 31)))
    assert (found.amount, found.note) == (7, "")


YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
SECOND = Period(date(2026, 7, 1), date(2026, 12, 31))


def test_a_year_less_its_first_half_does_not_tell_of_a_few_people_of_one_study(story: Story) -> None:
    join(story, "e1", "homes", 20)
    join(story, "e2", "jobs", 30)
    submit(story)
    join(story, "e3", "homes", 3, "2026-09-01")
    join(story, "e4", "jobs", 40, "2026-09-01")
    found = MEASURE(sight(story), YEAR)
    assert (found.amount, found.breakdowns) == (93, ())
    assert lines(MEASURE(sight(story), SECOND)) == {"homes": Hidden.FEW, "jobs": Hidden.WITHHELD}


def test_nor_of_a_few_people_in_all(story: Story) -> None:
    join(story, "e1", "homes", 20)
    submit(story)
    join(story, "e2", "homes", 3, "2026-09-01")
    assert MEASURE(sight(story), YEAR).hidden is Hidden.WITHHELD
    assert MEASURE(sight(story), SECOND).hidden is Hidden.FEW


def test_nor_of_a_few_who_were_entered_late_in_the_half_that_was_reported(story: Story) -> None:
    join(story, "e1", "homes", 20)
    submit(story)
    join(story, "e2", "homes", 2, recorded="2026-08-01")
    join(story, "e3", "homes", 30, "2026-09-01")
    assert MEASURE(sight(story), YEAR).hidden is Hidden.WITHHELD


def test_a_half_is_held_against_the_year_that_was_reported_before_it(story: Story) -> None:
    join(story, "e1", "homes", 20)
    join(story, "e2", "homes", 3, "2026-09-01")
    submit(story, "r2", {"from": "2026-01-01", "to": "2026-12-31"})
    assert value(story).hidden is Hidden.WITHHELD


def test_a_year_whose_halves_are_large_is_shown_whole(story: Story) -> None:
    join(story, "e1", "homes", 20)
    submit(story)
    join(story, "e2", "homes", 7, "2026-08-01")
    found = MEASURE(sight(story), YEAR)
    assert (found.amount, lines(found)) == (27, {"homes": 27})
