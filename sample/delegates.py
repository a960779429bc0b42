"""Who may log outputs for whom: the librarian for the analyst, since the spring of the second year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sample.cast import person_id
from sample.steps import PROGRAMME, Step, an_id

GIVEN = date(2025, 4, 7)


def steps() -> Iterator[Step]:
    """One delegation that holds, and one that has ended."""
    yield _given("analyst", GIVEN, "researcher2", "researcher4")
    yield _given("evaluator", GIVEN, "researcher3", "researcher4")
    fields = {"delegation_id": an_id("delegation", "evaluator"), "on": "2025-09-30"}
    yield Step(date(2025, 10, 1), "people.end_delegation", fields, by="manager")


def _given(key: str, on: date, from_: str, to: str) -> Step:
    who = {"from_person_id": person_id(from_), "to_person_id": person_id(to)}
    fields = {"delegation_id": an_id("delegation", key), "programme_id": PROGRAMME, "from_on": on.isoformat()}
    return Step(on, "people.grant_delegation", fields | who, by="manager")
