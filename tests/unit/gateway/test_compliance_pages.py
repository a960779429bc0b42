"""Pages about what outputs owe the funder: the list, the part of an output's page, and the acknowledgement checker."""

from __future__ import annotations

from typing import Any

import pytest

from shared.errors import Conflict, Unavailable
from tests.unit.gateway.switchboard import Switchboard

TEXT = "Funded by the National Institute for Health Research (NIHR156789)."
ROW: dict[str, Any] = {
    "output_id": "o",
    "programme_id": "P",
    "title": "Warm homes",
    "type": "publication",
    "subtype": "journal_article",
    "output_state": "public",
    "date": "2026-03-02",
    "award_ids": ["a"],
    "open_access": "not_compliant",
    "open_access_clause": "oa.licence",
    "acknowledgement": "not_checked",
    "notice": "not_needed",
    "notice_clause": None,
    "notice_due_on": None,
    "notice_told_on": None,
    "owed": True,
    "to_do": ["Ask the publisher for CC BY"],
}
TRIED: dict[str, Any] = {
    "acknowledged": False,
    "judged_on": "2026-03-02",
    "awards": ["NIHR156789"],
    "wording": "This work is funded by the National Institute for Health and Care Research (NIHR) (NIHR156789).",
    "results": [
        {"clause": "ack.name", "ask": "NIHR is named in full", "outcome": "failed", "says": "It was called otherwise",
         "mend": "Name it in full", "decides": True, "start": 14, "end": 52},
        {"clause": "ack.disclaimer", "ask": "It has the disclaimer", "outcome": "failed", "says": "There is none",
         "mend": "Add the disclaimer", "decides": True, "start": None, "end": None},
        {"clause": "ack.press", "ask": "A press release", "outcome": "not_needed", "says": "It is none",
         "mend": None, "decides": False, "start": None, "end": None},
    ],
}  # fmt: skip


@pytest.fixture
def programme(app: Any, services: Switchboard) -> Switchboard:
    app.config["WTF_CSRF_ENABLED"] = False
    award = {"award_id": "a", "reference": "NIHR156789", "id_as_written": "NIHR156789"}
    services.answers |= {
        "projects.programme": {"programme_id": "P", "title": "A programme", "awards": [award], "version": 1},
        "reporting.status": {"known_at": "2026-06-30T12:00:00Z", "waiting": 0, "position": 9, "views": {}},
        "outputs.compliance": {"items": [ROW], "next": None},
        "outputs.output": {"output_id": "o", "programme_id": "P", "title": "Warm homes"},
        "outputs.try_acknowledgement": TRIED,
        "reporting.position_of": {"position": 1},
    }
    return services


def test_the_list_says_what_is_owed_and_is_narrowed_by_its_address(programme: Switchboard, browser: Any) -> None:
    page = browser.get("/programmes/P/outputs/owed?open_access=not_compliant").text
    assert "Does not comply" in page and "Ask the publisher for CC BY" in page
    assert 'href="/outputs/o"' in page
    asked = programme.last("outputs.compliance")[0]
    assert (asked["open_access"], asked["owed"]) == ("not_compliant", True)
    browser.get("/programmes/P/outputs/owed?show=all")
    assert programme.last("outputs.compliance")[0]["owed"] is False
    exported = browser.get("/programmes/P/outputs/owed?format=csv").text
    assert "oa.licence" in exported
    programme.answers["outputs.compliance"] = {"items": [], "next": None}
    assert "Nothing is owed" in browser.get("/programmes/P/outputs/owed").text


def test_a_pasted_text_is_checked_and_nothing_is_recorded(programme: Switchboard, browser: Any) -> None:
    assert "The text" in browser.get("/programmes/P/outputs/acknowledgement").text
    page = browser.post("/programmes/P/outputs/acknowledgement", data={"text": TEXT, "award_ids": "a"}).text
    assert "It is not right yet" in page
    assert "<mark>National Institute for Health Research</mark>" in page
    assert "Name it in full." in page and TRIED["wording"] in page
    assert TEXT in page, "what was typed is still there"
    assert "A press release" not in page, "what is not asked is not shown"
    assert programme.last("outputs.try_acknowledgement")[0]["award_ids"] == ["a"]
    assert "outputs.check_acknowledgement" not in [name for name, _, _ in programme.asked]


def test_of_an_output_the_check_can_be_recorded_once(programme: Switchboard, browser: Any) -> None:
    there = "/programmes/P/outputs/acknowledgement?output_id=o"
    assert "Record this check" in browser.get(there).text
    reply = {"result": {"output_id": "o", "acknowledged": False, "results": [], "version": 2}, "events": ["e"]}
    programme.answers["outputs.check_acknowledgement"] = reply
    answer = browser.post(there, data={"text": TEXT, "record": "yes", "key": "k-1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/outputs/o")
    fields, options = programme.last("outputs.check_acknowledgement")
    assert (fields, options["idempotency_key"]) == ({"output_id": "o", "text": TEXT}, "k-1")
    programme.answers["outputs.check_acknowledgement"] = Conflict("It was withdrawn.")
    assert "It was withdrawn" in browser.post(there, data={"text": TEXT, "record": "yes"}).text


def test_nothing_pasted_is_said_beside_the_box(programme: Switchboard, browser: Any) -> None:
    answer = browser.post("/programmes/P/outputs/acknowledgement", data={"text": " "})
    assert answer.status_code == 422
    assert '<a href="#text">Paste the text</a>' in answer.text


def test_an_outputs_page_says_how_it_stands_and_is_shown_without_that_as_well(
    programme: Switchboard, browser: Any
) -> None:
    one = {"output_id": "o", "programme_id": "P", "title": "Warm homes", "type": "publication", "state": "public",
           "date": "2026-03-02", "authors": [], "themes": [], "project_ids": [], "attributions": [], "merges": [],
           "details": {}, "version": 3}  # fmt: skip
    clauses = [{"clause": "oa.licence", "ask": "Licensed CC BY", "mend": "Ask", "outcome": "failed", "decides": True}]
    more = {
        "clauses": clauses,
        "known_on": "2026-04-01",
        "acknowledgement_results": [],
        "acknowledgement_checked_on": None,
    }
    programme.answers |= {
        "outputs.output": one,
        "outputs.output_types": {"items": [{"type": "publication", "label": "Publication", "fields": [], "kinds": []}]},
        "outputs.output_compliance": ROW | more,
        "projects.projects": {"items": [], "next": None},
        "people.people": {"items": [], "next": None},
    }
    page = browser.get("/outputs/o").text
    assert "What the funder asks" in page and "Licensed CC BY: not met." in page
    assert "/programmes/P/do/evidence-open-access?output_id=o" in page
    assert "As known on 1 April 2026" in " ".join(page.split())
    programme.answers["outputs.output_compliance"] = Unavailable("Not now.")
    assert "What the funder asks" not in browser.get("/outputs/o").text


def test_the_api_checks_a_text_too_long_for_an_address(programme: Switchboard, api: Any) -> None:
    answer = api.post("/api/v1/acknowledgement", json={"programme_id": "P", "text": TEXT})
    assert answer.get_json()["wording"] == TRIED["wording"]
    assert programme.last("outputs.try_acknowledgement")[0] == {"programme_id": "P", "text": TEXT}
