"""The page that shows what involvement changed: what is still to be told first, in words for the programme."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.gateway.switchboard import MANAGER, TOKENS, Switchboard

CHANGE = {
    "programme_id": "P",
    "project_id": "homes",
    "output_id": None,
    "decision_id": None,
    "involvement_ids": ["talks"],
    "taken_back": False,
    "version": 1,
}
TOLD = CHANGE | {
    "involvement_change_id": "c-1",
    "changed_on": "2026-01-15",
    "first_told_on": "2026-02-10",
    "summary": "They asked for evenings. We moved.",
}
OLD = CHANGE | {
    "involvement_change_id": "c-2",
    "changed_on": "2026-02-01",
    "first_told_on": None,
    "summary": "<b>They</b> asked for Welsh.",
}
NEW = OLD | {"involvement_change_id": "c-3", "changed_on": "2026-04-01", "summary": "They asked for fewer words."}
ADDRESS = "/programmes/P/you-said-we-did"


@pytest.fixture
def answered(services: Switchboard) -> Switchboard:
    services.answers |= {
        "projects.programme": {"programme_id": "P", "title": "A programme"},
        "projects.projects": {"items": [{"project_id": "homes", "title": "Warm homes"}], "next": None},
        "outputs.involvements": {"items": [{"involvement_id": "talks", "title": "Kitchen talks"}], "next": None},
        "outputs.involvement_changes": {"items": [NEW, OLD, TOLD], "next": None},
    }
    return services


def test_what_people_are_still_to_be_told_comes_first_the_oldest_of_it_first(
    browser: Any, answered: Switchboard
) -> None:
    page = browser.get(ADDRESS).get_data(as_text=True)
    places = [
        page.index(words)
        for words in ("Still to be reported back (2)", "Welsh", "fewer words", "Reported back (1)", "evenings")
    ]
    assert places == sorted(places)
    assert page.count("Warm homes</a>") == 3
    assert "Said at: Kitchen talks" in page
    assert "10 February 2026" in page


def test_words_are_shown_as_they_are_and_never_as_markup(browser: Any, answered: Switchboard) -> None:
    assert "&lt;b&gt;They&lt;/b&gt; asked for Welsh." in browser.get(ADDRESS).get_data(as_text=True)


def test_each_leads_to_where_it_is_recorded_that_they_were_told(browser: Any, answered: Switchboard) -> None:
    page = browser.get(ADDRESS).get_data(as_text=True)
    assert page.count("/programmes/P/do/feed-back-involvement-change?involvement_change_id=") == 2
    assert "/programmes/P/do/record-involvement-change" in page


def test_who_may_only_look_is_offered_nothing(app: Any, answered: Switchboard, monkeypatch: pytest.MonkeyPatch) -> None:
    grants = [{"role": "auditor", "programme_id": "P", "project_id": None}]
    monkeypatch.setitem(TOKENS, "auditor", MANAGER | {"actor": {"id": "p-2", "grants": grants}})
    client = app.test_client()
    client.set_cookie("waymark_session", "auditor")
    page = client.get(ADDRESS).text
    assert "evenings" in page
    assert "/do/" not in page


def test_where_nothing_changed_yet_it_says_what_to_do(browser: Any, answered: Switchboard) -> None:
    answered.answers["outputs.involvement_changes"] = {"items": [], "next": None}
    assert "No change is recorded here yet" in browser.get(ADDRESS).get_data(as_text=True)


def test_it_is_exported_with_what_changed_by_its_title(browser: Any, answered: Switchboard) -> None:
    answer = browser.get(f"{ADDRESS}?format=csv")
    assert answer.content_type.startswith("text/csv")
    assert "2026-02-01,Warm homes,Kitchen talks" in answer.get_data(as_text=True)
