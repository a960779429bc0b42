"""Consents are given for a programme and purposes, withdrawn in part or whole, and told to others without a name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest
from installation import Installation
from sqlalchemy import Engine, text

from services.people.commands import consents, registering
from services.people.views import consents as views
from shared import context, permissions
from shared.calls import people as calls
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import Conflict, Invalid, NotAllowed, NotFound

TOMORROW = date.today() + timedelta(days=1)  # noqa: DTZ011


@pytest.fixture(scope="module")
def people(installation: Installation) -> Engine:
    installation.databases("people")
    return installation.engine("people")


def do(engine: Engine, work: Any, **fields: Any) -> Any:
    with context.using(actor=Actor("somebody"), recorded=[]), transaction(engine) as session:
        return work(session, **fields)


def facts(engine: Engine, subject: str) -> list[dict[str, Any]]:
    query = text("select attributes, body from outbox where attributes->>'subject' = :it order by id")
    with transaction(engine) as session:
        rows = session.execute(query, {"it": subject}).all()
    return [row.attributes | {"data": orjson.loads(row.body)} for row in rows]


@pytest.fixture
def person(people: Engine) -> str:
    return str(do(people, registering.register_person, name="Una Example", kind="contributor")["person_id"])


def give(people: Engine, person: str, **fields: Any) -> str:
    plain = {"programme_id": f"P-{uuid4().hex[:6]}", "person_id": person, "purposes": ["data", "testimonial"]}
    return str(do(people, consents.give, **plain | {"given_on": date(2026, 3, 2)} | fields)["consent_id"])


def test_a_consent_is_a_fact_of_its_day_without_a_name(people: Engine, person: str) -> None:
    consent = give(people, person, programme_id="P", evidence="form-7")
    (fact,) = facts(people, consent)
    assert (fact["type"], fact["effectiveon"], fact["programmeid"]) == ("people.consent.given", "2026-03-02", "P")
    assert fact["data"] == {"person_id": person, "purposes": ["data", "testimonial"], "evidence": "form-7"}


def test_it_is_withdrawn_in_part_and_then_whole_and_no_further(people: Engine, person: str) -> None:
    consent = give(people, person)
    do(people, consents.withdraw, consent_id=consent, purposes=["data"], on=date(2026, 4, 1))
    assert facts(people, consent)[-1]["data"] == {"person_id": person, "purposes": ["data"]}
    with pytest.raises(Invalid, match="only the following still stands: testimonial"):
        do(people, consents.withdraw, consent_id=consent, purposes=["data"])
    do(people, consents.withdraw, consent_id=consent)
    assert facts(people, consent)[-1]["data"]["purposes"] == ["testimonial"]
    with pytest.raises(Invalid, match="Nothing of this still stands"):
        do(people, consents.withdraw, consent_id=consent)


def test_no_day_to_come_and_no_withdrawal_before_it_was_given(people: Engine, person: str) -> None:
    with pytest.raises(Invalid, match="not come yet"):
        give(people, person, given_on=TOMORROW)
    consent = give(people, person)
    with pytest.raises(Invalid, match="not come yet"):
        do(people, consents.withdraw, consent_id=consent, on=TOMORROW)
    with pytest.raises(Invalid, match="given on 2026-03-02"):
        do(people, consents.withdraw, consent_id=consent, on=date(2026, 3, 1))


def test_it_is_of_a_person_who_is_known_and_has_an_id_once(people: Engine, person: str) -> None:
    with pytest.raises(NotFound, match="Register them first"):
        give(people, "nobody")
    consent = give(people, person)
    with pytest.raises(Conflict, match="already"):
        give(people, person, consent_id=consent)
    with pytest.raises(NotFound):
        do(people, consents.withdraw, consent_id="nothing")
    with pytest.raises(Invalid):
        calls.GiveConsent.parse({"programme_id": "P", "person_id": person, "purposes": []})


def test_a_programme_sees_its_own_and_what_of_them_still_stands(people: Engine, person: str) -> None:
    programme = f"P-{uuid4().hex[:6]}"
    consent = give(people, person, programme_id=programme)
    give(people, person)
    do(people, consents.withdraw, consent_id=consent, purposes=["data"], on=date(2026, 4, 1))
    (shown,) = do(people, views.of_programme, programme_id=programme, limit=10)["items"]
    assert (shown["consent_id"], shown["name"], shown["standing"]) == (consent, "Una Example", ["testimonial"])
    assert shown["withdrawn"] == {"data": "2026-04-01"}
    assert do(people, views.of_programme, programme_id=programme, purpose="data", limit=10)["items"] == []
    assert do(people, views.of_programme, programme_id=programme, purpose="testimonial", limit=10)["items"] == [shown]


@pytest.mark.parametrize("role", ["partner", "signatory", "funder"])
def test_consents_are_for_those_who_ask_for_them(role: str) -> None:
    for request in ("people.give_consent", "people.withdraw_consent", "people.consents"):
        permissions.check(request, Actor("m", (Grant("programme_manager", "P"),)), "P")
        with pytest.raises(NotAllowed):
            permissions.check(request, Actor("x", (Grant(role, "P"),)), "P")
