"""How long from a command's commit until its fact is in the views, at 100 facts a second."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator
from uuid import UUID

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from shared.context import Actor, using
from shared.database import transaction
from shared.messaging.outbox import record_all
from tests.bench.facts import new_facts
from tests.bench.result import Result
from tests.bench.suite import Suite, until

RATE = 100


def run(suite: Suite, seconds: int) -> Iterator[Result]:
    """The projects service's relay and the projector run; facts are committed one by one, evenly."""
    with suite.process("shared.run", "projector"), suite.process("shared.run", "projects"):
        watch = _Watch(suite)
        watch.start()
        committed = _commit_evenly(suite.engine("projects"), RATE * seconds)
        last = list(committed)[-1]
        until(lambda: _positions(suite.engine("reporting"), [last]), 60, "the last fact in the ledger")
        watch.stop()
        positions = _positions(suite.engine("reporting"), list(committed))
    waits = sorted(watch.seen_at(positions[event]) - when for event, when in committed.items())
    middle = statistics.median(waits) * 1000
    worst = waits[int(len(waits) * 0.99)] * 1000
    yield Result("freshness_p50", "command answered → in the views, p50", middle, "ms", "< 50", middle < 50)
    yield Result("freshness_p99", "command answered → in the views, p99", worst, "ms", "< 250", worst < 250)


def _commit_evenly(engine: Engine, count: int) -> dict[UUID, float]:
    committed = {}
    began = time.perf_counter()
    with using(actor=Actor("bench")):
        for number, fact in enumerate(new_facts(count, prefix=f"f{time.monotonic_ns()}")):
            pause = began + number / RATE - time.perf_counter()
            if pause > 0:
                time.sleep(pause)  # the rate is what is given; nothing is waited for
            with transaction(engine) as session:
                event = record_all(session, [fact])[0]
            committed[event.id] = time.perf_counter()
    return committed


def _positions(engine: Engine, events: list[UUID]) -> dict[UUID, int]:
    with engine.connect() as connection:
        rows = connection.execute(text("select event_id, position from ledger where event_id = any(:e)"), {"e": events})
        return {row.event_id: row.position for row in rows}


class _Watch(threading.Thread):
    """Notes when the head of the ledger, with its views, was told."""

    def __init__(self, suite: Suite) -> None:
        super().__init__(daemon=True)
        url = make_url(suite.servers.database_url)
        self.connection = psycopg.connect(
            host=url.host, port=url.port, user=url.username, password=url.password,
            dbname=f"{url.database}_reporting", autocommit=True,
        )  # fmt: skip
        self.connection.execute("listen ledger")
        self.heads: list[tuple[int, float]] = []
        self.stopping = False

    def run(self) -> None:
        while not self.stopping:
            for told in self.connection.notifies(timeout=0.2):
                self.heads.append((int(told.payload), time.perf_counter()))

    def stop(self) -> None:
        self.stopping = True
        self.join()
        self.connection.close()

    def seen_at(self, position: int) -> float:
        """When a head at or past this position was first told."""
        return next(when for head, when in self.heads if head >= position)
