"""What pages make of what was typed, and what they say while an answer is still out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from services.gateway.pages.forms import Form
from services.gateway.words import clock, day, money, value
from shared.errors import Invalid, Unavailable
from tests.unit.gateway.switchboard import Switchboard

MILESTONE = {
    "milestone_id": "m",
    "programme_id": "P",
    "project_id": None,
    "title": "Findings shared",
    "baseline_on": "2026-03-02",
    "forecast_on": "2026-03-02",
    "achieved_on": None,
    "cancelled_on": None,
    "contractual": False,
    "state": "planned",
}


@pytest.fixture
def milestone(app: Any, services: Switchboard) -> dict[str, Any]:
    app.config["WTF_CSRF_ENABLED"] = False
    services.answers |= {
        "projects.milestone": lambda _: dict(MILESTONE),
        "projects.programme": {"programme_id": "P", "title": "A programme"},
        "reporting.reports": {"items": [], "next": None},
        "reporting.position_of": {"event_id": "e", "position": 7},
    }
    return MILESTONE


def typed(on: str) -> dict[str, str]:
    year, month, day_ = on.split("-")
    return {"achieved_on-day": day_, "achieved_on-month": month, "achieved_on-year": year, "key": "k-1"}


def test_effects_are_shown_before_anything_is_done(browser: Any, services: Switchboard, milestone: Any) -> None:
    page = browser.post("/milestones/m/achieve", data=typed("2026-03-12"))
    assert "10 days after its baseline date" in page.text
    assert "projects.achieve_milestone" not in [name for name, _, _ in services.asked]


def test_a_form_sent_twice_carries_the_same_key(browser: Any, services: Switchboard, milestone: Any) -> None:
    services.answers["projects.achieve_milestone"] = {"result": {}, "events": ["e"]}
    form = typed("2026-03-12") | {"step": "confirm"}
    for _ in range(2):
        assert browser.post("/milestones/m/achieve", data=form).status_code == 303
    keys = {options["idempotency_key"] for name, _, options in services.asked if name == "projects.achieve_milestone"}
    assert keys == {"k-1"}


def test_the_page_waits_for_its_fact_or_says_that_it_is_arriving(
    browser: Any, services: Switchboard, milestone: Any
) -> None:
    services.answers["projects.achieve_milestone"] = {"result": {}, "events": ["e"]}
    services.answers["projects.journal"] = {"items": [], "next": None}
    form = typed("2026-03-12") | {"step": "confirm"}
    assert "Done" in browser.post("/milestones/m/achieve", data=form, follow_redirects=True).text
    assert services.last("reporting.position_of")[0] == {"event_id": "e", "wait": 2}
    services.answers["reporting.position_of"] = {"event_id": "e", "position": None}
    assert "still arriving" in browser.post("/milestones/m/achieve", data=form, follow_redirects=True).text


def test_after_a_time_out_the_page_says_not_known_yet_and_asks_by_the_same_key(
    browser: Any, services: Switchboard, milestone: Any
) -> None:
    services.answers["projects.achieve_milestone"] = Unavailable("No answer.")
    answer = browser.post("/milestones/m/achieve", data=typed("2026-03-12") | {"step": "confirm"})
    assert answer.status_code == 503
    assert "Not known yet" in answer.text
    assert "failed" not in answer.text.lower()
    kept = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
    assert kept["key"] == "k-1"
    assert kept["step"] == "confirm"
    assert kept["achieved_on-day"] == "12"


def test_a_rule_of_the_service_is_said_beside_its_field(browser: Any, services: Switchboard, milestone: Any) -> None:
    services.answers["projects.achieve_milestone"] = Invalid("No.", {"achieved_on": ["It was planned only later"]})
    answer = browser.post("/milestones/m/achieve", data=typed("2026-03-12") | {"step": "confirm"})
    assert answer.status_code == 422
    assert '<a href="#achieved_on">It was planned only later</a>' in answer.text
    assert "<title>Error: " in " ".join(answer.text.split())


@pytest.mark.parametrize(
    ("boxes", "message"),
    [
        (("", "", ""), "Enter the day"),
        (("31", "2", "2026"), "Enter a real date"),
        (("1", "1", "26"), "four digits"),
        (("x", "1", "2026"), "Enter a real date"),
        (("1", "1", "99999"), "Enter a real date"),
    ],
)
def test_a_date_that_is_none_is_named_as_such(app: Any, boxes: tuple[str, ...], message: str) -> None:
    data = dict(zip(("on-day", "on-month", "on-year"), boxes, strict=True))
    with app.test_request_context("/", method="POST", data=data):
        form = Form()
        form.day("on", "Enter the day")
        assert message in form.errors["on"]


def test_values_read_as_people_write_them() -> None:
    assert day("2026-06-30") == "30 June 2026"
    assert day("2026-06") == "June 2026"
    assert day("2026") == "2026"
    assert money({"amount": "5000000.0000", "currency": "GBP"}) == "£5,000,000"
    assert money("12.5") == "£12.50"
    assert value([{"code": "E08000012"}, True, None]) == "code: E08000012, yes, none"
    assert clock("2020-07-01T13:02:05Z") == "14:02:05 on 1 July 2020"


def test_what_people_typed_is_text_and_never_markup(browser: Any, services: Switchboard, milestone: Any) -> None:
    services.answers["projects.milestone"] = MILESTONE | {"title": "<script>alert(1)</script>"}
    services.answers["projects.journal"] = {"items": [], "next": None}
    assert "<script>alert" not in browser.get("/milestones/m").text


def test_the_style_sheet_is_served_to_anybody_and_nothing_beside_it(make_app: Any, tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "waymark.css").write_text("p{}")
    (tmp_path / "secret").write_text("x")
    visitor = make_app(static_dir=tmp_path / "static").test_client()
    answer = visitor.get("/static/waymark.css")
    assert answer.status_code == 200
    assert "max-age=86400" in answer.headers["Cache-Control"]
    answer.close()
    assert visitor.get("/static/../secret").status_code == 404
    assert visitor.get("/static/%2e%2e/secret").status_code == 404
