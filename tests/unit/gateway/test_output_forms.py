"""The form of an output asks what its type asks, works without script, and its single page says all of it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from services.outputs.views.outputs import types
from shared.errors import Invalid
from tests.unit.gateway.switchboard import Switchboard

LOG = "/programmes/P/outputs/log"
TALK: dict[str, Any] = {
    "output_id": "o-1",
    "programme_id": "P",
    "type": "engagement_activity",
    "type_label": "Engagement activity",
    "subtype": "talk",
    "subtype_label": "Talk or presentation",
    "title": "Talk on homes",
    "state": "public",
    "date": "2026-03",
    "identifiers": {},
    "authors": [{"name": "Ann Other", "sector": "local_authority", "orcid": "0000-0002-1825-0097"}],
    "details": {
        "reach": "local",
        "other_audiences": ["schools", "public"],
        "people_reached": "fewer than 5",
        "counted": True,
        "years": ["2025", "2026"],
    },
    "missing": [{"field": "details.results", "label": "What came of it"}],
    "project_ids": [],
    "themes": [],
    "attributions": [],
    "merges": [],
    "version": 3,
}


@pytest.fixture(autouse=True)
def programme(app: Any, services: Switchboard) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    services.answers |= {
        "outputs.output_types": types(None),  # type: ignore[arg-type]  # a vocabulary needs no session
        "outputs.output": TALK,
        "outputs.outputs": {"items": [], "next": None},
        "outputs.record_output": {"result": {"output_id": "o-1"}, "events": []},
        "outputs.change_output": {"result": {"output_id": "o-1"}, "events": []},
        "projects.programme": {"programme_id": "P", "title": "Sample", "awards": []},
        "projects.projects": {"items": [{"project_id": "p-1", "title": "Homes"}], "next": None},
        "people.people": {"items": []},
        "people.organisations": {"items": [{"org_id": "org-1", "name": "Invented Trust"}]},
        "projects.applications": {"items": [{"application_id": "a-1", "title": "Kitchens"}]},
    }


def said(html: str) -> dict[str, str]:
    """The lines of a page's list, by their key."""
    rows = re.findall(r'<dt class="govuk-summary-list__key">(.*?)</dt><dd[^>]*>(.*?)</dd>', html, re.DOTALL)
    return {key: re.sub("<.*?>", "", text).strip() for key, text in rows}


@pytest.mark.parametrize("type_", [item["type"] for item in types(None)["items"] if not item["read_only"]])  # type: ignore[arg-type]
def test_the_form_asks_every_question_of_the_type_that_was_chosen(browser: Any, type_: str) -> None:
    its = next(item for item in types(None)["items"] if item["type"] == type_)  # type: ignore[arg-type]
    html = browser.get(f"{LOG}?type={type_}").get_data(as_text=True)
    asked = set(re.findall(r'name="details-(\w+)"', html))
    assert asked == {field["name"] for field in its["fields"] if not field["legacy"]}
    assert f'<option value="{type_}" selected>' in html


def test_the_answers_of_a_type_are_sent_as_its_fields(browser: Any, services: Switchboard) -> None:
    form = {
        "type": "engagement_activity", "subtype": "talk", "title": "Talk", "published_on-year": "2026",
        "details-reach": "local", "details-other_audiences": ["schools", "public"], "details-counted": "no",
        "details-people_reached": "120", "details-years": "2025, 2026", "details-results": "",
        "authors": "Ann Other | council\nBen Example",
    }  # fmt: skip
    assert browser.post(LOG, data=form).status_code == 303
    sent, _ = services.last("outputs.record_output")
    assert sent["details"] == {
        "reach": "local", "other_audiences": ["schools", "public"], "counted": False, "people_reached": "120",
        "years": "2025, 2026",
    }  # fmt: skip
    assert sent["authors"] == [{"name": "Ann Other", "sector": "local_authority"}, {"name": "Ben Example"}]
    assert (sent["subtype"], sent["published_on"]) == ("talk", "2026")


