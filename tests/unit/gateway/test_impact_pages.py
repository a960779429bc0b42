"""Pages of impact: the gaps first, one claim with what would raise it, judged with refusals in words, and the model."""

from __future__ import annotations

from typing import Any

import pytest

from shared.errors import Conflict, Invalid, Unavailable
from tests.unit.gateway.switchboard import Switchboard

NONE: dict[str, Any] = {"items": [], "next": None}
SHA = "ab" * 32
ROW: dict[str, Any] = {
    "impact_id": "i",
    "programme_id": "P",
    "title": "Homes are warmer",
    "strength": "asserted",
    "strength_words": "asserted, with nothing yet to show it",
    "state": "standing",
    "beneficiaries": "families in two wards",
    "evidence_count": 0,
    "how_to_put_it": "Context: the programme says that it contributed to this; it is not shown to be its effect",
    "contribution": True,
    "claimed_on": "2026-02-02",
    "began_on": "2026-01-12",
    "days_old": 140,
}
EVIDENCE: dict[str, Any] = {
    "evidence_id": "e",
    "title": "Register of visits",
    "kind": "file",
    "source": "statistics",
    "outside": True,
    "dated_on": "2026-02-03",
    "attached_by_person_id": "p-2",
    "public": False,
    "state": "standing",
    "set_aside": False,
    "sha256": SHA,
    "url": None,
}
JUDGEMENT: dict[str, Any] = {
    "event_id": "0190b1f0-0000-7000-8000-000000000001",
    "on_date": "2026-02-04",
    "from_strength": "asserted",
    "to_strength": "evidenced",
    "evidence_ids": ["e"],
    "by_person_id": "p-2",
    "reason_code": "evidence_attached",
    "note": None,
}
HELD = {"involvement_id": "v", "title": "Walking interviews", "held_on": "2025-01-20"}
ONE: dict[str, Any] = ROW | {
    "strength": "corroborated",
    "summary": "Families are visited within a week.",
    "reach": "Two wards.",
    "significance": None,
    "attribution": "We made the form.",
    "withdrawn_note": None,
    "places": [{"code": "E05000887", "kind": "ward", "boundary_set": "2023"}],
    "tags": ["inequality"],
    "themes": ["housing"],
    "author_person_id": "p-1",
    "missing": ["To be verified: somebody who neither wrote it nor attached its evidence vouches for it."],
    "evidence": [EVIDENCE],
    "rests_on": ["e"],
    "judgements": [JUDGEMENT],
    "pathway_steps": [{"step_id": "s", "title": "Homes are insulated", "level": "outcome"}],
    "project_ids": ["q", "r"],
    "outputs": [{"output_id": "o", "title": "A brief"}],
    "decision": {"decision_id": "d", "title": "Selective licensing", "decided_on": "2025-10-14"},
}


@pytest.fixture
def answered(app: Any, services: Switchboard) -> Switchboard:
    app.config["WTF_CSRF_ENABLED"] = False
    services.answers |= {
        "projects.programme": {"programme_id": "P", "title": "A programme", "themes": []},
        "outputs.impact_claims": {"items": [ROW], "next": None},
        "outputs.evidence_gaps": {"items": [ROW], "next": None},
        "outputs.impact_claim": dict(ONE),
        "outputs.case_studies": dict(NONE),
        "outputs.involvements": {"items": [HELD], "next": None},
        "projects.projects": dict(NONE),
        "projects.journal": dict(NONE),
        "projects.places": {"items": [{"code": "E05000887", "title": "Picton"}], "next": None},
        "reporting.facts": dict(NONE),
        "reporting.status": Unavailable("Not yet."),
        "reporting.position_of": {"position": 1},
        "people.people": dict(NONE),
    }
    return services


def test_claims_that_nothing_shows_come_first_and_how_old_they_are_is_said(browser: Any, answered: Switchboard) -> None:
    page = browser.get("/programmes/P/impact").text
    assert page.index("Claims that nothing shows") < page.index("All claims")
    assert "140 <strong>(more than 90)</strong>" in page
    assert page.count("Contributed to: Homes are warmer") == 2
    assert "it is not shown to be its effect" in page
    browser.get("/programmes/P/impact?strength=verified")
    assert answered.last("outputs.impact_claims")[0]["strength"] == "verified"
    rows = browser.get("/programmes/P/impact?format=csv").text.splitlines()
    assert rows[1].startswith(
        'Homes are warmer,families in two wards,"asserted, with nothing yet to show it",0,Context'
    )


def test_a_claim_says_what_changed_what_shows_it_and_what_would_raise_it(browser: Any, answered: Switchboard) -> None:
    page = browser.get("/impact/i").text
    for words in (
        "Contributed to: Homes are warmer",
        "families in two wards",
        "Picton</a> (ward of 2023)",
        "Families are visited within a week.",
        "What would raise it",
        "somebody who neither wrote it nor attached its evidence vouches for it",
        "not said yet",
        "statistics kept by others (outside)",
        "no, inside only",
        "yes: the strength rests on it",
        f"/files/{SHA}?of=outputs.evidence_item&amp;id=e",
        "Evidenced (before: asserted), because evidence was attached.",
        "#step-s",
        "Selective licensing",
        "Walking interviews</a>, 20 January 2025",
        "Verify it, as a second person",
    ):
        assert words in page, words
    assert 'aria-current="step"><strong>Corroborated outside</strong>' in page
    assert 'value="raise"' not in page


