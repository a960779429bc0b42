"""Commands: one that nobody waits for any more is not begun, one that is asked twice is done once, and a stop waits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import eventlet
import pytest
from facts import noted, unsent
from installation import Installation, until
from sqlalchemy.orm import Session

from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.errors import Unavailable
from shared.messaging.client import Client
from shared.messaging.outbox import record_all
from shared.messaging.rpc import Service, answers

ADMINISTRATOR = Actor("person-1", (Grant("administrator"),))
ASKED = {"programme_id": "SAMPLE-HDRC-LPL", "title": "Unit"}


class Projects(Service):
    name = "projects"
    relay = None
    pause = 0.0
    begun = 0

    @answers(calls.AddWorkstream)
    def add_workstream(self, session: Session, fields: dict[str, Any]) -> Any:
        Projects.begun += 1
        record_all(session, [noted("unit")])
        eventlet.sleep(Projects.pause)
        return {"done": True}


@pytest.fixture(autouse=True)
def fresh(installation: Installation) -> Iterator[None]:
    installation.databases("projects")
    installation.empty_broker()
    Projects.begun, Projects.pause = 0, 0.0
    yield


@pytest.fixture
def client(installation: Installation) -> Iterator[Client]:
    one = Client(installation.amqp_uri, name="test")
    yield one
    one.close()


def ask(client: Client, **options: Any) -> Any:
    return client.call(calls.AddWorkstream, ASKED, actor=ADMINISTRATOR, **options)


def test_a_command_that_timed_out_does_not_run_later(installation: Installation, client: Client) -> None:
    with installation.running(Projects):
        ask(client)  # the queue is there from now on
    before = unsent(installation)
    with pytest.raises(Unavailable, match="not known yet"):
        ask(client, timeout=0.3)
    with installation.running(Projects):
        ask(client)
    assert Projects.begun == 2
    assert unsent(installation) == before + 1


def test_a_command_that_waited_in_memory_past_its_deadline_is_not_begun(
    installation: Installation, client: Client
) -> None:
    """Expiry in the queue does not cover what a busy service has already taken out of it."""
    Projects.pause = 0.6
    with installation.running(Projects, max_workers=1):
        first = eventlet.spawn(ask, client, timeout=5)
        until(lambda: Projects.begun == 1)
        with pytest.raises(Unavailable):
            ask(client, timeout=0.2)
        first.wait()
        Projects.pause = 0
        ask(client)
    assert Projects.begun == 2


def test_a_command_asked_twice_under_one_key_is_done_once(installation: Installation, client: Client) -> None:
    with installation.running(Projects):
        first = ask(client, idempotency_key="pressed")
        assert ask(client, idempotency_key="pressed") == first
    assert Projects.begun == 1


def test_a_stop_lets_a_running_command_answer(installation: Installation, client: Client) -> None:
    Projects.pause = 0.5
    with installation.running(Projects):
        answer = eventlet.spawn(ask, client)
        until(lambda: Projects.begun == 1)
    assert answer.wait()["result"] == {"done": True}
    assert Projects.begun == 1
    assert installation.depth("rpc-projects") == 0