def test_a_mistake_in_a_field_of_the_type_stands_beside_its_box(browser: Any, services: Switchboard) -> None:
    services.answers["outputs.record_output"] = Invalid("No.", {"details.start_month": ["“13” is not a month"]})
    answer = browser.post(LOG, data={"type": "further_funding", "title": "Grant", "details-start_month": "13"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#details-start_month"' in html
    assert re.search(r'id="details-start_month-error"[^>]*>.*?“13” is not a month', html, re.DOTALL)


def test_the_application_that_funding_came_of_is_chosen_by_its_title(browser: Any, services: Switchboard) -> None:
    html = browser.get(f"{LOG}?type=further_funding").get_data(as_text=True)
    assert re.search(r'name="details-application_id".*?<option value="a-1">\s*Kitchens', html, re.DOTALL)
    funding = {"type": "further_funding", "subtype": None, "details": {"application_id": "a-1", "amount": "118500"}}
    services.answers["outputs.output"] = TALK | funding
    lines = said(browser.get("/outputs/o-1").get_data(as_text=True))
    assert (lines["The application that it came of"], lines["Amount of the whole award"]) == ("Kitchens", "118,500")


def test_of_a_type_about_one_person_no_authors_are_asked(browser: Any) -> None:
    html = browser.get(f"{LOG}?type=next_destination").get_data(as_text=True)
    assert 'name="authors"' not in html
    assert "told without a name" in html


def test_the_form_of_a_correction_begins_with_what_is_there(browser: Any) -> None:
    html = browser.get("/outputs/o-1/change").get_data(as_text=True)
    assert re.search(r'name="details-years"[^>]*value="2025, 2026"', html)
    assert re.search(r'value="schools" checked', html)
    assert "Ann Other | council" in html
    assert re.search(r'name="published_on-month"[^>]*value="3"|name="published_on-month"[^>]*value="03"', html)
    assert re.search(r'name="version" value="3"', html)
    assert "Fewer than 5 are recorded. Leave it empty to keep that" in html


def test_a_correction_sends_what_is_to_be_and_keeps_a_number_that_is_not_shown(
    browser: Any, services: Switchboard
) -> None:
    form = {
        "title": "Talk on homes", "reason_code": "correction", "version": "3", "published_on-year": "2026",
        "published_on-month": "3", "details-reach": "", "details-counted": "yes", "details-years": "2026",
        "authors": "Ann Other | council",
    }  # fmt: skip
    assert browser.post("/outputs/o-1/change", data=form).status_code == 303
    sent, options = services.last("outputs.change_output")
    assert sent["details"] == {"reach": None, "other_audiences": None, "counted": True, "years": "2026"}
    assert sent["authors"] == [{"name": "Ann Other", "sector": "local_authority", "orcid": "0000-0002-1825-0097"}]
    assert sent["published_on"] == "2026-03"
    assert options["expected_version"] == 3


def test_the_page_of_one_says_every_field_in_words_and_what_is_still_missing(browser: Any) -> None:
    html = browser.get("/outputs/o-1").get_data(as_text=True)
    lines = said(html)
    assert lines["Geographical reach"] == "Local"
    assert lines["Other audiences"] == "Schools, The public"
    assert lines["People reached"] == "fewer than 5"
    assert lines["Counted rather than estimated"] == "yes"
    assert "Still missing" in html
    assert "What came of it" in html
    assert 'href="/programmes/P/run/outputs/o-1/history"' in html


def test_one_of_the_legacy_type_is_shown_and_not_changed(browser: Any, services: Switchboard) -> None:
    services.answers["outputs.output"] = TALK | {"type": "other", "details": {"description": "A film"}, "subtype": None}
    html = browser.get("/outputs/o-1").get_data(as_text=True)
    assert said(html)["Details and impact"] == "A film"
    assert "/outputs/o-1/change" not in html
    assert "Withdraw it" in html


def test_a_withdrawal_is_taken_back_from_the_page_of_the_output(browser: Any, services: Switchboard) -> None:
    services.answers["outputs.output"] = TALK | {"withdrawn_kind": "error", "withdrawn_on": "2026-04-01"}
    services.answers["outputs.reinstate_output"] = {"result": {"output_id": "o-1"}, "events": []}
    assert 'action="/outputs/o-1/reinstate"' in browser.get("/outputs/o-1").get_data(as_text=True)
    assert browser.post("/outputs/o-1/reinstate").status_code == 303
    assert services.last("outputs.reinstate_output")[0] == {"output_id": "o-1"}
