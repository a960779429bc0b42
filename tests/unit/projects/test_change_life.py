"""The life of a change request, over every way of asking and deciding."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from services.projects.domain import changes as life
from services.projects.domain.changes import ChangeRequest
from shared.broken import Broken

TODAY = date(2026, 6, 30)
ASKED = TODAY - timedelta(days=10)
NEEDS, DECIDERS = ("none", "board", "funder"), (None, "person", "board", "funder")
CASES = list(
    product(("awaiting", "approved", "rejected", "withdrawn"), NEEDS, ("approved", "rejected"), DECIDERS, (None, "F-1"))
)


@pytest.mark.parametrize(("state", "needs", "decision", "decided_by", "reference"), CASES)
def test_only_what_waits_is_decided_and_only_by_who_has_enough_to_say(
    state: str, needs: str, decision: str, decided_by: str | None, reference: str | None
) -> None:
    request = ChangeRequest("ann", ASKED, needs, state)
    who = decided_by or {"none": "person"}.get(needs, needs)
    weight = {"person": 0, "board": 1, "funder": 2}
    enough = weight[who] >= {"none": 0, "board": 1, "funder": 2}[needs]
    told = who != "funder" or reference is not None
    allowed = state == "awaiting" and (decision == "rejected" or (enough and told))

    def decide(by: str = "bob", on: date = TODAY) -> str:
        given = {"decided_by": decided_by, "funder_reference": reference, "today": TODAY}
        return life.decide(request, decision, by=by, on=on, **given)  # type: ignore[arg-type]

    if not allowed:
        with pytest.raises(Broken):
            decide()
        return
    assert decide() == who
    assert decide(on=ASKED) == who
    for wrong in ({"by": "ann"}, {"on": TODAY + timedelta(days=1)}, {"on": ASKED - timedelta(days=1)}):
        with pytest.raises(Broken):
            decide(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", ["awaiting", "approved", "rejected", "withdrawn"])
@pytest.mark.parametrize("by", ["ann", "bob"])
def test_only_who_asked_takes_it_back_and_only_while_it_waits(state: str, by: str) -> None:
    request = ChangeRequest("ann", ASKED, "none", state)
    if state == "awaiting" and by == "ann":
        life.withdraw(request, by=by)
    else:
        with pytest.raises(Broken) as refused:
            life.withdraw(request, by=by)
        assert refused.value.state
