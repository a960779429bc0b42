"""Who may act for whom is said by whoever is acted for, or by a programme manager; it begins, and it ends."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import orjson
import pytest
from installation import Installation
from sqlalchemy import Engine, text

from services.people.commands import delegations, registering
from services.people.views import directory
from shared import context
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import Conflict, Invalid, NotAllowed, NotFound


@pytest.fixture(scope="module")
def people(installation: Installation) -> Engine:
    installation.databases("people")
    return installation.engine("people")


def do(engine: Engine, work: Any, by: Actor, **fields: Any) -> Any:
    with context.using(actor=by, recorded=[]), transaction(engine) as session:
        return work(session, **fields)


@pytest.fixture
def pair(people: Engine) -> tuple[Actor, Actor, str]:
    """A professor and a librarian of a programme of their own."""
    programme = f"P-{uuid4().hex[:8]}"
    ids = [
        do(people, registering.register_person, Actor("somebody"), name=name)["person_id"] for name in ("Prof", "Lib")
    ]
    professor, librarian = (Actor(person, (Grant("researcher", programme),)) for person in ids)
    return professor, librarian, programme


def given(people: Engine, pair: tuple[Actor, Actor, str], by: Actor, **more: Any) -> str:
    professor, librarian, programme = pair
    fields = {"from_person_id": professor.id, "to_person_id": librarian.id, "programme_id": programme}
    return str(do(people, delegations.grant, by, **fields | more)["delegation_id"])


def facts(people: Engine, programme: str) -> list[dict[str, Any]]:
    query = text("select attributes, body from outbox where attributes->>'programmeid' = :programme order by id")
    with transaction(people) as session:
        rows = session.execute(query, {"programme": programme}).all()
    return [row.attributes | {"data": orjson.loads(row.body)} for row in rows]


def test_a_delegation_is_given_by_whoever_is_acted_for_and_ended_by_either(people: Engine, pair: Any) -> None:
    professor, librarian, programme = pair
    delegation_id = given(people, pair, professor, from_on=date(2026, 1, 1), until=date(2026, 12, 31))
    do(people, delegations.end, librarian, delegation_id=delegation_id, on=date(2026, 3, 1))
    granted, ended = facts(people, programme)
    assert (granted["type"], granted["subject"], granted["effectiveon"]) == (
        "people.delegation.granted",
        delegation_id,
        "2026-01-01",
    )
    assert granted["data"]["scope"] == {"programme_id": programme}
    assert (ended["type"], ended["effectiveon"]) == ("people.delegation.ended", "2026-03-01")
    with pytest.raises(Conflict, match="already"):
        do(people, delegations.end, professor, delegation_id=delegation_id, on=date(2026, 3, 1))


def test_nobody_gives_a_delegation_of_another_but_a_manager_of_that_programme(people: Engine, pair: Any) -> None:
    _, librarian, programme = pair
    for stranger in (librarian, Actor("m", (Grant("programme_manager", "P-other"),))):
        with pytest.raises(NotAllowed, match="whoever is acted for"):
            given(people, pair, stranger)
    manager = Actor("m", (Grant("programme_manager", programme),))
    delegation_id = given(people, pair, manager)
    with pytest.raises(NotAllowed):
        do(people, delegations.end, Actor("x", (Grant("researcher", programme),)), delegation_id=delegation_id)


def test_what_cannot_be_is_refused_at_its_field(people: Engine, pair: Any) -> None:
    professor = pair[0]
    given(people, pair, professor)
    with pytest.raises(Conflict, match="given already"):
        given(people, pair, professor)
    with pytest.raises(Invalid, match="themselves") as refused:
        given(people, pair, professor, to_person_id=professor.id)
    assert list(refused.value.fields) == ["to_person_id"]
    with pytest.raises(Invalid, match="before its first"):
        given(people, pair, professor, from_on=date(2026, 2, 1), until=date(2026, 1, 1))
    with pytest.raises(NotFound, match="nobody-known"):
        given(people, pair, professor, to_person_id="nobody-known")
    with pytest.raises(NotFound):
        do(people, delegations.end, professor, delegation_id="none")


def test_one_sees_the_delegations_that_concern_oneself_and_a_manager_all(people: Engine, pair: Any) -> None:
    professor, librarian, programme = pair
    delegation_id = given(people, pair, professor)

    def seen(by: Actor) -> list[str]:
        found = do(people, directory.delegations_in, by, programme_id=programme, limit=10)["items"]
        return [one["delegation_id"] for one in found]

    assert seen(professor) == seen(librarian) == [delegation_id]
    assert seen(Actor("m", (Grant("programme_manager", programme),))) == [delegation_id]
    assert seen(Actor("x", (Grant("researcher", programme),))) == []
