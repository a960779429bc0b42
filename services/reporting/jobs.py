"""Work that outlives its request (rebuild, audit): a row to watch, and a process of its own that does it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, func, insert, select, update
from uuid_utils.compat import uuid7

from services.reporting.projections.filling import Progress
from services.reporting.tables import jobs
from shared import clock
from shared.database import engine as open_engine
from shared.errors import NotFound, WaymarkError

log = structlog.get_logger()

#: kind of job -> module that does it
MODULES = {"rebuild": "services.reporting.rebuild", "audit": "services.reporting.audit"}
ROOT = Path(__file__).parents[2]

#: a job says something at least this often while it lives
SILENCE = timedelta(minutes=3)

Work = Callable[[Engine, Progress], dict[str, Any]]


class Abandoned(RuntimeError):
    """The process that asked for the work is gone; so should the work be."""


def start(engine: Engine, kind: str, asked_by: str) -> str:
    """Start a rebuild or an audit in a process of its own. Gives the job's id, under which `show` tells how it goes."""
    job_id = str(uuid7())
    with engine.begin() as connection:
        connection.execute(insert(jobs).values(job_id=job_id, kind=kind, asked_by=asked_by))
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", MODULES[kind], "--job", job_id], cwd=ROOT, stdin=subprocess.DEVNULL
    )
    threading.Thread(target=process.wait, daemon=True, name=f"waits for {kind}").start()
    return job_id


def show(connection: Connection, job_id: str) -> dict[str, Any]:
    """The job as it stands: kind, state, done, total, result, error. Raises NotFound."""
    row = connection.execute(select(jobs).where(jobs.c.job_id == job_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no job {job_id}.")
    values = dict(row._mapping)
    if row.state in ("waiting", "running") and clock.system.now() - row.changed_at > SILENCE:
        values |= {"state": "failed", "error": "Its process ended without a word. Ask for it again."}
    return {**values, "made_at": row.made_at.isoformat(), "changed_at": row.changed_at.isoformat()}


def run(job_id: str | None, work: Work) -> int:
    """Do the work in this process, telling the job's row of it. Gives the exit code."""
    engine = open_engine("reporting", direct=True, pool_size=3)
    parent = os.getppid()

    def say(**values: Any) -> None:
        if job_id is not None:
            with engine.begin() as connection:
                values["changed_at"] = func.now()
                connection.execute(update(jobs).where(jobs.c.job_id == job_id).values(**values))

    def progress(done: int, total: int) -> None:
        if job_id is not None and os.getppid() != parent:
            raise Abandoned("the process that asked for this has stopped")
        if job_id is None:
            print(f"\r{done:,} of {total:,} facts", end="\n" if done == total else "", file=sys.stderr, flush=True)  # noqa: T201
        say(done=done, total=total)

    try:
        say(state="running")
        result = work(engine, progress)
    except WaymarkError as error:
        say(state="failed", error=str(error))
        return 1
    except Exception as error:
        say(state="failed", error=f"{type(error).__name__}: {error}")
        log.exception("job.failed", job_id=job_id)
        return 1
    say(state="done", result=result)
    return 0
