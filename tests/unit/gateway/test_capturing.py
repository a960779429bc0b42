"""Capture on pages and in one call of the API: where each outcome leads."""

from __future__ import annotations

from typing import Any

import pytest

from shared.errors import Conflict, Invalid, NotAllowed
from tests.unit.gateway.switchboard import Switchboard

PROPOSAL: dict[str, Any] = {
    "proposal_id": "pr-1",
    "programme_id": "P",
    "title": "Warm homes",
    "state": "waiting",
    "type": "publication",
    "type_label": "Publication",
    "subtype": "journal_article",
    "subtype_label": "Journal article",
    "date": "2026-02",
    "identifiers": {"doi": "10.5555/a"},
    "journal": "Journal of Homes",
    "author_names": ["Ann Other"],
    "author_count": 1,
    "authors": [{"name": "Ann Other"}],
    "details": {},
    "licence": None,
    "url": None,
    "sources": ["Crossref"],
    "suggested": [
        {"award_id": "a-1", "reference": "NIHR1", "written": "NIHR 1", "funder_name": "NIHR", "funder": "nihr"}
    ],
    "names_nihr": True,
    "funding": [{"funder_name": "NIHR", "funder_id": None, "awards": ["NIHR 1"], "funder": "nihr"}],
    "person_id": None,
    "harvested_by": "p-1",
    "harvested_on": "2026-03-01",
    "adds_to": None,
    "adds": {},
    "output_id": None,
    "decided_by": None,
    "decided_on": None,
    "reason_code": None,
    "note": None,
    "whole": True,
    "open_access": {},
}
TYPE = {"type": "publication", "label": "Publication", "hint": "An article or a book", "kinds": [], "fields": []}
ASKED = {
    "lookup_id": None,
    "scheme": "doi",
    "value": "10.5555/a",
    "output_id": None,
    "proposal_id": None,
    "message": None,
}
CLAIMED = {"proposal_id": "pr-1", "output_id": "o-1", "attribution_ids": ["at-1"], "known": False, "version": 1}
FIGURE = {
    "id": "outputs.new",
    "title": "New outputs",
    "changed": True,
    "before": {"printed": "3"},
    "after": {"printed": "4"},
}
PERIOD = {"from": "2026-01-01", "to": "2026-06-30"}


@pytest.fixture
def registry(app: Any, services: Switchboard) -> Switchboard:
    """A programme with one award, and a DOI that is found at once."""
    app.config["WTF_CSRF_ENABLED"] = False
    none: dict[str, Any] = {"items": [], "next": None}
    services.answers |= {
        "projects.programme": {
            "programme_id": "P",
            "title": "A programme",
            "awards": [{"award_id": "a-1", "reference": "NIHR1"}, {"award_id": "a-2", "reference": "NIHR2"}],
        },
        "projects.projects": none,
        "people.my_account": {"orcid": None},
        "people.people": none,
        "outputs.output_types": {"items": [TYPE]},
        "outputs.look_up": looked(state="found", proposal_id="pr-1"),
        "outputs.proposal": PROPOSAL,
        "outputs.proposals": {"items": [PROPOSAL], "next": None},
        "outputs.try_claim": {"facts": []},
        "reporting.try_facts": {"reports": [{"period": PERIOD, "figures": [FIGURE]}]},
        "outputs.claim_proposal": {"result": CLAIMED, "events": []},
        "outputs.reject_proposal": {"result": {"proposal_id": "pr-1", "state": "rejected"}, "events": []},
    }
    return services


def looked(**changes: Any) -> dict[str, Any]:
    return {"result": ASKED | changes, "events": []}


def pasted(browser: Any, identifier: str = "10.5555/A", **more: str) -> Any:
    return browser.post("/programmes/P/outputs/capture", data={"identifier": identifier, "key": "k", **more})


def said(browser: Any) -> str:
    with browser.session_transaction() as session:
        return " ".join(message for _, message in session.get("_flashes", []))


def test_one_field_and_two_clicks_log_an_output_by_its_doi(browser: Any, registry: Switchboard) -> None:
    first = pasted(browser, "http://dx.doi.org/10.5555/A")
    assert (first.status_code, first.location) == (303, "/proposals/pr-1")
    page = browser.get(first.location).get_data(as_text=True)
    assert 'value="a-1" checked' in page
    assert 'value="a-2" checked' not in page
    assert "In the report for 1 January 2026 to 30 June 2026, figures would change. New outputs: 3 → 4." in page
    second = browser.post(first.location, data={"award_ids": ["a-1"], "key": "k2"})
    assert (second.status_code, second.location) == (303, "/outputs/o-1")
    assert registry.last("outputs.claim_proposal")[0] == {"proposal_id": "pr-1", "award_ids": ["a-1"]}


