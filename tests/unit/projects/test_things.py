"""The one list of things: facts, requests and permissions agree with it."""

from __future__ import annotations

from services.projects.commands.finding import SCOPES
from services.projects.things import THINGS
from shared import permissions
from shared.calls import projects as calls
from shared.calls.call import Call
from shared.events.projects.notes import TARGETS


def test_facts_can_name_every_kind_of_thing_and_no_other() -> None:
    assert sorted(thing.kind for thing in THINGS) == sorted(TARGETS)


def test_every_field_that_decides_who_may_is_found_by_the_list() -> None:
    of_ours = [row for name, row in permissions.rows().items() if name.startswith("projects.")]
    assert {row.where for row in of_ours} - permissions.SCOPES - SCOPES.keys() - {"obligation_id"} == set()
    assert "obligation_id" in SCOPES


def test_every_thing_is_shown_by_a_read_that_is_declared() -> None:
    reads = {call.name() for call in vars(calls).values() if isinstance(call, type) and issubclass(call, Call)}
    assert {thing.read for thing in THINGS} <= reads
