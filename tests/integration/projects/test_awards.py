"""Awards: one per funder's id in whatever spelling, extended without losing the first end, found by reference."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from services.projects.commands import awards
from services.projects.views import programmes as views
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.errors import Conflict, Invalid
from tests.integration.projects.conftest import Programme


def number() -> str:
    return f"NIHR{uuid4().int % 900_000 + 100_000}"


def record(programme: Programme, **fields: Any) -> str:
    asked = {
        "programme_id": programme.programme_id,
        "reference": number(),
        "funder_org_id": "nihr",
        "starts_on": "2024-01-01",
        "ends_on": "2028-12-31",
        "amount": {"amount": "5000000.00"},
    } | fields
    return str(programme.do(awards.record_award, calls.RecordAward, **asked)["award_id"])


def test_one_award_in_two_spellings_is_one(programme: Programme) -> None:
    written = number()
    record(programme, reference=f"NIHR {written[4:]}")
    with pytest.raises(Conflict, match=written):
        record(programme, reference=written.lower())


def test_an_award_covers_its_projects_or_else_its_programme_or_nothing(programme: Programme) -> None:
    project = programme.project()
    covers = [
        programme.facts(record(programme, **fields))[0]["data"]["covers"]
        for fields in ({"project_ids": [project]}, {}, {"programme_id": "*"})
    ]
    assert covers == [[project], [programme.programme_id], []]


def test_an_extension_moves_the_end_and_keeps_the_first(programme: Programme) -> None:
    it = record(programme)
    programme.do(
        awards.extend_award,
        calls.ExtendAward,
        award_id=it,
        agreed_on="2026-01-15",
        months=3,
        new_end="2029-03-31",
        amount_change={"amount": "-1000.50"},
    )
    listed = programme.do(views.list_awards, calls.Awards, programme_id=programme.programme_id)["items"]
    (shown,) = [award for award in listed if award["award_id"] == it]
    assert (shown["first_ends_on"], shown["ends_on"], shown["version"]) == ("2028-12-31", "2029-03-31", 2)
    assert shown["amount"] == {"amount": "5000000", "currency": "GBP"}
    assert shown["extensions"][0]["amount_change"] == {"amount": "-1000.5", "currency": "GBP"}
    assert programme.facts(it)[-1]["effectiveon"] == "2026-01-15"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"reference": "hello"}, "reference"),
        ({"ends_on": "2023-01-01"}, "ends_on"),
        ({"programme_id": "NO"}, "programme_id"),
    ],
)
def test_what_is_no_award_is_refused_by_its_field(programme: Programme, fields: dict[str, str], named: str) -> None:
    with pytest.raises(Invalid) as refused:
        record(programme, **fields)
    assert list(refused.value.fields) == [named]


def test_awards_are_found_by_reference_in_any_spelling_and_in_text(programme: Programme) -> None:
    first, second, third = number(), number(), number()
    ids = [record(programme, reference=reference) for reference in (first, second, third)]
    found = programme.do(
        views.awards_by_reference,
        calls.AwardByReference,
        references=[f"nihr {first[4:]}", "not an award", "17/99/99"],
        text=f"Funded by the NIHR (Ref: {second}).",
    )
    assert {award["award_id"] for award in found["items"]} == set(ids[:2])


def test_an_award_of_another_programme_is_not_found_and_one_of_none_is(programme: Programme) -> None:
    own, register = number(), number()
    record(programme, reference=own)
    record(programme, reference=register, programme_id="*")
    outsider = Actor("outsider", (Grant("researcher", "ANOTHER"),))
    found = programme.do(views.awards_by_reference, calls.AwardByReference, by=outsider, references=[own, register])
    assert [award["reference"] for award in found["items"]] == [register]
