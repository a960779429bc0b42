"""Carries out one import job, batch by batch. Each batch, its facts and the progress commit together.

So a job that was interrupted is taken up where its last batch ended, and the counts are right. Knows nothing of threads
or of nameko: `worker.py` decides when.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Engine, Table, insert, select, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from shared import clock, context
from shared.calls.call import Call
from shared.context import Actor, Context
from shared.database import transaction
from shared.errors import NotFound, Unavailable, WaymarkError
from shared.files import Files
from shared.imports.jobs import import_jobs, import_notes, import_refusals
from shared.imports.records import Ask, Importer, Job, Note, Outcome, Refusal, Row, Unreadable

log = structlog.get_logger()

#: rows taken together: enough to spread what a transaction costs, few enough that others wait for a moment only
BATCH = 500
#: the whole of NIHR Open Data is 85 MB
LARGEST = 256 * 1024 * 1024

#: asks another service: call and fields, `key` (idempotency) and `recorded_on` by name; see worker.py
AskByKey = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of the file, the number of rows before them, and what other services said of them."""

    at: int
    rows: Sequence[Row]
    good: Sequence[Row]
    prepared: Any = None


class Runner:
    """What a service imports, from where into where."""

    def __init__(self, engine: Engine, files: Files, importers: Sequence[Importer], ask: AskByKey) -> None:
        self.engine = engine
        self.files = files
        self.importers = {importer.kind: importer for importer in importers}
        self.ask = ask

    def unfinished(self) -> list[str]:
        """The jobs that are not at their end, oldest first."""
        with self.engine.connect() as connection:
            return list(
                connection.execute(
                    select(import_jobs.c.job_id)
                    .where(import_jobs.c.finished_at.is_(None))
                    .order_by(import_jobs.c.job_id)
                ).scalars()
            )

    def run(self, job_id: str, stopping: Callable[[], bool] = lambda: False) -> None:
        """Bring a job to its end, or as far as `stopping` lets it. Raises when the database or a service is away."""
        with self.engine.connect() as connection:
            row = connection.execute(select(import_jobs).where(import_jobs.c.job_id == job_id)).one()
        job = Job(row.job_id, row.kind, row.file_name, row.sha256, row.programme_id, row.dry_run)
        about = Context(
            actor=Actor(row.actor_id), correlation_id=row.job_id, origin="import", recorded_on=row.recorded_on
        )
        try:
            with context.using(about):
                self._run(job, row.done, stopping)
        except (Unreadable, NotFound) as refusal:
            self._finish(job_id, "refused", refusal.message)
        except Exception as error:
            if away(error):
                raise
            log.exception("import failed", job=job_id)
            self._finish(job_id, "failed", "Something went wrong inside. It is logged; rows done before it stay done.")

    def _run(self, job: Job, done: int, stopping: Callable[[], bool]) -> None:
        importer = self.importers.get(job.kind)
        if importer is None:
            raise Unreadable(f"{job.kind} is not a kind of import. There are: {', '.join(sorted(self.importers))}.")
        rows = self._read(importer, job)
        with transaction(self.engine) as session:
            _note(session, job.job_id, total=len(rows))
        for at in range(done, len(rows), BATCH):
            if stopping():
                return
            self._batch(importer, job, at, rows[at : at + BATCH])
            time.sleep(0)  # lets other green threads have their turn
        self._finish(job.job_id, "done", None)

    def _read(self, importer: Importer, job: Job) -> list[Row]:
        """Every row, before any is applied: a file that turns out broken at its end leaves nothing half done."""
        if self.files.size(job.sha256) > LARGEST:
            raise Unreadable(f"The file is larger than {LARGEST >> 20} MB. Send it in parts, each with the header.")
        content = self.files.read(job.sha256)
        if not content.strip():
            raise Unreadable("The file is empty. Send one with records in it.")
        rows: list[Row] = []
        for row in importer.read(content):
            rows.append(row)
            if len(rows) % BATCH == 0:
                time.sleep(0)
        return rows

    def _batch(self, importer: Importer, job: Job, at: int, rows: Sequence[Row]) -> None:
        good = [row for row in rows if not row.refusals]
        prepared = importer.prepare(self._asking(job, at), good, job) if good and not job.dry_run else None
        batch = Batch(at, rows, good, prepared)
        recorded = len(context.current().recorded)
        try:
            self._take(job, batch, lambda session: _all(importer, job, batch, session))
        except (Unavailable, Unreadable):
            raise
        except WaymarkError:  # a row of the batch is at fault: find it, refuse it, and take the others
            del context.current().recorded[recorded:]  # rolled back: nobody is to wait for them
            self._take(job, batch, lambda session: _each(importer, job, batch, session))

    def _take(self, job: Job, batch: Batch, apply: Callable[[Session], Outcome]) -> None:
        """Apply the rows and note the progress in one transaction; in a dry run only the progress stays."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            recorded = len(context.current().recorded)
            outcome = apply(session)
            facts = context.current().recorded[recorded:]
            if job.dry_run:
                session.rollback()
            elif facts:
                _note(session, job.job_id, last_event_id=str(facts[-1]))
            self._progress(session, job, batch, outcome)
            session.commit()

    def _progress(self, session: Session, job: Job, batch: Batch, outcome: Outcome) -> None:
        refusals = [refusal for row in batch.rows for refusal in row.refusals] + outcome.refused
        _list(session, import_refusals, job, refusals)
        _list(session, import_notes, job, [note for row in batch.rows for note in row.notes] + outcome.notes)
        of = import_jobs.c
        _note(
            session,
            job.job_id,
            done=batch.at + len(batch.rows),
            accepted=of.accepted + outcome.accepted,
            unchanged=of.unchanged + outcome.unchanged,
            refused=of.refused + len({(refusal.sheet, refusal.row) for refusal in refusals}),
        )

    def _asking(self, job: Job, at: int) -> Ask:
        asked = itertools.count()

        def ask(call: type[Call], fields: dict[str, Any]) -> Any:
            # the same batch asks the same things in the same order, also after a crash
            key = f"{job.job_id}:{at}:{next(asked)}"
            return self.ask(call, fields, key=key, recorded_on=context.current().recorded_on)

        return ask

    def _finish(self, job_id: str, state: str, message: str | None) -> None:
        with transaction(self.engine) as session:
            _note(session, job_id, state=state, message=message, finished_at=clock.system.now())


def _list(session: Session, table: Table, job: Job, said: Sequence[Refusal | Note]) -> None:
    if said:
        rows = [{"job_id": job.job_id, "row": each.row, "field": each.place, "message": each.message} for each in said]
        session.execute(insert(table), rows)


def _note(session: Session, job_id: str, **values: Any) -> None:
    session.execute(update(import_jobs).where(import_jobs.c.job_id == job_id).values(values))


def away(error: Exception) -> bool:
    """Whether the database or another service is away: the job waits for it, and goes on."""
    if isinstance(error, DBAPIError):
        return isinstance(error, OperationalError) or error.connection_invalidated
    return isinstance(error, Unavailable | OSError)


def _all(importer: Importer, job: Job, batch: Batch, session: Session) -> Outcome:
    return importer.apply(session, batch.good, batch.prepared, job) if batch.good else Outcome()


def _each(importer: Importer, job: Job, batch: Batch, session: Session) -> Outcome:
    outcome = Outcome()
    for row in batch.good:
        recorded = len(context.current().recorded)
        try:
            with session.begin_nested():
                alone = importer.apply(session, [row], batch.prepared, job)
        except (Unavailable, Unreadable):
            raise
        except WaymarkError as error:
            del context.current().recorded[recorded:]  # rolled back: nobody is to wait for them
            outcome.refused.append(Refusal(row.number, str(next(iter(error.fields), "")), error.message))
        else:
            outcome.accepted += alone.accepted
            outcome.unchanged += alone.unchanged
            outcome.refused += alone.refused
            outcome.notes += alone.notes
    return outcome
