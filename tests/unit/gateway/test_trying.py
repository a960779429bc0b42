"""Trying through the API: what projects answers goes to reporting, and both come back; no command is given."""

from __future__ import annotations

from typing import Any

import pytest

from shared.errors import Invalid
from tests.unit.gateway.switchboard import Switchboard

CHANGE = {"call": "reforecast_milestone", "fields": {"milestone_id": "m", "forecast_on": "2030-01-01"}}
FACTS = [{"event_id": "e", "type": "projects.milestone.reforecast"}]


@pytest.fixture
def tried(services: Switchboard) -> Switchboard:
    services.answers["projects.try_changes"] = {"facts": FACTS, "touched": []}
    services.answers["projects.try_change_request"] = {"facts": FACTS, "touched": []}
    services.answers["reporting.try_facts"] = {"facts": [], "reports": [], "months": []}
    return services


def test_the_facts_that_would_come_of_a_change_go_to_reporting_and_both_answers_come_back(
    api: Any, tried: Switchboard
) -> None:
    body = {"programme_id": "P", "changes": [CHANGE], "months": 3}
    answer = api.post("/api/v1/try", json=body)
    assert answer.status_code == 200
    assert answer.get_json() == {
        "changes": {"facts": FACTS, "touched": []},
        "figures": {"facts": [], "reports": [], "months": []},
    }
    assert tried.last("projects.try_changes")[0] == {"programme_id": "P", "changes": [CHANGE]}
    assert tried.last("reporting.try_facts")[0] == {"programme_id": "P", "facts": FACTS, "months": 3}
    assert {name for name, _, _ in tried.asked} == {
        "people.authenticate",
        "projects.try_changes",
        "reporting.try_facts",
    }


def test_a_change_request_is_tried_by_its_id(api: Any, tried: Switchboard) -> None:
    assert api.post("/api/v1/try", json={"programme_id": "P", "change_request_id": "c"}).status_code == 200
    assert tried.last("projects.try_change_request")[0] == {"change_request_id": "c"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"changes": [CHANGE]}, "programme_id"),
        ({"programme_id": "P"}, "changes"),
        ({"programme_id": "P", "changes": [CHANGE], "change_request_id": "c"}, "changes"),
        ({"programme_id": "P", "changes": [CHANGE], "colour": "red"}, "colour"),
        ({"programme_id": "P", "changes": [CHANGE], "months": 2.5}, "months"),
    ],
)
def test_what_is_missing_or_not_known_is_named(api: Any, tried: Switchboard, body: Any, field: str) -> None:
    answer = api.post("/api/v1/try", json=body)
    assert answer.status_code == 422
    assert list(answer.get_json()["fields"]) == [field]
    assert {name for name, _, _ in tried.asked} == {"people.authenticate"}


def test_what_projects_refuses_is_the_answer_and_reporting_is_not_asked(api: Any, tried: Switchboard) -> None:
    tried.answers["projects.try_changes"] = Invalid("No.", {"changes": {"0": {"forecast_on": ["Too early"]}}})
    answer = api.post("/api/v1/try", json={"programme_id": "P", "changes": [CHANGE]})
    assert answer.status_code == 422
    assert answer.get_json()["fields"] == {"changes": {"0": {"forecast_on": ["Too early"]}}}
    assert "reporting.try_facts" not in {name for name, _, _ in tried.asked}
