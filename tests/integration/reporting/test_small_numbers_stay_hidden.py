"""A suppressed figure cannot be had from any list, export, JSON, lineage or difference of two reports.

Two programmes are told that differ in nothing but hidden numbers: how many of 1 to 4 joined, came, answered, were
reached. Whatever every role is given of them must be the same to the letter. Then nobody can reckon the number back,
however they add and subtract: it might as well be the other. A list, a page and a CSV are made of the same answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from installation import Installation
from sqlalchemy import Engine

from services.reporting import rebuild
from tests.integration.reporting.hidden_worlds import (
    FIGURES,
    ROLES,
    Numbers,
    World,
)
from tests.integration.reporting.looking_alike import small_numbers, told_apart_by_nothing_else

numbers = count(1)


@pytest.fixture(scope="module")
def engines(installation: Installation) -> Mapping[str, Engine]:
    services = ("projects", "outputs", "reporting")
    installation.databases(*services)
    found = {service: installation.engine(service) for service in services}
    rebuild.ensure(found["reporting"])
    return found


@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.generate],  # every example tells two programmes: a smaller one would take minutes to find
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(few=st.integers(2, 4), large=st.integers(10, 14), more=st.integers(30, 60))
def test_programmes_that_differ_in_hidden_numbers_alone_look_the_same_to_every_role(
    engines: Mapping[str, Engine], few: int, large: int, more: int
) -> None:
    its = Numbers(few, large, large + more)
    world, other = (World(f"H{next(numbers):03}", engines, those, whole=few) for those in (its, its.other()))
    # they are not the same: the facts differ
    assert told_apart_by_nothing_else([f.data for f in world.facts], world.id) != told_apart_by_nothing_else(
        [f.data for f in other.facts], other.id
    )
    for role in ROLES:
        given_to, given_to_other = world.given_to(role), other.given_to(role)
        assert given_to.keys() == given_to_other.keys()
        for name, answer in given_to.items():
            assert not list(small_numbers(answer)), (role, name)
            same = told_apart_by_nothing_else(given_to_other[name], other.id)
            assert told_apart_by_nothing_else(answer, world.id) == same, (role, name)
        if role == "programme_manager":
            assert {"report half", "report year", "report draft", "records participation"} <= given_to.keys()
            assert {f"figure year {figure}" for figure in FIGURES} <= given_to.keys()
            assert {"projects.participation 0", "projects.journal 0", "outputs.training_sessions 0"} <= given_to.keys()
            assert len([name for name in given_to if name.startswith("fact ")]) == len(world.facts)
