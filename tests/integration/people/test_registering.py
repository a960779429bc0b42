"""People and organisations are registered once, however often and however many at a time it is asked."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import orjson
import pytest
from installation import Installation
from sqlalchemy import Engine, text

from services.people.commands import registering, roles
from services.people.views import directory
from shared import context
from shared.calls import people as calls
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import Conflict, Invalid, NotAllowed, NotFound


@pytest.fixture(scope="module")
def people(installation: Installation) -> Engine:
    installation.databases("people")
    return installation.engine("people")


def do(engine: Engine, work: Any, *more: Any, by: Actor | None = None, **fields: Any) -> Any:
    with context.using(actor=by or Actor("somebody"), recorded=[]), transaction(engine) as session:
        return work(session, *more, **fields)


def facts(engine: Engine) -> list[dict[str, Any]]:
    with transaction(engine) as session:
        rows = session.execute(text("select attributes, body from outbox order by id")).all()
    return [row.attributes | {"data": orjson.loads(row.body)} for row in rows]


def test_a_role_on_every_programme_is_an_administrators_to_give_and_to_end(people: Engine) -> None:
    person = do(people, registering.register_person, name="Sam Example")["person_id"]
    manages_all = Actor("m", (Grant("programme_manager"),))
    administers = Actor("a", (Grant("administrator"),))
    made = {"person_id": person, "role": "administrator", "programme_id": "*"}
    with pytest.raises(NotAllowed):
        do(people, roles.grant, by=manages_all, **made)
    role_id = do(people, roles.grant, by=administers, **made)["role_id"]
    with pytest.raises(NotAllowed):
        do(people, roles.end, by=manages_all, role_id=role_id)


@pytest.mark.parametrize("taken", ["system:importer", "anonymous"])
def test_nobody_is_registered_under_the_name_of_a_part_of_the_system(taken: str) -> None:
    with pytest.raises(Invalid, match="colon"):
        calls.RegisterPerson.parse({"person_id": taken, "name": "Eve Example"})


def test_the_same_batch_twice_gives_the_same_ids_in_order_and_no_second_facts(people: Engine) -> None:
    batch = [{"name": f"Person {n}", "import_key": f"{uuid4()}"} for n in range(200)]
    first = do(people, registering.register_people, batch)
    recorded = len(facts(people))
    assert do(people, registering.register_people, batch[::-1]) == first[::-1]
    assert len(set(first)) == 200
    assert len(facts(people)) == recorded


def test_the_same_orcid_is_the_same_person_also_within_one_batch(people: Engine) -> None:
    batch = [
        {"name": "Dr Pat Example", "orcid": "0000-0002-1694-233X", "import_key": "a"},
        {"name": "Professor Pat Example", "orcid": "https://orcid.org/0000-0002-1694-233X", "import_key": "b"},
        {"name": "Pat Example", "import_key": "c"},
    ]
    first, second, third = do(people, registering.register_people, batch)
    assert first == second != third


def test_two_people_of_one_name_are_two(people: Engine) -> None:
    first, second = do(people, registering.register_people, [{"name": "John Smith"}, {"name": "John Smith"}])
    assert first != second


def test_an_organisation_is_known_by_its_ror_id_in_either_form(people: Engine) -> None:
    one = do(people, registering.register_organisation, name="University", ror="https://ror.org/04xs57h96")
    (again,) = do(people, registering.register_organisations, [{"name": "The University", "ror": "04xs57h96"}])
    assert again == one["org_id"]
    with pytest.raises(Conflict):
        do(people, registering.register_organisation, name="University", ror="04xs57h96")


def test_a_wrong_orcid_names_its_field(people: Engine) -> None:
    with pytest.raises(Invalid) as refused:
        do(people, registering.register_person, name="Ann", orcid="0000-0002-1825-0098")
    assert list(refused.value.fields) == ["orcid"]


def test_no_name_and_no_address_is_in_any_fact(people: Engine) -> None:
    secret = uuid4().hex
    do(
        people,
        registering.register_person,
        name=f"Ann {secret}",
        email=f"{secret}@example.org",
        orcid="0000-0002-1825-0097",
        import_key=secret,
    )
    last = facts(people)[-1]
    assert last["type"] == "people.person.registered"
    assert set(last["data"]) == {"person_id", "kind"}
    assert secret not in str(last)


def test_a_role_is_granted_once_at_a_time_and_its_end_is_a_fact_of_the_grant(people: Engine) -> None:
    person = do(people, registering.register_person, name="Ann")["person_id"]
    role = do(people, roles.grant, person_id=person, role="researcher", programme_id="HDRC", project_id="homes")
    with pytest.raises(Conflict):
        do(people, roles.grant, person_id=person, role="researcher", programme_id="HDRC", project_id="homes")
    ended = do(people, roles.end, role_id=role["role_id"])
    assert ended["version"] == 2
    with pytest.raises(Conflict):
        do(people, roles.end, role_id=role["role_id"])
    granted, over = facts(people)[-2:]
    assert granted["subject"] == over["subject"] == role["role_id"]
    assert granted["programmeid"] == "HDRC"
    assert granted["data"]["scope"] == {"programme_id": "HDRC", "project_id": "homes"}


def test_a_role_needs_a_person(people: Engine) -> None:
    with pytest.raises(NotFound):
        do(people, roles.grant, person_id="nobody", role="researcher", programme_id="HDRC")


def test_one_looks_through_the_people_of_ones_own_programmes_and_finds_others_by_id(people: Engine) -> None:
    near = do(people, registering.register_person, name="Near Example")["person_id"]
    far = do(people, registering.register_person, name="Far Example")["person_id"]
    do(people, roles.grant, person_id=near, role="partner", programme_id="NEAR")
    do(people, roles.grant, person_id=far, role="partner", programme_id="FAR")
    researcher = Actor("me", (Grant("researcher", "NEAR"),))
    listed = do(people, directory.people, by=researcher, search="example", limit=200)
    ids = {person["person_id"] for person in listed["items"]}
    assert near in ids
    assert far not in ids
    named = do(people, directory.people, by=researcher, ids=[far], limit=50)
    assert [person["name"] for person in named["items"]] == ["Far Example"]
    assert "email" not in named["items"][0]


def test_pages_follow_each_other_without_gap_or_repeat(people: Engine) -> None:
    mark = uuid4().hex
    do(people, registering.register_people, [{"name": f"{mark} {n % 3}"} for n in range(25)])
    manager, seen, after = Actor("me", (Grant("programme_manager", "X"),)), [], None
    while True:
        page = do(people, directory.people, by=manager, search=mark, after=after, limit=10)
        seen += [person["person_id"] for person in page["items"]]
        if (after := page["next"]) is None:
            break
    assert len(seen) == len(set(seen)) == 25


def test_a_percent_sign_in_a_search_is_a_letter(people: Engine) -> None:
    manager = Actor("me", (Grant("programme_manager", "X"),))
    assert do(people, directory.people, by=manager, search="100%", limit=10)["items"] == []


def test_contact_details_leave_out_who_has_no_address(people: Engine) -> None:
    with_address = do(people, registering.register_person, name="A", email=f"{uuid4().hex}@example.org")["person_id"]
    without = do(people, registering.register_person, name="B")["person_id"]
    found = do(people, directory.contact_details, person_ids=[with_address, without, "nobody"])
    assert [person["person_id"] for person in found["items"]] == [with_address]
