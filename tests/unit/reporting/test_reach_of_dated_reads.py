"""How far a reader sees in a dated read, by the roles that it holds."""

from __future__ import annotations

import pytest

from services.reporting.views.dated.reach import EVERYTHING, NOT_INTERNAL, Reach, reach
from services.reporting.views.dated.things import OF_A_PROJECT, asked, things
from shared.context import Actor, Grant, using
from shared.errors import NotAllowed, NotFound

P = "P-1"


def partner(project: str | None = None) -> Grant:
    return Grant("partner", P, project)


def researcher(project: str | None = None) -> Grant:
    return Grant("researcher", P, project)


@pytest.mark.parametrize(
    ("grants", "expected"),
    [
        ((researcher(),), Reach(None, EVERYTHING, True)),
        ((partner(),), Reach(None, NOT_INTERNAL, False)),
        ((partner("a"),), Reach(("a",), NOT_INTERNAL, False)),
        ((researcher("a"),), Reach(("a",), EVERYTHING, False)),
        ((partner(), researcher("a")), Reach(None, NOT_INTERNAL, False)),
        ((partner("b"), researcher("a")), Reach(("a", "b"), NOT_INTERNAL, False)),
        ((researcher(), partner("b")), Reach(None, EVERYTHING, True)),
    ],
)
def test_a_role_in_one_project_opens_nothing_of_the_others(grants: tuple[Grant, ...], expected: Reach) -> None:
    with using(actor=Actor("somebody", grants)):
        assert reach("reporting.records", P) == expected


@pytest.mark.parametrize(
    ("grants", "refused"), [((Grant("funder", P),), NotAllowed), ((Grant("partner", "Q"),), NotFound)]
)
def test_who_has_no_part_in_the_work_sees_nothing(grants: tuple[Grant, ...], refused: type[Exception]) -> None:
    with using(actor=Actor("somebody", grants)), pytest.raises(refused):
        reach("reporting.records", P)


@pytest.mark.parametrize("thing", sorted(things().keys() - OF_A_PROJECT.keys()))
def test_a_researcher_of_one_project_is_told_that_other_kinds_are_not_to_be_seen(thing: str) -> None:
    with using(actor=Actor("somebody", (researcher("a"),))), pytest.raises(NotAllowed):
        asked("reporting.records", P, thing)


@pytest.mark.parametrize("thing", ["budgets", "budget_lines", "budget_versions", "spend", "claims", "forecasts"])
def test_who_may_not_see_money_as_it_is_may_not_see_it_as_it_was(thing: str) -> None:
    with using(actor=Actor("somebody", (researcher(),))), pytest.raises(NotAllowed):
        asked("reporting.records", P, thing)
    with using(actor=Actor("somebody", (Grant("auditor", P),))):
        assert asked("reporting.records", P, thing)[0].name == thing
