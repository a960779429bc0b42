"""Who may log outputs for whom, on a page: one's own to give; a manager's for others too."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.gateway.switchboard import MANAGER, TOKENS, Switchboard

GIVEN = {
    "delegation_id": "d-1", "from_person_id": "p-2", "to_person_id": "p-3", "programme_id": "P",
    "from_on": "2026-01-01", "until": None,
}  # fmt: skip
PAGE = "/programmes/P/delegates"


@pytest.fixture
def given(app: Any, services: Switchboard) -> Switchboard:
    app.config["WTF_CSRF_ENABLED"] = False
    people = [{"person_id": "p-2", "name": "Prof Example"}, {"person_id": "p-3", "name": "Lib Example"}]
    services.answers |= {
        "projects.programme": {"programme_id": "P", "title": "A programme"},
        "people.delegations": {"items": [GIVEN], "next": None},
        "people.people": {"items": people, "next": None},
    }
    return services


def test_a_manager_gives_a_delegation_for_somebody_and_sees_who_has_one(browser: Any, given: Switchboard) -> None:
    page = browser.get(PAGE).get_data(as_text=True)
    assert "Prof Example" in page
    assert "For whom?" in page
    sent = browser.post(PAGE, data={"from_person_id": "p-2", "to_person_id": "p-3", "key": "k"})
    assert sent.status_code == 303
    fields = {"programme_id": "P", "from_person_id": "p-2", "to_person_id": "p-3"}
    assert given.last("people.grant_delegation")[0] == fields


def test_anybody_else_gives_their_own_alone(browser: Any, given: Switchboard, monkeypatch: pytest.MonkeyPatch) -> None:
    actor = {"id": "p-2", "grants": [{"role": "researcher", "programme_id": "P", "project_id": None}]}
    somebody = {"actor": actor, "person": {"person_id": "p-2", "name": "Prof Example"}, "scopes": ["read", "write"]}
    monkeypatch.setitem(TOKENS, "good", MANAGER | somebody)
    assert "For whom?" not in browser.get(PAGE).get_data(as_text=True)
    browser.post(PAGE, data={"from_person_id": "p-9", "to_person_id": "p-3", "key": "k"})
    assert given.last("people.grant_delegation")[0]["from_person_id"] == "p-2"


def test_a_delegation_is_ended(browser: Any, given: Switchboard) -> None:
    assert browser.post(f"{PAGE}/d-1/end", data={"key": "k"}).location == PAGE
    assert given.last("people.end_delegation")[0] == {"delegation_id": "d-1"}
