"""The page of a change request: what approving it would do stands above the button that does it."""

from __future__ import annotations

from typing import Any

import pytest

from shared.errors import Conflict, Invalid, NotAllowed
from tests.unit.gateway.switchboard import TOKENS, Switchboard

REQUEST = {
    "change_request_id": "c",
    "programme_id": "P",
    "title": "Five weeks more",
    "kind": "time",
    "needs": "funder",
    "state": "awaiting",
    "effects": [],
    "submitted_by": "p-9",
    "submitted_on": "2026-10-12",
    "decided_by": None,
    "decided_by_person_id": None,
    "decided_on": None,
    "funder_reference": None,
    "note": "The second wave.",
    "conditions": None,
    "decision_note": None,
    "version": 1,
}
TOUCHED = {
    "kind": "milestone",
    "id": "m",
    "title": "Final report",
    "what": "forecast",
    "before": "2027-03-01",
    "after": "2027-04-05",
    "days": 35,
    "project_id": None,
    "contractual": True,
    "people": ["p-2"],
}
CANCEL = {"call": "cancel_milestone", "fields": {"milestone_id": "n"}, "title": "Survey", "days": None}
TRIED = {
    "facts": [],
    "touched": [TOUCHED],
    "open": [{"milestone_id": "n", "title": "Survey", "forecast_on": "2027-01-01"}],
    "proposed": [CANCEL],
    "contractual": ["m"],
    "people": ["p-2"],
}
MOVED = {
    "id": "milestones.moved",
    "title": "Milestones moved",
    "unit": "milestones",
    "before": {"printed": "3"},
    "after": {"printed": "4"},
    "changed": True,
}
SAME = MOVED | {"id": "x", "title": "Outputs new", "changed": False}
PERIOD = {"from": "2026-07-01", "to": "2026-12-31"}
ADDRESS = "/changes/c"


@pytest.fixture(autouse=True)
def answers(app: Any, services: Switchboard, monkeypatch: pytest.MonkeyPatch) -> Switchboard:
    app.config["WTF_CSRF_ENABLED"] = False
    signatory = {"id": "p-1", "grants": [{"role": "signatory", "programme_id": "P", "project_id": None}]}
    monkeypatch.setitem(TOKENS, "good", TOKENS["good"] | {"actor": signatory})
    report = {"period": PERIOD, "template": "t", "report_id": "r", "state": "draft", "figures": [MOVED, SAME]}
    services.answers |= {
        "projects.programme": {"programme_id": "P", "title": "A programme"},
        "projects.change_requests": {"items": [REQUEST], "next": None},
        "projects.change_request": REQUEST,
        "projects.try_change_request": TRIED,
        "reporting.try_facts": {"facts": [], "reports": [report], "months": []},
        "reporting.status": {"position": 1, "known_at": "2026-11-25T12:00:00Z", "waiting": 0},
        "people.people": {"items": [{"person_id": "p-2", "name": "Invented Owner"}], "next": None},
    }
    return services


def test_what_approving_would_do_is_shown_before_the_button(browser: Any) -> None:
    page = browser.get(ADDRESS).text
    effects, decision = page.index("What approving this would do now"), page.index("What was decided?")
    assert effects < decision
    for words in ("Final report", "5 April 2027", "+35", "Invented Owner", "Survey", "cancel it", "Milestones moved"):
        assert words in page
    assert "Outputs new" not in page
    assert "The funder’s reference" in page


def test_what_stands_in_the_way_is_told_in_place_of_effects(browser: Any, answers: Switchboard) -> None:
    answers.answers["projects.try_change_request"] = Conflict("This can no longer be carried out as it was asked for.")
    page = browser.get(ADDRESS).text
    assert "This can no longer be carried out" in page
    assert "What approving this would do now" not in page


def test_a_decision_is_sent_once_with_what_was_typed(browser: Any, answers: Switchboard) -> None:
    answers.answers["projects.decide_change_request"] = {"result": {"state": "approved"}, "events": []}
    form = {"decision": "approved", "funder_reference": "NIHR-7", "note": "", "key": "k"}
    answer = browser.post(ADDRESS, data=form)
    assert answer.status_code == 303
    fields, options = answers.last("projects.decide_change_request")
    assert fields == {"change_request_id": "c", "decision": "approved", "funder_reference": "NIHR-7"}
    assert options["idempotency_key"] == "k"