def test_what_is_logged_already_is_shown_instead(browser: Any, registry: Switchboard) -> None:
    registry.answers["outputs.look_up"] = looked(state="known", output_id="o-9")
    assert pasted(browser).location == "/outputs/o-9"
    assert "logged already" in said(browser)


def test_while_look_ups_are_off_the_form_is_filled_in_with_the_doi_and_says_why(
    browser: Any, registry: Switchboard
) -> None:
    registry.answers["outputs.look_up"] = looked(state="off", message="Switched off: set LOOKUPS=on")
    there = pasted(browser).location
    assert there == "/programmes/P/outputs/log?doi=10.5555/a"
    page = browser.get(there).get_data(as_text=True)
    assert "Switched off: set LOOKUPS=on." in page
    assert 'value="10.5555/a"' in page


def test_a_web_address_begins_the_form(browser: Any, registry: Switchboard) -> None:
    registry.answers["outputs.look_up"] = looked(
        state="by_hand", scheme="url", value="https://council.example/brief", message="By hand"
    )
    page = browser.get(pasted(browser).location).get_data(as_text=True)
    assert 'value="https://council.example/brief"' in page


def test_while_registries_take_long_the_page_looks_again_by_itself(
    browser: Any, registry: Switchboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.gateway.pages.capturing.PATIENCE", 0)
    registry.answers["outputs.look_up"] = looked(state="waiting", lookup_id="l-1")
    waiting = ASKED | {"lookup_id": "l-1", "state": "waiting", "sources": []}
    registry.answers["outputs.look_up_outcome"] = waiting
    there = pasted(browser).location
    assert there == "/programmes/P/outputs/capture/l-1"
    monkeypatch.setattr("services.gateway.pages.capturing.LOOK_AGAIN", 0)
    assert '<meta http-equiv="refresh" content="3">' in browser.get(there).get_data(as_text=True)
    registry.answers["outputs.look_up_outcome"] = waiting | {"state": "found", "proposal_id": "pr-1"}
    assert browser.get(there).location == "/proposals/pr-1"


def test_ones_own_orcid_id_is_one_click_and_known_to_be_ones_own(browser: Any, registry: Switchboard) -> None:
    registry.answers["people.my_account"] = {"orcid": "0000-0002-1825-0097"}
    page = browser.get("/programmes/P/outputs/capture").get_data(as_text=True)
    assert "Find my works by my ORCID iD" in page
    registry.answers["outputs.look_up"] = looked(state="waiting", lookup_id="l-1", scheme="orcid")
    ended = {"lookup_id": "l-1", "state": "found", "scheme": "orcid", "found": 3, "fresh": 2, "message": None}
    registry.answers["outputs.look_up_outcome"] = ASKED | ended
    assert pasted(browser, "0000-0002-1825-0097").location == "/programmes/P/proposals"
    assert registry.last("outputs.look_up")[0]["person_id"] == "p-1"
    assert "2 new of 3 works found." in said(browser)
    pasted(browser, "0000-0001-5109-3700")
    assert "person_id" not in registry.last("outputs.look_up")[0]


def test_what_is_no_identifier_is_said_beside_the_field(browser: Any, registry: Switchboard) -> None:
    registry.answers["outputs.look_up"] = Invalid("No.", {"identifier": ["This is no DOI"]})
    answer = pasted(browser, "hello")
    assert answer.status_code == 422
    assert 'href="#identifier"' in answer.get_data(as_text=True)
    assert pasted(browser, "").status_code == 422


def test_a_rejected_work_offers_to_take_that_back(browser: Any, registry: Switchboard) -> None:
    registry.answers["outputs.look_up"] = looked(state="rejected", proposal_id="pr-1")
    registry.answers["outputs.proposal"] = PROPOSAL | {
        "state": "rejected",
        "reason_code": "not_ours",
        "decided_by": "p-1",
    }
    page = browser.get(pasted(browser).location).get_data(as_text=True)
    assert "Take the rejection back" in page
    assert "Log it" not in page


def test_nothing_is_said_of_figures_to_whom_trying_is_not_allowed(browser: Any, registry: Switchboard) -> None:
    registry.answers["reporting.try_facts"] = NotAllowed("no")
    page = browser.get("/proposals/pr-1").get_data(as_text=True)
    assert "What this will feed" not in page
    assert "Log it" in page


def test_several_are_claimed_at_once_each_with_the_awards_that_it_names(browser: Any, registry: Switchboard) -> None:
    answer = browser.post(
        "/programmes/P/proposals", data={"proposal_ids": ["pr-1", "pr-2"], "decision": "claim", "key": "k"}
    )
    assert answer.status_code == 303
    claims = [(fields, options) for name, fields, options in registry.asked if name == "outputs.claim_proposal"]
    assert [fields["proposal_id"] for fields, _ in claims] == ["pr-1", "pr-2"]
    assert claims[0][0]["award_ids"] == ["a-1"]
    assert len({options["idempotency_key"] for _, options in claims}) == 2
    assert "2 claimed and logged." in said(browser)


def test_several_are_rejected_at_once_with_a_reason(browser: Any, registry: Switchboard) -> None:
    data = {"proposal_ids": ["pr-1"], "decision": "reject", "key": "k"}
    assert browser.post("/programmes/P/proposals", data=data).status_code == 422
    assert browser.post("/programmes/P/proposals", data=data | {"reason_code": "not_ours"}).status_code == 303
    assert registry.last("outputs.reject_proposal")[0] == {"proposal_id": "pr-1", "reason_code": "not_ours"}


def test_what_was_decided_by_somebody_else_meanwhile_is_said_and_the_rest_is_done(
    browser: Any, registry: Switchboard
) -> None:
    registry.answers["outputs.claim_proposal"] = Conflict("“Warm homes” was claimed already.")
    browser.post("/programmes/P/proposals", data={"proposal_ids": ["pr-1"], "decision": "claim", "key": "k"})
    assert said(browser) == "“Warm homes” was claimed already."


BODY = {"programme_id": "P", "identifier": "doi:10.5555/A"}


def test_one_call_of_the_api_logs_an_output_by_its_doi(api: Any, registry: Switchboard) -> None:
    answer = api.post("/api/v1/capture", json=BODY, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.get_json()["result"]["output_id"]) == (201, "o-1")
    fields, options = registry.last("outputs.claim_proposal")
    assert fields == {"proposal_id": "pr-1", "award_ids": ["a-1"]}
    assert options["idempotency_key"] == "k:claim"
    assert registry.last("outputs.look_up")[1]["idempotency_key"] == "k:look-up"


def test_awards_that_the_caller_names_are_taken_instead(api: Any, registry: Switchboard) -> None:
    api.post("/api/v1/capture", json=BODY | {"award_ids": [], "on_behalf_of": "p-2"})
    fields = registry.last("outputs.claim_proposal")[0]
    assert fields == {"proposal_id": "pr-1", "award_ids": [], "on_behalf_of": "p-2"}


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ({"state": "known", "output_id": "o-9"}, 200),
        ({"state": "off", "message": "Switched off"}, 409),
        ({"state": "by_hand", "message": "By hand"}, 409),
        ({"state": "rejected", "proposal_id": "pr-1"}, 409),
    ],
)
def test_each_outcome_has_a_status(api: Any, registry: Switchboard, outcome: dict[str, Any], status: int) -> None:
    registry.answers["outputs.look_up"] = looked(**outcome)
    answer = api.post("/api/v1/capture", json=BODY)
    assert answer.status_code == status
    assert "outputs.claim_proposal" not in {name for name, _, _ in registry.asked}


def test_a_registry_that_takes_longer_is_told_with_where_to_look(api: Any, registry: Switchboard) -> None:
    registry.answers["outputs.look_up"] = looked(state="waiting", lookup_id="l-1")
    registry.answers["outputs.look_up_outcome"] = ASKED | {"lookup_id": "l-1", "state": "waiting"}
    answer = api.post("/api/v1/capture", json=BODY | {"wait": 0})
    assert (answer.status_code, answer.headers["Location"]) == (202, "/api/v1/look-ups/l-1")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"programme_id": "P"}, "identifier"),
        (BODY | {"identifier": 5}, "identifier"),
        (BODY | {"award_ids": "a-1"}, "award_ids"),
        (BODY | {"wait": 21}, "wait"),
        (BODY | {"wait": True}, "wait"),
        (BODY | {"claim": "yes"}, "claim"),
        (BODY | {"else": 1}, "else"),
    ],
)
def test_a_body_that_is_not_as_described_is_refused_by_field(
    api: Any, registry: Switchboard, body: dict[str, Any], field: str
) -> None:
    answer = api.post("/api/v1/capture", json=body)
    assert (answer.status_code, list(answer.get_json()["fields"])) == (422, [field])
