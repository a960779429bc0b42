"""The projector: the one process that writes the ledger and its views. Takes every fact from the broker, in batches.

It answers nobody, so that reading never waits for writing; `service.py` answers. Not for how facts are appended:
see `ledger/append.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import eventlet
import structlog
from nameko.extensions import DependencyProvider
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from services.reporting import rebuild
from services.reporting.ledger import waiting
from services.reporting.ledger.append import Writer
from services.reporting.projections.collecting import collect_seldom
from services.reporting.proof import heads
from shared.database import engine
from shared.events.event import Event
from shared.health import FACTS
from shared.messaging import topology
from shared.messaging.batch import batches

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the handler works with."""

    engine: Engine
    writer: Writer


class LedgerWriter(DependencyProvider):  # type: ignore[misc]
    """The writer, and before its first batch: a signing key, views of this code, and a try of facts of unknown types.

    Facts that come meanwhile are refused as `Unavailable`, which makes the entrypoint hold them.
    """

    def setup(self) -> None:
        collect_seldom()
        self.ledger = Ledger(engine("reporting", direct=True, pool_size=3), Writer())

    def start(self) -> None:
        self.container.spawn_managed_thread(self._prepare, identifier="views of this code")

    def get_dependency(self, worker_ctx: Any) -> Ledger:  # noqa: ARG002
        return self.ledger

    def stop(self) -> None:
        self.ledger.engine.dispose()

    def _prepare(self) -> None:
        while True:
            try:
                prepare(self.ledger)
            except DBAPIError as error:
                log.warning("projector.waits", why=str(error.orig).strip().partition("\n")[0])
                eventlet.sleep(1)
            else:
                return


def prepare(ledger: Ledger) -> None:
    """Everything that must be there before facts are taken."""
    rebuild.ensure(ledger.engine)
    with ledger.engine.begin() as connection:
        heads.ensure_key(connection)
        # this code may know the types that an older one did not
        if subjects := waiting.subjects(connection, "unknown"):
            ledger.writer.replay(connection, subjects)


class Projector:
    """Facts in."""

    name = "projector"
    #: the service whose database it shares
    database = "reporting"
    ledger = LedgerWriter()

    @batches(topology.LEDGER, size=1000, linger_ms=5)
    def take(self, events: list[Event]) -> None:
        """Append what came, in one transaction; acknowledged by the entrypoint after the commit."""
        with self.ledger.engine.begin() as connection:
            applied = self.ledger.writer.apply(connection, events)
        FACTS.labels("projector", "appended").inc(applied.appended)
        FACTS.labels("projector", "duplicate").inc(applied.duplicates)
        FACTS.labels("projector", "waiting").inc(applied.waiting)