def test_nothing_chosen_is_said_beside_the_choice(browser: Any, answers: Switchboard) -> None:
    answer = browser.post(ADDRESS, data={"key": "k"})
    assert answer.status_code == 422
    assert "Choose approve or reject" in answer.text
    assert "projects.decide_change_request" not in {name for name, _, _ in answers.asked}


def test_one_is_not_offered_to_decide_ones_own(browser: Any, answers: Switchboard) -> None:
    answers.answers["projects.change_request"] = REQUEST | {"submitted_by": "p-1"}
    assert "What was decided?" not in browser.get(ADDRESS).text


def test_what_was_decided_shows_what_it_was_found_to_touch(browser: Any, answers: Switchboard) -> None:
    effect = {name: TOUCHED[name] for name in ("kind", "id", "title", "what", "before", "after")}
    decided = {"state": "approved", "decided_by": "funder", "decided_by_person_id": "p-1", "decided_on": "2026-11-01"}
    answers.answers["projects.change_request"] = REQUEST | decided | {"effects": [effect]}
    page = browser.get(ADDRESS).text
    assert "What it was found to touch" in page
    assert "5 April 2027" in page
    assert "projects.try_change_request" not in {name for name, _, _ in answers.asked}


def test_the_list_leads_to_each(browser: Any) -> None:
    page = browser.get("/programmes/P/changes").text
    assert ADDRESS in page
    assert "Five weeks more" in page


MILESTONE = {
    "milestone_id": "m",
    "programme_id": "P",
    "project_id": None,
    "title": "Final report",
    "baseline_on": "2027-03-01",
    "forecast_on": "2027-03-01",
    "contractual": False,
}
LATER = {
    "call": "reforecast_milestone",
    "fields": {"milestone_id": "n", "forecast_on": "2027-04-12"},
    "title": "Survey",
}
TYPED = {"forecast_on-day": "5", "forecast_on-month": "4", "forecast_on-year": "2027", "reason_code": "scope"}


def test_a_new_date_shows_what_waits_for_it_and_which_figures_change_before_it_is_confirmed(
    browser: Any, answers: Switchboard
) -> None:
    answers.answers["projects.milestone"] = lambda _: dict(MILESTONE)
    answers.answers["projects.try_changes"] = TRIED | {"proposed": [LATER]}
    page = browser.post("/milestones/m/reforecast", data=TYPED).text
    for words in ("“Survey” waits for it", "12 April 2027", "Milestones moved: 3 → 4", "Confirm"):
        assert words in page
    change = {"milestone_id": "m", "forecast_on": "2027-04-05", "reason_code": "scope"}
    assert answers.last("projects.try_changes")[0]["changes"][0]["fields"] == change
    assert "projects.reforecast_milestone" not in {name for name, _, _ in answers.asked}


def test_a_date_that_cannot_be_is_said_beside_it_before_it_is_confirmed(browser: Any, answers: Switchboard) -> None:
    wrong = {"changes": {"0": {"forecast_on": ["A forecast looks ahead"]}}}
    answers.answers["projects.milestone"] = lambda _: dict(MILESTONE)
    answers.answers["projects.try_changes"] = Invalid("A forecast looks ahead.", wrong)
    answer = browser.post("/milestones/m/reforecast", data=TYPED)
    assert answer.status_code == 422
    assert 'href="#forecast_on"' in answer.text
    assert "Confirm" not in answer.text


def test_whoever_may_not_try_sees_the_effects_that_the_page_knows_itself(browser: Any, answers: Switchboard) -> None:
    answers.answers["projects.milestone"] = lambda _: dict(MILESTONE)
    answers.answers["projects.try_changes"] = NotAllowed("Only someone with the role programme manager may do this.")
    page = browser.post("/milestones/m/reforecast", data=TYPED).text
    assert "35 days after its baseline date" in page
    assert "Confirm" in page
