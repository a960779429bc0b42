"""Dead letters become rows that an operator can list, replay once, or discard with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from facts import event, outgoing, publish
from installation import Installation, until
from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.calls import parked as calls
from shared.context import Actor, Grant
from shared.errors import Invalid, NotAllowed, NotFound, Unavailable
from shared.events.event import Event
from shared.messaging.client import Client
from shared.messaging.consumer import listens
from shared.messaging.frames import Outgoing
from shared.messaging.parked import Parked
from shared.messaging.rpc import Service

INBOX = "outputs.inbox"
OPERATOR = Actor("person-operator", (Grant("administrator"),))


class Outputs(Service, Parked):
    name = "outputs"
    relay = None
    mended = False

    @listens(INBOX, to={"projects": ["#"]})
    def count(self, session: Session, event: Event) -> None:
        if not self.mended:
            raise RuntimeError("percent of what?")
        session.execute(text("insert into counted values (:id)"), {"id": str(event.id)})


@pytest.fixture(scope="module")
def client(installation: Installation) -> Iterator[Client]:
    one = Client(installation.amqp_uri, name="test")
    yield one
    one.close()


@pytest.fixture(autouse=True)
def service(installation: Installation) -> Iterator[None]:
    installation.databases("outputs")
    installation.empty_broker()
    Outputs.mended = False
    with installation.engine("outputs").begin() as connection:
        connection.execute(text("drop table if exists counted"))
        connection.execute(text("create table counted (id text)"))
        connection.execute(text("delete from parked"))
    with installation.running(Outputs):
        yield


def ask(client: Client, call: Any, **fields: Any) -> Any:
    reply = client.call(call.of("outputs"), fields, actor=OPERATOR)
    return reply.get("result", reply)  # a read's answer is bare


def parked_one(client: Client) -> dict[str, Any]:
    (item,) = until(lambda: ask(client, calls.Parked)["items"])
    return dict(item)


def counted(installation: Installation) -> int:
    with installation.engine("outputs").connect() as connection:
        return int(connection.execute(text("select count(*) from counted")).scalar_one())


def test_a_parked_message_is_shown_with_its_reason(installation: Installation, client: Client) -> None:
    fact = event("m-9")
    publish(installation, outgoing(fact))
    item = parked_one(client)
    assert item["message_id"] == str(fact.id)
    assert item["type"] == "projects.progress.noted"
    assert item["subject"] == "m-9"
    assert item["queue"] == INBOX
    assert item["reason"] == "RuntimeError: percent of what?"
    assert item["times"] == 1
    assert item["state"] == "parked"


def test_replay_after_a_mend_applies_it_once_pressed_twice(installation: Installation, client: Client) -> None:
    publish(installation, outgoing(event()))
    item = parked_one(client)
    Outputs.mended = True
    first = ask(client, calls.ReplayParked, parked_id=item["parked_id"])
    second = ask(client, calls.ReplayParked, parked_id=item["parked_id"])
    assert (first["replayed"], second["replayed"]) == (True, False)
    assert second["state"] == "replayed"
    until(lambda: counted(installation) == 1)
    assert ask(client, calls.Parked)["items"] == []
    # a copy of it, as after a crash between the broker's confirm and the commit, is absorbed as well
    with installation.engine("outputs").begin() as connection:
        connection.execute(text("update parked set state = 'parked'"))
    assert ask(client, calls.ReplayParked, parked_id=item["parked_id"])["replayed"]
    until(lambda: installation.depth(INBOX) == 0)
    assert counted(installation) == 1


def test_a_message_that_fails_again_is_the_same_row_again(installation: Installation, client: Client) -> None:
    publish(installation, outgoing(event()))
    item = parked_one(client)
    ask(client, calls.ReplayParked, parked_id=item["parked_id"])
    again = until(lambda: next((row for row in ask(client, calls.Parked)["items"] if row["times"] == 2), None))
    assert again["parked_id"] == item["parked_id"]
    assert again["settled_by"] is None


def test_discarding_needs_a_reason_and_keeps_it(installation: Installation, client: Client) -> None:
    publish(installation, outgoing(event()))
    item = parked_one(client)
    with pytest.raises(Invalid, match="reason"):
        ask(client, calls.DiscardParked, parked_id=item["parked_id"])
    with pytest.raises(Invalid, match="Say why"):
        ask(client, calls.DiscardParked, parked_id=item["parked_id"], reason="  ")
    ask(client, calls.DiscardParked, parked_id=item["parked_id"], reason="sent by mistake")
    (row,) = ask(client, calls.Parked, state="discarded")["items"]
    assert (row["settled_reason"], row["settled_by"]) == ("sent by mistake", OPERATOR.id)
    assert not ask(client, calls.ReplayParked, parked_id=item["parked_id"])["replayed"]


def test_what_is_not_a_fact_at_all_is_parked_too(installation: Installation, client: Client) -> None:
    publish(installation, Outgoing("", INBOX, {"odd": "he\x00ader"}, b"\xff\x00 not JSON", None, "text/plain"))
    item = parked_one(client)
    assert item["reason"].startswith("not a fact of ours")
    assert item["message_id"].startswith("sha256:")


def test_a_queue_that_is_gone_is_said(installation: Installation, client: Client) -> None:
    publish(installation, outgoing(event()))
    item = parked_one(client)
    with installation.engine("outputs").begin() as connection:
        connection.execute(text("update parked set queue = 'outputs.was_here'"))
    with pytest.raises(Unavailable, match="no queue takes"):
        ask(client, calls.ReplayParked, parked_id=item["parked_id"])
    assert [row["parked_id"] for row in ask(client, calls.Parked)["items"]] == [item["parked_id"]]


def test_an_unknown_message_is_said(client: Client) -> None:
    with pytest.raises(NotFound):
        ask(client, calls.ReplayParked, parked_id="4711")


def test_only_an_administrator_may(client: Client) -> None:
    with pytest.raises(NotAllowed):
        client.call(calls.Parked.of("outputs"), {}, actor=Actor("person-1", (Grant("researcher", "SAMPLE"),)))