def test_a_refusal_is_said_in_words_above_and_what_was_typed_stays(browser: Any, answered: Switchboard) -> None:
    words = "You wrote this claim, or a part of it: somebody else has to verify it"
    answered.answers["outputs.verify_impact"] = Conflict(f"{words}.", {"impact_id": [words]})
    answer = browser.post("/impact/i", data={"act": "verify", "verify-note": "I know it.", "verify-evidence": "e"})
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert words in answer.text
    assert "Impact id" not in answer.text
    assert "I know it." in answer.text
    asked, _ = answered.last("outputs.verify_impact")
    assert asked == {"impact_id": "i", "note": "I know it.", "evidence_ids": ["e"]}


def test_a_missing_reason_is_said_beside_its_field(browser: Any, answered: Switchboard) -> None:
    why = {"note": ["Enter why you vouch for it; the words stay in this service"]}
    answered.answers["outputs.verify_impact"] = Invalid("Some of what you entered is not right.", why)
    page = browser.post("/impact/i", data={"act": "verify"}).text
    assert 'href="#verify-note"' in page
    assert "Choose how strongly it is shown" in browser.post("/impact/i", data={"act": "lower", "lower-note": "x"}).text


@pytest.mark.parametrize(
    ("act", "sent", "asked"),
    [
        ("verify", {"verify-note": "I asked."}, {"note": "I asked."}),
        ("lower", {"lower-to": "asserted", "lower-note": "It is not so."}, {"to": "asserted", "note": "It is not so."}),
    ],
)
def test_a_judgement_is_carried_out_and_said(
    browser: Any, answered: Switchboard, act: str, sent: dict[str, str], asked: dict[str, str]
) -> None:
    reply = {"result": {"impact_id": "i", "strength": "verified", "version": 4}, "events": []}
    answered.answers[f"outputs.{act}_impact"] = reply
    answer = browser.post("/impact/i", data={"act": act, "key": "k"} | sent)
    assert (answer.status_code, answer.location) == (303, "/impact/i")
    assert answered.last(f"outputs.{act}_impact")[0] == {"impact_id": "i"} | asked


def test_a_withdrawn_claim_is_shown_as_such_and_nothing_is_offered(browser: Any, answered: Switchboard) -> None:
    gone = {"state": "withdrawn", "withdrawn_on": "2026-05-02", "withdrawn_reason": "not_supported", "missing": []}
    answered.answers["outputs.impact_claim"] = ONE | gone
    page = browser.get("/impact/i").text
    assert "Withdrawn on 2 May 2026" in page
    assert "closed no gap by that" in page
    assert "Judge how strongly it is shown" not in page


def test_the_logic_model_is_lists_whose_steps_lead_to_each_other(browser: Any, answered: Switchboard) -> None:
    first = {"step_id": "a", "title": "Visits", "level": "activity"}
    last = {"step_id": "z", "title": "Warmer homes", "level": "impact"}
    bare: dict[str, Any] = {"from_steps": [], "to_steps": [], "project_ids": [], "outputs": [], "indicators": []}
    claim = {"impact_id": "i", "title": "Homes are warmer", "strength_words": "verified by a second person"}
    levels = [
        {"level": "activity", "steps": [first | bare | {"to_steps": [last], "claims": []}]},
        {"level": "output", "steps": []},
        {"level": "outcome", "steps": []},
        {"level": "impact", "steps": [last | bare | {"from_steps": [first], "claims": [claim]}]},
    ]
    answered.answers["outputs.pathway"] = {"programme_id": "P", "levels": levels}
    page = browser.get("/programmes/P/logic-model").text
    assert 'href="#step-z">Warmer homes</a>' in page
    assert 'id="step-z"' in page
    assert "No step of this level yet." in page
    assert "Homes are warmer</a> (verified by a second person)" in page


def test_a_case_study_reads_as_a_whole_with_how_long_it_is_and_may_be(browser: Any, answered: Switchboard) -> None:
    draft = {"draft": 2, "written_on": "2026-05-01", "written_by": "p-2"}
    section = {"limit": 100, "limit_of": "words", "items": [], "words": None, "drafts": [], "length": None}
    sections = [
        section
        | {
            "section": "summary",
            "title": "Summary of the impact",
            "words": "In short.",
            "length": 2,
            "drafts": [draft],
        },
        section | {"section": "references", "title": "References", "limit": 6, "limit_of": "items"},
    ]
    one = {"case_study_id": "c", "programme_id": "P", "title": "Warm homes", "state": "standing", "sections": sections}
    answered.answers["outputs.case_study"] = one | {"claims": [ROW]}
    page = browser.get("/case-studies/c").text
    for words in ("In short.", "2 of at most 100 words. Version 2", "At most 6 items.", "Not written yet."):
        assert words in page, words
    assert "asserted, with nothing yet to show it" in page
    assert "section=references" in page


def test_no_link_leads_to_a_place_that_is_on_no_list_of_the_programme(browser: Any, answered: Switchboard) -> None:
    district = {"code": "E08000012", "kind": "district", "boundary_set": "2023"}
    answered.answers["outputs.impact_claim"] = ONE | {"places": [*ONE["places"], district]}
    text = browser.get("/impact/i").text
    assert 'places/E05000887"' in text
    assert "E08000012" in text
    assert "places/E08000012" not in text
