"""The pages of the plan and of what slipped: what they ask for, and what they say of what comes back."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from shared.errors import NotFound
from tests.unit.gateway.switchboard import Switchboard

FACT = {
    "event_id": "e-1",
    "position": 4,
    "on": "2024-11-01",
    "sentence": "Milestone “Atlas” moved",
    "reason_code": "partner",
}
ATLAS = {
    "milestone_id": "m-1",
    "title": "Atlas",
    "project_id": "p-1",
    "project_title": "Homes",
    "state": "planned",
    "first_baseline_on": "2024-06-30",
    "baseline_on": "2024-09-30",
    "forecast_on": "2024-12-01",
    "slip_days": 62,
    "slip_first_days": 154,
    "rag": "red",
    "moves": 2,
    "facts": {},
}
TOTALS = {"milestones": 1, "planned": 1, "achieved": 0, "cancelled": 0, "overdue": 1, "green": 0, "amber": 0, "red": 1}
DATED = {"position": 9, "known_on": None, "true_on": "2024-10-01"}


@pytest.fixture(autouse=True)
def answers(services: Switchboard) -> None:
    services.answers |= {
        "projects.programme": {"programme_id": "P", "title": "A programme", "workstreams": []},
        "reporting.plan": DATED | {"items": [ATLAS], "totals": TOTALS, "next": None},
        "reporting.baselines": {"items": [{"name": "Baseline 2"}, {"name": "Baseline 2"}]},
        "reporting.status": {"known_at": "2026-01-01T00:00:00Z", "waiting": 0, "position": 9},
    }


def words(answer: Any) -> str:
    """What the page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def test_a_baseline_that_was_changed_is_struck_through_and_said_to_be_the_first(browser: Any) -> None:
    answer = browser.get("/programmes/P/plan")
    assert '<s><span class="govuk-visually-hidden">first </span>30 June 2024</s>' in answer.get_data(as_text=True)
    assert "first 30 June 2024 now 30 September 2024" in words(answer)
    assert "62 days late 154 days late by its first baseline" in words(answer)
    assert "Red" in words(answer)  # in words, not by colour alone


def test_the_plan_is_asked_for_as_known_on_the_day_in_the_three_boxes(browser: Any, services: Switchboard) -> None:
    browser.get("/programmes/P/plan?known_on-day=1&known_on-month=10&known_on-year=2024&workstream_id=U")
    fields, _ = services.last("reporting.plan")
    assert fields == {"programme_id": "P", "known_on": "2024-10-01", "workstream_id": "U", "limit": 200}
    assert not [name for name, *_ in services.asked if name == "reporting.compare_plan"]


def test_differences_are_told_with_their_reasons_and_facts(browser: Any, services: Switchboard) -> None:
    moved = ATLAS | {"kind": "moved", "before": "2024-10-01", "after": "2024-12-01", "days": 61, "reasons": ["partner"]}
    services.answers["reporting.compare_plan"] = DATED | {
        "with": DATED | {"baseline": "Baseline 2", "fact": None},
        "totals": {"moved": {"count": 1, "days": 61}},
        "items": [moved | {"facts": [FACT]}],
        "next": None,
    }
    answer = browser.get("/programmes/P/plan?with_baseline=Baseline+2")
    assert services.last("reporting.compare_plan")[0] == {
        "programme_id": "P", "with_baseline": "Baseline 2", "limit": 200,
    }  # fmt: skip
    assert "Moved: 1, together 61 days later" in words(answer)
    assert "A partner needs longer" in words(answer)
    assert '/facts/e-1">1 November 2024<' in answer.get_data(as_text=True)
    assert "1 November 2024 : Milestone “Atlas” moved" in words(answer)


def test_a_day_and_a_baseline_cannot_both_be_compared_with(browser: Any) -> None:
    answer = browser.get("/programmes/P/plan?with_date-day=1&with_date-month=2&with_date-year=2024&with_baseline=first")
    assert answer.status_code == 422
    assert "not both" in words(answer)


def test_a_baseline_that_is_not_known_is_said_beside_its_field(browser: Any, services: Switchboard) -> None:
    services.answers["reporting.compare_plan"] = NotFound("There is no baseline called “Old” in what was known then.")
    answer = browser.get("/programmes/P/plan?with_baseline=Old")
    assert answer.status_code == 422
    assert "There is no baseline called “Old”" in words(answer)


def test_the_plan_can_be_taken_away_as_it_was_known(browser: Any, services: Switchboard) -> None:
    answer = browser.get("/programmes/P/plan?format=csv&known_on-day=1&known_on-month=10&known_on-year=2024")
    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert (row["Milestone"], row["Baseline"], row["Slip in days"]) == ("Atlas", "2024-09-30", "62")
    assert services.last("reporting.plan")[0]["known_on"] == "2024-10-01"


def test_slippage_asks_for_the_last_three_months_unless_told(browser: Any, services: Switchboard) -> None:
    totals = {"pushed_out": 1, "moves_out": 1, "days_out": 61, "pulled_in": 0, "days_in": 0, "added": 0}
    item = ATLAS | {"moves_out": 1, "days_out": 61, "reasons": ["partner"], "facts": [FACT]}
    services.answers["reporting.slippage"] = {
        "from": "2024-07-01",
        "to": "2024-09-30",
        "totals": totals | {"finished": 0, "finished_late": 0},
        "by_reason": [{"reason_code": "partner", "moves": 1, "days": 61}],
        "by_workstream": [{"workstream_id": None, "moves": 1, "days": 61}],
        "items": [item],
        "next": None,
    }
    last = {"event_id": "e-9", "on": "2024-06-01"}
    quiet = {"project_id": "p-2", "title": "Quiet one", "days_silent": 121, "last": last}
    services.answers["reporting.silence"] = DATED | {"days": 60, "total": 1, "items": [quiet], "next": None}
    page = words(browser.get("/programmes/P/slippage"))
    assert "1 pushed out, in 1 move of 61 days together" in page
    assert "Quiet one : nothing for 121 days" in page
    fields, _ = services.last("reporting.slippage")
    assert set(fields) == {"programme_id", "period_from", "period_to", "limit"}
    browser.get("/programmes/P/slippage?period_from-day=1&period_from-month=7&period_from-year=2024")
    assert services.last("reporting.slippage")[0]["period_from"] == "2024-07-01"


def test_a_period_that_runs_backwards_is_refused(browser: Any) -> None:
    backwards = "period_from-day=1&period_from-month=7&period_from-year=2026"
    backwards += "&period_to-day=1&period_to-month=6&period_to-year=2026"
    assert browser.get(f"/programmes/P/slippage?{backwards}").status_code == 422
