"""Building all views anew from the ledger, while live goes on: `python -m services.reporting.rebuild`.

Fills the next generation, catches up under the writer's lock, switches. In its own process, so that neither projector
nor readers are slowed; at the projector's start it runs there, when the views of this code were never built.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog
from sqlalchemy import Connection, Engine, text

from services.reporting import jobs
from services.reporting.ledger.append import LOCK
from services.reporting.projections import catalogue, generations
from services.reporting.projections.filling import Filling, Progress
from services.reporting.projections.view import View
from shared.errors import Conflict

log = structlog.get_logger()

#: held for the length of a rebuild or audit: one at a time
BUILD_LOCK = 7_294_003
#: facts that may be left to fold while the projector waits
NEAR = 500
#: how long to wait for readers of the old generation before leaving it to the next rebuild
PATIENCE = 30.0


def nothing(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def ensure(engine: Engine, views: Sequence[View] | None = None) -> int:
    """Build the views if those of this code are not the current generation. Gives the current number.

    Waits while another process builds.
    """
    chosen = catalogue.views() if views is None else views
    with building(engine, wait=True), engine.connect() as connection:
        row = connection.execute(text("select number, fingerprint from generations where state = 'current'")).first()
        connection.rollback()
        if row is not None and row.fingerprint == catalogue.fingerprint(chosen):
            number: int = row.number
            return number
        log.info("views.building", reason="the views that this code declares were never built")
        return _rebuild(engine, chosen, nothing)


def rebuild(engine: Engine, views: Sequence[View] | None = None, progress: Progress = nothing) -> int:
    """Build all views anew and switch to them. Gives the new generation's number.

    Raises Conflict while another rebuild or an audit runs.
    """
    with building(engine):
        return _rebuild(engine, catalogue.views() if views is None else views, progress)


@contextmanager
def building(engine: Engine, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock of rebuilds and audits, and clear away what one that died has left. Raises Conflict when taken."""
    with engine.connect() as connection:
        function = "pg_advisory_lock" if wait else "pg_try_advisory_lock"
        taken = connection.execute(text(f"select {function}(:lock)"), {"lock": BUILD_LOCK}).scalar()
        connection.commit()
        if taken is False:
            raise Conflict("Another rebuild or audit is running. Wait for it, then ask again.")
        try:
            for number in connection.execute(
                text("select number from generations where state in ('building', 'scratch')")
            ).scalars():
                generations.drop(connection, number)
            connection.commit()
            yield
        finally:
            connection.rollback()
            connection.execute(text("select pg_advisory_unlock(:lock)"), {"lock": BUILD_LOCK})
            connection.commit()


def _rebuild(engine: Engine, views: Sequence[View], progress: Progress) -> int:
    with engine.begin() as connection:
        number = generations.add(connection, views, "building", logged=True)
    filling = Filling(engine, views, number)
    try:
        while (head := _head(engine)) - filling.position > NEAR:
            filling.to(head, progress)
        with engine.begin() as connection:
            generations.count(connection, views, number)
        while (head := _head(engine)) - filling.position > NEAR:
            filling.to(head, progress)
        with engine.begin() as connection:
            connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            head = _last(connection)
            filling.write(connection, filling.fold(connection, head), head)
            generations.switch(connection, number)
    finally:
        filling.close()
    progress(head, head)
    log.info("views.switched", generation=number, position=head)
    give_up = time.monotonic() + PATIENCE
    while not _drop_retired(engine) and time.monotonic() < give_up:
        time.sleep(0.2)
    return number


def _drop_retired(engine: Engine) -> bool:
    """Whether no retired generation is left."""
    with engine.begin() as connection:
        generations.drop_retired(connection)
        return connection.execute(text("select from generations where state = 'retired'")).first() is None


def _head(engine: Engine) -> int:
    with engine.connect() as connection:
        return _last(connection)


def _last(connection: Connection) -> int:
    position: int = connection.execute(text("select coalesce(max(position), 0) from ledger")).scalar_one()
    return position


def main(arguments: list[str] | None = None) -> int:
    """Rebuild, as a job when one is named."""
    parser = argparse.ArgumentParser(prog="python -m services.reporting.rebuild", description=__doc__.splitlines()[0])
    parser.add_argument("--job", help="the row in `jobs` to report to")
    return jobs.run(
        parser.parse_args(arguments).job, lambda engine, progress: {"generation": rebuild(engine, None, progress)}
    )


if __name__ == "__main__":
    sys.exit(main())
