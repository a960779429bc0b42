"""Waiting for a fact to be in the ledger: one LISTEN connection per process wakes whoever waits.

arrivals = Arrivals(engine("reporting", direct=True))
position = arrivals.wait_for(event_id, timeout=2.0)
"""

from __future__ import annotations

import threading
import time
from typing import Any
from uuid import UUID

import psycopg
import structlog
from sqlalchemy import Engine, text

from services.reporting.ledger.append import CHANNEL

log = structlog.get_logger()

#: a notice can be missed while the listener connects anew, so everybody looks again after this (seconds)
LOOK_AGAIN = 0.5


class Arrivals:
    """Positions of facts as they are appended. The engine must be direct: LISTEN does not pass a pooler."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopped = False

    def wait_for(self, event_id: UUID, timeout: float) -> int | None:
        """The fact's position, as soon as it has one; None when it has none after `timeout` seconds."""
        if (position := self.position_of(event_id)) is not None or timeout <= 0:
            return position
        give_up = time.monotonic() + timeout
        self._listen()
        while (position := self.position_of(event_id)) is None and (left := give_up - time.monotonic()) > 0:
            with self._changed:
                self._changed.wait(min(left, LOOK_AGAIN))
        return position

    def position_of(self, event_id: UUID) -> int | None:
        """The fact's position now, or None."""
        with self.engine.connect() as connection:
            found: int | None = connection.execute(
                text("select position from ledger where event_id = :id"), {"id": event_id}
            ).scalar()
            return found

    def stop(self) -> None:
        """End the listener."""
        self._stopped = True

    def _listen(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, daemon=True, name="arrivals in the ledger")
            self._thread.start()

    def _run(self) -> None:
        address = self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        try:
            with psycopg.connect(address, autocommit=True, application_name="waymark-reporting-arrivals") as connection:
                connection.execute(f"listen {CHANNEL}")
                self._tell()
                while not self._stopped:
                    for _ in connection.notifies(timeout=1.0, stop_after=1):
                        self._tell()
        except psycopg.Error as error:
            log.warning("arrivals.lost", why=type(error).__name__)  # the next one who waits starts it anew

    def _tell(self, _notice: Any = None) -> None:
        with self._changed:
            self._changed.notify_all()
