"""What was asked, done, produced and decided in a place or for a theme, on a date: counted by hand."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine
from story import Story

from services.reporting.views.dated import whereabouts
from services.reporting.views.dated.reading import reading
from shared.calls import reporting as calls
from shared.context import Actor, Grant, using
from shared.errors import NotFound
from shared.events.outputs import (
    DecisionInformed,
    DecisionWithdrawn,
    ImpactClaimed,
    InvolvementHeld,
    OutputRecorded,
    OutputsMerged,
    OutputWithdrawn,
)
from shared.events.projects import PlaceListed, ProgrammeCreated, ProjectStarted, RequestReceived
from tests.integration.reporting.conftest import append

MANAGER = Actor("manager", (Grant("programme_manager"),))
THEMES = [{"key": key, "title": key.capitalize()} for key in ("housing", "leisure")]


def at(code: str, kind: str = "neighbourhood") -> list[dict[str, str]]:
    return [{"code": code, "kind": kind, "boundary_set": "2024"}]


@pytest.fixture(scope="module")
def programme(ledger: Engine) -> str:
    story = Story("places-by-hand")
    its = {"title": "P", "host_org": "o", "year_start_month": 4, "nation": "england", "themes": THEMES}
    story.tell(ProgrammeCreated, story.programme_id, "2024-01-01", its)
    for code, kind, more in (
        ("N1", "neighbourhood", {}),
        ("N2", "neighbourhood", {}),
        ("L1", "lsoa", {"parent_code": "N1"}),
    ):
        data = {"code": code, "kind": kind, "boundary_set": "2024", "title": f"Place {code}"} | more
        story.tell(PlaceListed, f"place:{code}", "2024-01-01", data)
    story.tell(RequestReceived, "asked", "2026-01-05", _request("N1"))
    story.tell(
        ProjectStarted,
        "in a part",
        "2026-01-10",
        {"title": "In a part", "places": at("L1", "lsoa"), "themes": ["housing"]},
    )
    story.tell(ProjectStarted, "in both", "2026-01-11", {"title": "In both", "places": at("N1") + at("N2")})
    story.tell(ProjectStarted, "everywhere", "2026-01-12", {"title": "Everywhere", "places": at("E08000012", "city")})
    for key in ("brief", "same brief", "not ours"):
        data = {"type": "publication", "title": key, "state": "public", "places": at("N2"), "themes": ["housing"]}
        story.tell(OutputRecorded, key, "2026-02-01", data)
    story.tell(
        OutputsMerged, "brief", "2026-02-03", {"kept_id": "brief", "absorbed_id": "same brief", "basis": "title"}
    )
    story.tell(OutputWithdrawn, "not ours", "2026-02-01", {"kind": "not_ours"})
    held = {"title": "Walk", "form": "visit", "level": "co_produced", "stage": "design", "contributors": 3}
    story.tell(InvolvementHeld, "walk", "2026-02-20", held | {"places": at("N2"), "project_ids": ["in both"]})
    for key in ("decided", "not informed"):
        data = {"title": key, "body": "Cabinet", "kind": "cabinet", "url": "https://example.org/m", "use": "cited"}
        data |= {"result": "adopted", "evidence_kinds": ["research"], "places": at("N1"), "themes": ["leisure"]}
        story.tell(DecisionInformed, key, "2026-03-01", data)
    story.tell(DecisionWithdrawn, "not informed", "2026-03-01", {"reason_code": "not_used"})
    claimed = {"title": "Fewer homes with damp", "places": at("N1"), "contribution": True, "decision_id": "decided"}
    claimed |= {"summary": {"text_id": "t", "sha256": "0" * 64}, "beneficiaries": "Tenants", "claimed_on": "2026-05-01"}
    claimed |= {"author_person_id": "p"}
    story.tell(ImpactClaimed, "changed", "2026-04-01", claimed)
    append(ledger, story.events)
    return story.programme_id


def _request(code: str) -> dict[str, Any]:
    return {"title": "Damp", "kind": "question", "asked_by": "community", "themes": ["housing"], "places": at(code)}


def by_place(ledger: Engine, programme: str, actor: Actor = MANAGER, **asked: Any) -> dict[str, Any]:
    fields = calls.WorkByPlace.parse({"programme_id": programme} | asked)
    with using(actor=actor), reading(ledger) as snap:
        return whereabouts.work_by_place(snap, **fields)


def on(ledger: Engine, programme: str, actor: Actor = MANAGER, **asked: Any) -> dict[str, list[str]]:
    fields = calls.WorkOn.parse({"programme_id": programme} | asked)
    with using(actor=actor), reading(ledger) as snap:
        found = whereabouts.work_on(snap, **fields)
    assert all(kind["total"] == len(kind["items"]) for kind in found["kinds"])
    return {kind["kind"]: [item["key"] for item in kind["items"]] for kind in found["kinds"] if kind["items"]}


def test_a_part_counts_for_its_neighbourhood_and_the_city_apart(ledger: Engine, programme: str) -> None:
    found = by_place(ledger, programme)
    counts = {place["code"]: place["counts"] for place in found["places"]}
    # N1: the request, the project in its part and the one in both, the decision that stands, the claim. N2: the one in
    # both, and the brief once: merged and not ours do not count
    assert counts == {
        "N1": {"requests": 1, "projects": 2, "decisions": 1, "impact_claims": 1},
        "N2": {"projects": 1, "involvements": 1, "outputs": 1},
    }
    assert found["city_wide"] == {"projects": 1}
    assert {theme["key"]: theme["counts"] for theme in found["themes"]} == {
        "housing": {"requests": 1, "projects": 1, "outputs": 1},
        "leisure": {"decisions": 1},
    }


def test_one_place_shows_the_trail_newest_first(ledger: Engine, programme: str) -> None:
    assert on(ledger, programme, place="N1") == {
        "requests": ["asked"],
        "projects": ["in both", "in a part"],
        "decisions": ["decided"],
        "impact_claims": ["changed"],
    }
    assert on(ledger, programme, place="L1") == {"projects": ["in a part"]}
    assert on(ledger, programme, place="city-wide") == {"projects": ["everywhere"]}
    assert on(ledger, programme, theme="housing", place="N2") == {"outputs": ["brief"]}


def test_on_an_earlier_day_only_what_was_so_then_is_there(ledger: Engine, programme: str) -> None:
    assert on(ledger, programme, place="N1", true_on="2026-01-06") == {"requests": ["asked"]}
    assert on(ledger, programme, place="N1", true_on="2026-02-28") == {
        "requests": ["asked"],
        "projects": ["in both", "in a part"],
    }


def test_a_partner_of_one_project_sees_that_project_alone(ledger: Engine, programme: str) -> None:
    partner = Actor("partner", (Grant("partner", programme, "in both"),))
    assert on(ledger, programme, partner, place="N1") == {"projects": ["in both"]}
    assert by_place(ledger, programme, partner)["city_wide"] == {}


def test_what_is_on_no_list_is_not_found(ledger: Engine, programme: str) -> None:
    for asked in ({"place": "N9"}, {"theme": "weather"}):
        with pytest.raises(NotFound):
            on(ledger, programme, **asked)
    with pytest.raises(NotFound):
        by_place(ledger, programme, Actor("stranger", (Grant("programme_manager", "ANOTHER"),)))
