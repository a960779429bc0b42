"""A named person puts their name to a report: what is shown before, what is refused, what stays after."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import chromium

PROGRAMME = "STORY-OF-A-REPORT"
PERIOD = "2026-01-01..2026-06-30"
PASSWORD = "a password for this story alone"


@pytest.fixture(scope="module")
def programme(own_suite: Any) -> Any:
    """A programme with one project, one milestone achieved in the period, a manager and a funder."""
    api = own_suite.api()

    def tell(address: str, **fields: Any) -> Any:
        answer = api.post(address, json=fields)
        assert answer.ok, f"{address}: {answer.text}"
        return answer.json()

    tell("/organisations", org_id="council", name="Example Council")
    tell("/people", person_id="manager", name="Mira Manager", email="mira@example.org")
    tell("/people", person_id="funder", name="Fenn Funder", email="fenn@example.org")
    tell("/programmes", programme_id=PROGRAMME, title="A programme", host_org_id="council", starts_on="2024-01-01")
    for person, role in (("manager", "programme_manager"), ("funder", "funder")):
        tell("/roles", person_id=person, role=role, programme_id=PROGRAMME)
        tell("/accounts", person_id=person, email=f"{person}@example.org", password=PASSWORD)
    tell("/projects", project_id="p", programme_id=PROGRAMME, title="A project", started_on="2025-01-01")
    milestone = {"milestone_id": "m", "programme_id": PROGRAMME, "project_id": "p", "title": "Findings shared"}
    tell("/milestones", **milestone, baseline_on="2026-03-02", planned_on="2025-01-01")
    done = tell("/milestones/m/achieve", achieved_on="2026-03-09")
    assert api.get(f"/events/{done['events'][0]}?wait=5").json()["position"]
    return own_suite


def test_a_report_is_begun_written_and_submitted_by_name(browser: Any, programme: Any, tmp_path: Path) -> None:
    page = browser.new_page()
    chromium.sign_in(page, programme.address, {"email": "manager@example.org", "password": PASSWORD})
    draft = f"{programme.address}/programmes/{PROGRAMME}/drafts/nihr-six-monthly/{PERIOD}"
    page.goto(draft)
    assert chromium.figure(page, "Milestones achieved").locator(".wm-figure__value").inner_text() == "1"
    page.get_by_role("button", name="Begin this report").click()
    page.get_by_role("link", name="Write these words").first.click()
    page.get_by_label("Your words").fill("We shared what we found.")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("We shared what we found.").is_visible()

    page.get_by_role("button", name="Submit this report").click()
    shown = page.locator("main").inner_text()
    fingerprint = page.locator("input[name=fingerprint]").get_attribute("value")
    assert fingerprint in shown
    assert "Fenn Funder" in shown
    page.get_by_role("button", name="Submit").click()
    assert "Choose who gets it" in page.locator(".govuk-error-summary").inner_text()
    assert "put your name to it" in page.locator(".govuk-error-summary").inner_text()
    page.get_by_label("Fenn Funder").check()
    page.get_by_label("I, Mira Manager, submit this report").check()
    page.get_by_role("button", name="Submit").click()

    after = page.locator("main").inner_text()
    assert "The report is submitted." in after
    assert "Mira Manager" in after
    assert "Fenn Funder" in after
    assert fingerprint in after
    with page.expect_download() as download:
        page.get_by_role("link", name=".json").click()
    download.value.save_as(tmp_path / "report.json")
    assert hashlib.sha256((tmp_path / "report.json").read_bytes()).hexdigest() == fingerprint


def test_the_funder_reads_what_was_submitted_and_only_that(browser: Any, programme: Any) -> None:
    page = browser.new_context().new_page()
    chromium.sign_in(page, programme.address, {"email": "funder@example.org", "password": PASSWORD})
    assert page.url.endswith("/reports")
    page.get_by_role("link", name="1 January 2026 to 30 June 2026").click()
    assert "Mira Manager" in page.locator("main").inner_text()
    assert page.request.get(f"{programme.address}/projects/p").status in {403, 404}
    assert page.request.get(f"{programme.address}/milestones/m").status in {403, 404}


def test_a_fact_that_came_in_meanwhile_stops_the_submission_and_says_why(browser: Any, programme: Any) -> None:
    page = browser.new_context().new_page()
    chromium.sign_in(page, programme.address, {"email": "manager@example.org", "password": PASSWORD})
    page.goto(f"{programme.address}/programmes/{PROGRAMME}/drafts/nihr-six-monthly/{PERIOD}")
    page.get_by_role("button", name="Begin a revision").click()
    page.get_by_role("button", name="Submit this report").click()
    output = {"programme_id": PROGRAMME, "type": "publication", "title": "A late brief", "published_on": "2026-05-05"}
    logged = programme.api().post("/outputs", json=output).json()
    assert programme.api().get(f"/events/{logged['events'][0]}?wait=5").json()["position"]
    page.get_by_label("Fenn Funder").check()
    page.get_by_label("I, Mira Manager, submit this report").check()
    page.get_by_role("button", name="Submit").click()
    assert page.title().startswith("Error: ")
    assert page.locator(".govuk-error-summary").is_visible()
