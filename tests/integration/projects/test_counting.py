"""How many there are of everything, counted by the reads that list them."""

from __future__ import annotations

from services.projects.commands import workstreams
from services.projects.service import CONCEPTS, COUNTS
from shared import counting
from shared.calls import projects as calls
from shared.context import Actor, Grant
from tests.integration.projects.conftest import Programme


def test_every_list_of_a_programme_is_counted_as_far_as_one_may_see_it(programme: Programme, other: Programme) -> None:
    def counted(by: Actor | None = None) -> dict[str, int]:
        found: dict[str, int] = programme.do(
            COUNTS[calls.HowMany], calls.HowMany, by, programme_id=programme.programme_id
        )["items"]
        return found

    before = counted()
    assert set(before) == set(counting.lists_of(CONCEPTS))
    for title in ("Homes", "Work"):
        fields = {"programme_id": programme.programme_id, "title": title, "from_on": "2024-02-01"}
        programme.do(workstreams.add_workstream, calls.AddWorkstream, **fields)
    own, _ = programme.project(), programme.project()
    other.project()
    after = counted()
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "workstreams": 2,
        "projects": 2,
    }
    partner = Actor("partner", (Grant("partner", programme.programme_id, own),))
    assert counted(partner)["projects"] == 1
