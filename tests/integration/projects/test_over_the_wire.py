"""People and projects as callers meet them: over RabbitMQ, with an actor, a key and a deadline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from installation import Installation
from sqlalchemy import text

from services.people.commands.operator import ensure_operator
from services.people.service import People
from services.projects.service import Projects
from shared.calls import people as people_calls
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn, StaleVersion
from shared.messaging.client import Client

OPERATOR_TOKEN = "the operator token of a test installation"


@pytest.fixture(scope="module")
def client(installation: Installation) -> Iterator[Client]:
    installation.databases("people", "projects")
    ensure_operator(installation.engine("people"), OPERATOR_TOKEN)
    with installation.running(People), installation.running(Projects):
        asking = Client(installation.amqp_uri)
        yield asking
        asking.close()


def actor(found: dict[str, Any]) -> Actor:
    """As the gateway makes it from what people answers."""
    grants = (Grant(g["role"], g["programme_id"], g["project_id"]) for g in found["actor"]["grants"])
    return Actor(found["actor"]["id"], tuple(grants))


@pytest.fixture(scope="module")
def operator(client: Client) -> Actor:
    return actor(client.call(people_calls.Authenticate, {"api_token": OPERATOR_TOKEN}))


@pytest.fixture(scope="module")
def programme_id(client: Client, operator: Actor) -> str:
    asked = {"programme_id": "HDRC-LPL", "title": "A", "host_org_id": "council", "starts_on": "2024-01-01"}
    return str(client.call(calls.CreateProgramme, asked, actor=operator)["result"]["programme_id"])


def milestone(client: Client, by: Actor, programme_id: str, **options: Any) -> dict[str, Any]:
    asked = {"programme_id": programme_id, "title": "M", "baseline_on": "2026-12-01", "planned_on": "2024-01-01"}
    reply: dict[str, Any] = client.call(calls.PlanMilestone, asked, actor=by, **options)
    return reply


def test_somebody_signs_in_and_works_with_the_role_that_was_given(
    client: Client, operator: Actor, programme_id: str, installation: Installation
) -> None:
    address, password = f"{uuid4().hex}@example.org", "correct horse battery staple"
    made = client.call(people_calls.RegisterPerson, {"name": "Ann", "email": address}, actor=operator)["result"]
    person = {"person_id": made["person_id"]}
    client.call(people_calls.CreateAccount, person | {"email": address, "password": password}, actor=operator)
    signed_in = client.call(people_calls.SignIn, {"email": address, "password": password})["result"]
    session = {"session_token": signed_in["session_token"]}
    ann = actor(client.call(people_calls.Authenticate, session))
    it = milestone(client, operator, programme_id)["result"]["milestone_id"]
    with pytest.raises(NotFound):
        client.call(calls.AchieveMilestone, {"milestone_id": it}, actor=ann)
    role = {"role": "researcher", "programme_id": programme_id, "from_on": "2024-01-01"}
    client.call(people_calls.GrantRole, person | role, actor=operator)
    ann = actor(client.call(people_calls.Authenticate, session))
    with pytest.raises(NotAllowed):
        client.call(calls.CancelMilestone, {"milestone_id": it, "reason_code": "scope"}, actor=ann)
    reply = client.call(calls.AchieveMilestone, {"milestone_id": it}, actor=ann)
    assert reply["result"] == {"milestone_id": it, "version": 2, "proposed": []}
    assert len(reply["events"]) == 1
    client.call(people_calls.SignOut, session)
    with pytest.raises(NotSignedIn):
        client.call(people_calls.Authenticate, session)
    with transaction(installation.engine("people")) as kept:
        replies = str(kept.execute(text("select array_agg(reply::text) from commands")).scalar())
    assert signed_in["session_token"] not in replies


def test_the_same_key_does_it_once_and_gives_the_same_reply(client: Client, operator: Actor, programme_id: str) -> None:
    key = uuid4().hex
    first = milestone(client, operator, programme_id, idempotency_key=key)
    assert milestone(client, operator, programme_id, idempotency_key=key) == first
    with pytest.raises(Conflict, match="key"):
        client.call(calls.NoteProgress, {"target_id": programme_id, "percent": 1}, actor=operator, idempotency_key=key)


def test_a_change_of_what_somebody_else_changed_since_is_refused(
    client: Client, operator: Actor, programme_id: str
) -> None:
    it = milestone(client, operator, programme_id)["result"]["milestone_id"]
    shown = client.call(calls.Milestone, {"milestone_id": it}, actor=operator)
    client.call(calls.NoteProgress, {"target_id": it, "percent": 10}, actor=operator)
    with pytest.raises(StaleVersion):
        client.call(calls.AchieveMilestone, {"milestone_id": it}, actor=operator, expected_version=shown["version"])


def test_a_form_that_is_not_right_is_answered_field_by_field(client: Client, operator: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        client.call(calls.PlanMilestone, {"programme_id": "HDRC-LPL", "baseline_on": "soon"}, actor=operator)
    assert refused.value.fields["title"] == ["Enter a title"]
    assert refused.value.fields["baseline_on"] == ["Enter a date, like 2026-03-31"]


def test_nobody_in_particular_may_do_nothing(client: Client, programme_id: str) -> None:
    for call, asked in (
        (calls.Programmes, {}),
        (calls.CreateProgramme, {"programme_id": "X1", "title": "X", "host_org_id": "o", "starts_on": "2024-01-01"}),
        (people_calls.People, {}),
        (people_calls.ContactDetails, {"person_ids": []}),
    ):
        with pytest.raises(NotAllowed):
            client.call(call, asked)


def test_a_change_is_tried_and_then_approved_by_somebody_else_once(
    client: Client, operator: Actor, programme_id: str
) -> None:
    it = milestone(client, operator, programme_id)["result"]["milestone_id"]
    manager, signatory, partner = (
        Actor(role, (Grant(role, programme_id),)) for role in ("programme_manager", "signatory", "partner")
    )
    fields = {"milestone_id": it, "forecast_on": "2030-01-07", "reason_code": "scope"}
    asked = {"programme_id": programme_id, "changes": [{"call": "reforecast_milestone", "fields": fields}]}
    tried = client.call(calls.TryChanges, asked, actor=manager)
    assert [fact["data"]["forecast_to"] for fact in tried["facts"]] == ["2030-01-07"]
    wrong = asked | {"changes": [{"call": "reforecast_milestone", "fields": fields | {"forecast_on": "soon"}}]}
    with pytest.raises(Invalid) as refused:
        client.call(calls.TryChanges, wrong, actor=manager)
    assert refused.value.fields == {"changes": {"0": {"forecast_on": ["Enter a date, like 2026-03-31"]}}}
    more = {"title": "Later", "kind": "time"}
    reply = client.call(calls.SubmitChangeRequest, asked | more, actor=manager)
    request = {"change_request_id": reply["result"]["change_request_id"]}
    approve = request | {"decision": "approved"}
    for who in (manager, partner):
        with pytest.raises(NotAllowed):
            client.call(calls.DecideChangeRequest, approve, actor=who)
    assert client.call(calls.TryChangeRequest, request, actor=signatory)["touched"] == tried["touched"]
    key = uuid4().hex
    first = client.call(calls.DecideChangeRequest, approve, actor=signatory, idempotency_key=key)
    assert len(first["events"]) == 2
    assert client.call(calls.DecideChangeRequest, approve, actor=signatory, idempotency_key=key) == first
    with pytest.raises(Conflict):
        client.call(calls.DecideChangeRequest, approve, actor=signatory)
    assert client.call(calls.Milestone, {"milestone_id": it}, actor=manager)["forecast_on"] == "2030-01-07"
