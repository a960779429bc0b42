"""`@listens`: once per fact, in one transaction with the claim, in the context of the fact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from facts import event, outgoing, publish
from installation import Installation, until
from sqlalchemy import text
from sqlalchemy.orm import Session

from shared import context
from shared.events.event import Event
from shared.messaging.consumer import because_of, listens, matches
from shared.messaging.rpc import Service

INBOX = "outputs.inbox"


class Listener(Service):
    """Counts facts in its database, so that what is rolled back is not counted."""

    name = "outputs"
    relay = None
    bad: set[str] = set()
    contexts: list[context.Context] = []

    @listens(INBOX, to={"projects": ["progress.*"]})
    def count(self, session: Session, event: Event) -> None:
        session.execute(text("insert into counted values (:id)"), {"id": str(event.id)})
        if event.subject in self.bad:
            raise ValueError("not this one")
        self.contexts.append(context.current())


@pytest.fixture(autouse=True)
def counting(installation: Installation) -> Iterator[None]:
    installation.databases("projects", "outputs")
    installation.empty_broker()
    Listener.bad, Listener.contexts = set(), []
    with installation.engine("outputs").begin() as connection:
        connection.execute(text("drop table if exists counted"))
        connection.execute(text("create table counted (id text)"))
    yield


def counted(installation: Installation) -> list[str]:
    with installation.engine("outputs").connect() as connection:
        return list(connection.execute(text("select id from counted")).scalars())


def test_a_duplicate_delivery_changes_nothing(installation: Installation) -> None:
    fact, other = event("twice"), event("other")
    with installation.running(Listener):
        publish(installation, outgoing(fact, INBOX), outgoing(fact, INBOX))
        until(lambda: counted(installation) == [str(fact.id)])
        publish(installation, outgoing(fact, INBOX), outgoing(other, INBOX))
        until(lambda: str(other.id) in counted(installation))
    assert counted(installation) == [str(fact.id), str(other.id)]


def test_a_failing_fact_leaves_no_trace_and_stops_no_other(installation: Installation) -> None:
    facts = [event(f"s{number}") for number in range(20)]
    Listener.bad = {"s7"}
    with installation.running(Listener):
        publish(installation, *(outgoing(fact, INBOX) for fact in facts))
        until(lambda: installation.depth("outputs.dead") == 1)
        until(lambda: len(counted(installation)) == 19)
    assert str(facts[7].id) not in counted(installation)


def test_types_that_nobody_asked_for_are_let_go(installation: Installation) -> None:
    other = replace(event(), type="projects.award.recorded")
    wanted = event()
    with installation.running(Listener):
        publish(installation, outgoing(other, INBOX), outgoing(wanted, INBOX))
        until(lambda: counted(installation) == [str(wanted.id)])
    assert installation.depth("outputs.dead") == 0


def test_the_queue_is_bound_to_what_it_listens_to(installation: Installation) -> None:
    with installation.running(Listener):
        fact = event()
        publish(installation, outgoing(fact), outgoing(replace(fact, type="projects.award.recorded")))
        until(lambda: counted(installation) == [str(fact.id)])


def test_what_is_done_because_of_a_fact_says_so(installation: Installation) -> None:
    fact = replace(event(), traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    with installation.running(Listener):
        publish(installation, outgoing(fact, INBOX))
        until(lambda: Listener.contexts)
    (seen,) = Listener.contexts
    assert seen.causation_id == str(fact.id)
    assert seen.correlation_id == fact.correlationid
    assert seen.traceparent == fact.traceparent
    assert seen.actor.id == "system:outputs"


def test_what_follows_from_the_sample_is_of_its_day() -> None:
    fact = replace(event(), origin="sample")
    assert because_of(fact, INBOX).recorded_on == fact.time.date()
    assert because_of(replace(fact, origin=None), INBOX).recorded_on is None


@pytest.mark.parametrize(
    ("pattern", "key", "taken"),
    [
        ("#", "milestone.achieved", True),
        ("milestone.*", "milestone.achieved", True),
        ("milestone.#", "milestone", True),
        ("milestone.*", "milestone", False),
        ("*.achieved", "milestone.achieved", True),
        ("milestone.achieved", "milestone.planned", False),
    ],
)
def test_patterns_mean_what_they_mean_to_the_broker(pattern: str, key: str, taken: bool) -> None:
    assert matches(pattern, key) is taken
