"""kill -9 of every process, of the broker and of PostgreSQL while 5,000 facts flow: none lost, none twice, in order.

What was committed is what the services' own `subjects` tables say, because a commit that the database was killed under
may or may not have happened. Afterwards the views equal a straight replay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import eventlet
import pytest
from facts import noted
from installation import Installation, until
from processes import Processes
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.reporting.audit import audit
from shared.database import transaction
from shared.events.outputs import OutputWithdrawn
from shared.messaging.outbox import New, record_all

FACTS = 5000
SUBJECTS = 100
#: recorded at a time, so that the facts are under way when something dies
CHUNK = 50
PROCESSES = ("people", "projects", "outputs", "notifications", "reporting", "projector")
SOURCES = ("projects", "outputs")


@pytest.fixture(scope="module")
def suite(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    """Every process but the gateway, running; queues that the broker has written down (see test_broker_outages)."""
    installation.databases("people", "projects", "outputs", "notifications", "reporting")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FILES_URL", f"file://{tmp_path_factory.mktemp('files')}")
        running = Processes(installation, PROCESSES, tmp_path_factory.mktemp("logs"))
        try:
            installation.servers.broker.restart()
            running.wait_ready()
            yield running
        finally:
            running.stop()


def withdrawn(subject: str) -> New:
    project = noted(subject)
    return New(OutputWithdrawn, subject, project.programme_id, project.effective_on, {"kind": "error"})


def flow(installation: Installation, name: str) -> None:
    """Record 5,000 facts in two services, a few at a time; when the database is away, again."""
    kinds: dict[str, Callable[[str], New]] = {"projects": noted, "outputs": withdrawn}
    for start in range(0, FACTS, CHUNK * len(SOURCES)):
        for source in SOURCES:
            subjects = [f"{name}-{number % SUBJECTS}" for number in range(start, start + CHUNK)]
            while True:
                try:
                    with transaction(installation.engine(source)) as session:
                        record_all(session, [kinds[source](subject) for subject in subjects])
                except DBAPIError:
                    eventlet.sleep(0.1)
                else:
                    break
        eventlet.sleep(0.01)


def committed(installation: Installation, name: str) -> set[tuple[str, str, int]]:
    """(service, subject, sequence) of every fact that was recorded."""
    found = set()
    for source in SOURCES:
        with installation.engine(source).connect() as connection:
            query = text("select subject, sequence from subjects where subject like :name || '-%'")
            for subject, last in connection.execute(query, {"name": name}):
                found.update((source, subject, sequence) for sequence in range(1, last + 1))
    return found


def in_ledger(installation: Installation, name: str) -> list[tuple[str, str, int]]:
    """The same from the ledger, in order of position; empty while the database is away."""
    query = text("select service, subject, sequence from ledger where subject like :name || '-%' order by position")
    try:
        with installation.engine("reporting").connect() as connection:
            return [tuple(row) for row in connection.execute(query, {"name": name})]  # type: ignore[misc]
    except DBAPIError:
        return []


def strike(installation: Installation, suite: Processes, victim: str) -> None:
    """Kill it; the supervisor brings a process back, the test a server."""
    servers = {"broker": installation.servers.broker, "database": installation.servers.database}
    if victim in servers:
        servers[victim].kill()
        servers[victim].start()
    else:
        before = suite.by_name[victim].started
        suite.by_name[victim].kill()
        until(lambda: suite.by_name[victim].started > before)


@pytest.mark.parametrize("victim", ["projector", "projects", "outputs", "reporting", "notifications", "people"])
def test_a_killed_process_loses_no_fact_and_tells_none_twice(
    installation: Installation, suite: Processes, victim: str
) -> None:
    survive(installation, suite, victim)


@pytest.mark.parametrize("victim", ["broker", "database"])
def test_a_killed_server_loses_no_fact_and_tells_none_twice(
    installation: Installation, suite: Processes, victim: str
) -> None:
    survive(installation, suite, victim)


def survive(installation: Installation, suite: Processes, victim: str) -> None:
    flowing = eventlet.spawn(flow, installation, victim)
    for reached in (500, 2500):
        until(lambda reached=reached: len(in_ledger(installation, victim)) > reached, within=90)
        strike(installation, suite, victim)
    flowing.wait()
    expected = committed(installation, victim)
    assert len(expected) >= FACTS
    until(lambda: len(in_ledger(installation, victim)) >= len(expected), within=90)
    suite.wait_ready()
    until(lambda: waiting_or_unsent(installation) == 0)
    found = in_ledger(installation, victim)
    assert len(found) == len(set(found)), "a fact is in the ledger twice"
    assert set(found) == expected
    for source in SOURCES:
        for subject in {one[1] for one in expected if one[0] == source}:
            sequences = [one[2] for one in found if one[:2] == (source, subject)]
            assert sequences == sorted(sequences), f"facts of {subject} are out of order"
    assert audit(installation.engine("reporting")).count == 0, "the views are not what a replay makes"


def waiting_or_unsent(installation: Installation) -> int:
    """Facts on their way: in an outbox, or held back by the projector."""
    total = 0
    for database, table in (("projects", "outbox"), ("outputs", "outbox"), ("reporting", "waiting")):
        with installation.engine(database).connect() as connection:
            total += connection.execute(text(f"select count(*) from {table}")).scalar_one()
    return total


def test_nothing_was_parked(installation: Installation, suite: Processes) -> None:
    for service in ("reporting", "notifications", "outputs"):
        with installation.engine(service).connect() as connection:
            assert connection.execute(text("select reason from parked")).all() == []
        assert installation.depth(f"{service}.dead") == 0
