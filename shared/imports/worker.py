"""Runs import jobs inside a service: a managed green thread that takes up what is unfinished, one job at a time.

An advisory lock per job, held on a connection of its own, keeps replicas from doing the same job; it ends with the
process, so a job whose process died is taken up by whoever comes next.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import eventlet
import structlog
from nameko.extensions import DependencyProvider
from sqlalchemy import text

from shared.calls.call import Call, Command
from shared.context import Actor
from shared.database import engine
from shared.files import Files
from shared.imports.records import Importer
from shared.imports.runner import Runner, away
from shared.messaging.client import Client
from shared.messaging.connection import BackOff
from shared.settings import settings

log = structlog.get_logger()

#: as whom an import registers the people and organisations that it finds
IMPORTER = Actor("system:importer")
#: how soon a new job is noticed (seconds)
EVERY = 0.2


class ImportWorker(DependencyProvider):  # type: ignore[misc]
    """Give a service that imports one as a class attribute, with an importer per kind of file."""

    def __init__(self, *importers: Importer) -> None:
        self.importers = importers

    def setup(self) -> None:
        self.engine = engine(self.container.service_name, direct=True, pool_size=4, max_overflow=2)
        self.client = Client(self.container.config["AMQP_URI"], timeout=30, size=2, name="imports")
        self.runner = Runner(self.engine, Files(settings().files_url), self.importers, self._call)
        self._stopping = False
        self._thread: Any = None

    def start(self) -> None:
        self._thread = self.container.spawn_managed_thread(self._work, identifier="imports")

    def stop(self) -> None:
        """Let the batch in hand commit, then end; the job goes on at the next start."""
        self._stopping = True
        if self._thread is not None:
            with eventlet.Timeout(15, False):
                self._thread.wait()
        self.client.close()
        self.engine.dispose()

    kill = stop

    def _work(self) -> None:
        back_off = BackOff()
        while not self._stopping:
            try:
                for job_id in self.runner.unfinished():
                    self._alone(job_id)
                back_off.reset()
                eventlet.sleep(EVERY)
            except Exception as error:
                if not away(error):
                    raise
                log.warning("imports are held up", by=type(error).__name__)
                eventlet.sleep(back_off.seconds())

    def _alone(self, job_id: str) -> None:
        key = {"key": f"import:{job_id}"}
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if connection.execute(text("select pg_try_advisory_lock(hashtext(:key))"), key).scalar():
                try:
                    if job_id in self.runner.unfinished():  # another replica may just have ended it
                        self.runner.run(job_id, lambda: self._stopping)
                finally:
                    connection.execute(text("select pg_advisory_unlock(hashtext(:key))"), key)

    def _call(self, call: type[Call], fields: dict[str, Any], *, key: str, recorded_on: date | None) -> Any:
        answer = self.client.call(
            call, fields, actor=IMPORTER, idempotency_key=key, origin="import", recorded_on=recorded_on
        )
        return answer["result"] if issubclass(call, Command) else answer
