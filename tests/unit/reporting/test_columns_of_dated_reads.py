"""Who may see which column of a dated read: what a partner may not see is withheld, and nothing else of its own."""

from __future__ import annotations

import pytest

from services.reporting.projections.view import State, Text
from services.reporting.views.dated.columns import classes, visible
from services.reporting.views.dated.reach import NOT_INTERNAL
from services.reporting.views.dated.things import OF_A_PROJECT, things


@pytest.mark.parametrize("thing", ["projects", "work_packages", "milestones"])
def test_a_partner_sees_every_column_of_the_plan_of_its_project(thing: str) -> None:
    assert thing in OF_A_PROJECT
    assert visible(things()[thing], NOT_INTERNAL)[1] == []


def test_the_weekly_cost_of_a_post_is_for_the_programme_alone() -> None:
    costs = [name for name in things()["posts"].columns if "cost" in name]
    assert costs
    assert {classes(things()["posts"])[name] for name in costs} == {"internal"}


def test_a_column_of_which_nothing_is_said_is_internal() -> None:
    view = State("of_nothing", version=1, columns={"a": Text, "b": Text}, classes={"b": "open"})
    assert visible(view, NOT_INTERNAL) == (["b"], ["a"])


def test_what_is_the_installations_or_says_only_that_somebody_looked_is_no_record() -> None:
    assert "organisations" not in things()
    assert not [name for name in things() if name.endswith("_activity")]
