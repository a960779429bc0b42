"""The pages of places and themes: tables first, every row opens, and an empty one says what to do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.gateway.switchboard import Switchboard

HOOD = {"code": "N1", "title": "Northgate", "kind": "neighbourhood", "boundary_set": "Ours 2024", "population": 14200}
HOOD |= {"deprivation_decile": 1, "deprivation_index": "IMD", "deprivation_year": 2025}
AT = {"position": 9, "known_on": None, "true_on": "2026-06-30"}


@pytest.fixture
def programme(services: Switchboard) -> Switchboard:
    services.answers |= {
        "projects.programme": {"programme_id": "P", "title": "A programme", "themes": [], "version": 9},
        "projects.programmes": {"items": [], "next": None},
        "reporting.status": {"known_at": "2026-06-30T12:00:00Z", "waiting": 0, "position": 9, "views": {}},
        "reporting.work_by_place": AT
        | {
            "places": [HOOD | {"counts": {"projects": 3}}],
            "city_wide": {"decisions": 2},
            "themes": [{"key": "housing", "title": "Housing", "counts": {"projects": 1}}],
            "kinds": ["projects", "decisions"],
        },
        "reporting.work_on": AT
        | {
            "place": HOOD,
            "kinds": [
                {
                    "kind": "decisions",
                    "total": 201,
                    "items": [
                        {"key": "d", "title": "Licensing", "on": "2026-03-10", "standing": "adopted", "event_id": "e"}
                    ],
                },
                {"kind": "projects", "total": 0, "items": []},
            ],
        },
    }
    return services


def test_every_neighbourhood_and_theme_opens_to_its_work(programme: Switchboard, browser: Any) -> None:
    page = browser.get("/programmes/P/places").text
    assert 'href="/programmes/P/places/N1"' in page
    assert 'href="/programmes/P/themes/housing"' in page
    assert 'href="/programmes/P/places/city-wide"' in page
    assert "Ours 2024" in page


def test_one_place_says_how_it_stands_and_opens_the_last_fact(programme: Switchboard, browser: Any) -> None:
    page = browser.get("/programmes/P/places/N1?known_on-day=1&known_on-month=2&known_on-year=2026").text
    assert programme.last("reporting.work_on")[0] == {"programme_id": "P", "place": "N1", "known_on": "2026-02-01"}
    assert "in the most deprived tenth (IMD 2025)" in page
    assert "Adopted" in page
    assert 'href="/facts/e"' in page
    assert "a contribution: no effect is claimed" in page
    assert "The newest 1 are shown" in page
    assert "None recorded." in page


def test_the_same_is_given_as_a_spreadsheet(programme: Switchboard, browser: Any) -> None:
    rows = browser.get("/programmes/P/places?format=csv").text.lstrip("\ufeff").splitlines()
    assert rows[0] == "Place or theme,Code,Projects,Decisions"
    assert rows[1:] == ["Northgate,N1,3,", '"The whole city, or no place",,,2', "Housing,housing,1,"]


def test_without_a_list_the_page_says_how_to_load_one(programme: Switchboard, browser: Any) -> None:
    programme.answers["reporting.work_by_place"] |= {"places": [], "themes": []}
    page = browser.get("/programmes/P/places").text
    assert "/programmes/P/do/list-places" in page
