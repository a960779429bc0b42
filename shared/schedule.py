"""Schedules: APScheduler only wakes; what is due is a pure function of schedule, clock and what was already done.

A job runs under an advisory lock, so that of several replicas one works. Catching up after a stop is the same call: the
job looks at what is due now, and each occurrence has a unique key in the job's own table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from nameko.extensions import DependencyProvider
from sqlalchemy import Engine, text

from shared.database import engine

log = structlog.get_logger()


class Schedule(DependencyProvider):  # type: ignore[misc]
    """Calls `job(engine)` every `seconds`, while the service runs and no other replica is at it.

    The job opens its own transactions. A job that raises is logged and woken again at the next turn.
    """

    def __init__(self, job: Callable[[Engine], Any], seconds: float) -> None:
        self.job = job
        self.seconds = seconds

    def setup(self) -> None:
        self.engine = engine(self.container.service_name, direct=True, pool_size=3, max_overflow=2)
        self.scheduler = BackgroundScheduler(
            timezone="UTC",
            # the defaults drop a late job without a word
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self.scheduler.add_job(self.wake, "interval", seconds=self.seconds, id=self.job.__name__)

    def start(self) -> None:
        self.scheduler.start()

    def stop(self) -> None:
        if self.scheduler.running:
            self.scheduler.shutdown(wait=True)
        self.engine.dispose()

    kill = stop

    def wake(self) -> None:
        """Run the job once, unless another replica is running it."""
        key = f"schedule:{self.container.service_name}:{self.job.__name__}"
        try:
            with self.engine.connect() as connection:
                mine = connection.execute(text("select pg_try_advisory_lock(hashtext(:key))"), {"key": key}).scalar()
                connection.commit()
                if not mine:
                    return
                try:
                    self.job(self.engine)
                finally:
                    connection.execute(text("select pg_advisory_unlock(hashtext(:key))"), {"key": key})
                    connection.commit()
        except Exception:
            log.exception("a scheduled job failed and will be woken again", job=self.job.__name__)
