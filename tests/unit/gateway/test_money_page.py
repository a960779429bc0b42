"""The page that says why money is not spent: every cause with its facts, adding up; and a mistyped day."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.gateway.switchboard import Switchboard

FACT = "0190b1f0-0000-7000-8000-000000000001"
WHERE = {"heading": "staff", "partner_org_id": "uni", "fin_year": "2024/25"}
LABELS = {"heading_label": "Staff", "partner_label": "The University"}
ANSWER = {
    "programme_id": "P",
    "position": 9,
    "known_on": None,
    "true_on": "2024-12-31",
    "to_date": "2024-12-31",
    "currency": "GBP",
    "profiled": "1000.00",
    "spent": "450.50",
    "variance": "549.50",
    "extract_on": "2025-01-08",
    "profile": [{"event_id": FACT, "from_on": "2024-01-08", "cause": "award", "total": "5000.00"}],
    "by_heading": [
        {"heading": "staff", "label": "Staff", "profiled": "1000.00", "spent": "450.50", "variance": "549.50"}
    ],
    "by_partner": [],
    "by_year": [],
    "causes": [
        {
            "cause": "vacant_posts",
            "label": "Vacant posts",
            "amount": "500.00",
            "cells": [WHERE | LABELS | {"amount": "500.00"}],
            "facts": [{"thing": "posts", "key": "p", "label": "Analyst", "event_id": FACT}],
            "posts": [
                {"title": "Analyst", "employer_label": "The University", "fin_year": "2024/25", "fte_weeks": "5.00"}
            ],
        }
    ],
    "rest": {
        "cause": "unexplained_rest",
        "label": "Unexplained rest",
        "amount": "49.50",
        "cells": [WHERE | LABELS | {"amount": "49.50"}],
    },
}


@pytest.fixture
def answered(services: Switchboard) -> Switchboard:
    programme: dict[str, Any] = {"programme_id": "P", "title": "A programme"}
    no_report = {"items": [], "next": None}
    services.answers |= {
        "projects.programme": programme,
        "reporting.underspend": dict(ANSWER),
        "reporting.reports": no_report,
    }
    return services


def test_the_page_shows_each_cause_with_its_facts_and_the_rest(browser: Any, answered: Switchboard) -> None:
    page = browser.get("/programmes/P/money?on=2024-12-31").get_data(as_text=True)
    assert "Why are we underspent?" in page
    for words in (
        "£549.50",
        "Vacant posts: £500",
        "Analyst",
        "Unexplained rest: £49.50",
        f"/facts/{FACT}",
        "5.00 weeks",
    ):
        assert words in page
    assert answered.last("reporting.underspend")[0] == {"programme_id": "P", "on": "2024-12-31"}


def test_an_overspend_is_called_so(browser: Any, answered: Switchboard) -> None:
    answered.answers["reporting.underspend"] = ANSWER | {"variance": "-3.00"}
    assert "Why are we overspent?" in browser.get("/programmes/P/money").get_data(as_text=True)


def test_a_mistyped_day_is_said_beside_the_field(browser: Any, answered: Switchboard) -> None:
    page = browser.get("/programmes/P/money?on=31.12.2024").get_data(as_text=True)
    assert "Enter a date, like 2026-03-31" in page
    assert 'value="31.12.2024"' in page
    assert "on" not in answered.last("reporting.underspend")[0]


def test_the_causes_can_be_taken_away_as_csv(browser: Any, answered: Switchboard) -> None:
    answer = browser.get("/programmes/P/money?format=csv")
    assert answer.content_type.startswith("text/csv")
    rows = answer.get_data(as_text=True).splitlines()
    assert rows[1:] == [
        "Vacant posts,Staff,The University,2024/25,500.00",
        "Unexplained rest,Staff,The University,2024/25,49.50",
    ]


def test_figures_of_money_in_the_current_draft_open_to_where_they_come_from(
    browser: Any, answered: Switchboard
) -> None:
    period = {"from": "2024-07-01", "to": "2024-12-31"}
    its = {"programme_id": "P", "template": "nihr-six-monthly", "period": period, "state": "draft"}
    answered.answers["reporting.reports"] = {"items": [its], "next": None}
    figures = [
        {"id": "money.variance", "title": "Underspend against profile", "value": "549.50", "printed": "£549.50"},
        {"id": "risks.open", "title": "Open risks", "value": "2", "printed": "2"},
    ]
    sections = [{"questions": [{"figures": figures}]}]
    report = {"template": {"title": "Six-monthly progress report"}, "sections": sections}
    answered.answers["reporting.draft"] = {"report": report}
    page = browser.get("/programmes/P/money").get_data(as_text=True)
    assert "/programmes/P/drafts/nihr-six-monthly/2024-07-01..2024-12-31/figures/money.variance" in page
    assert "risks.open" not in page
    answered.answers["reporting.reports"] = {"items": [], "next": None}
    assert "In the current report" not in browser.get("/programmes/P/money").get_data(as_text=True)
