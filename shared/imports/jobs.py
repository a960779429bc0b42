"""Import jobs as rows: what was asked, how far it is, what was refused and why."""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    MetaData,
    Result,
    Row,
    Table,
    Text,
    func,
    insert,
    select,
)
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from shared import context
from shared.errors import NotAllowed, NotFound

metadata = MetaData()

import_jobs = Table(
    "import_jobs",
    metadata,
    Column("job_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("programme_id", Text, nullable=False),  # "" when none was named
    Column("dry_run", Boolean, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("recorded_on", Date),  # sample installations only
    Column("state", Text, nullable=False, server_default="running"),  # running | done | refused | failed
    Column("total", Integer),  # null until the file has been read
    Column("done", Integer, nullable=False, server_default="0"),
    Column("accepted", Integer, nullable=False, server_default="0"),
    Column("unchanged", Integer, nullable=False, server_default="0"),
    Column("refused", Integer, nullable=False, server_default="0"),
    Column("message", Text),
    Column("last_event_id", Text),  # the newest fact that came of it, to wait for
    Column("started_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("finished_at", DateTime(timezone=True)),
)

import_refusals = Table(
    "import_refusals",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("job_id", Text, ForeignKey("import_jobs.job_id"), nullable=False, index=True),
    Column("row", Integer, nullable=False),
    Column("field", Text, nullable=False),
    Column("message", Text, nullable=False),
)

import_notes = Table(
    "import_notes",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("job_id", Text, ForeignKey("import_jobs.job_id"), nullable=False, index=True),
    Column("row", Integer, nullable=False),
    Column("field", Text, nullable=False),
    Column("message", Text, nullable=False),
)

#: how many refusals a reply lists; the number of all of them is given beside
MOST_SHOWN = 1000


def create_tables() -> None:
    """For the `upgrade()` of a service's migration: those that are not there yet."""
    metadata.create_all(op.get_bind())


def drop_tables() -> None:
    """For its `downgrade()`."""
    metadata.drop_all(op.get_bind())


def start(
    session: Session, *, kind: str, sha256: str, file_name: str, dry_run: bool = False, programme_id: str = ""
) -> dict[str, Any]:
    """Ask for an import. The worker takes it up when this transaction has committed. Gives {job_id}."""
    about = context.current()
    job_id = str(uuid7())
    session.execute(
        insert(import_jobs).values(
            job_id=job_id,
            kind=kind,
            file_name=file_name,
            sha256=sha256,
            programme_id="" if programme_id == "*" else programme_id,
            dry_run=dry_run,
            actor_id=about.actor.id,
            recorded_on=about.recorded_on,
        )
    )
    return {"job_id": job_id}


def show(session: Session, *, job_id: str, skip: int = 0) -> dict[str, Any]:
    """How far a job is, for whoever started it and for administrators. Raises NotFound.

    Of the refusals and of the notes it passes over the first `skip`, and lists those that follow, so many at most.
    """
    job = session.execute(select(import_jobs).where(import_jobs.c.job_id == job_id)).first()
    if job is None:
        raise NotFound("There is no such import.")
    actor = context.current().actor
    if job.actor_id != actor.id and not {"administrator", "programme_manager"} & actor.roles_in(
        job.programme_id or None
    ):
        raise NotAllowed("This import was started by somebody else.")
    refusals, notes = (_listed(session, table, job_id, skip) for table in (import_refusals, import_notes))
    return {
        "job_id": job.job_id,
        "kind": job.kind,
        "file_name": job.file_name,
        "programme_id": job.programme_id or None,
        "dry_run": job.dry_run,
        "state": job.state,
        "finished": job.finished_at is not None,
        "message": job.message,
        "last_event_id": job.last_event_id,
        "total": job.total,
        "done": job.done,
        "accepted": job.accepted,
        "unchanged": job.unchanged,
        "refused_count": job.refused,
        "refused": [_refusal(job.file_name, refusal) for refusal in refusals],
        "notes": [_refusal(job.file_name, note) for note in notes],
    }


def _listed(session: Session, table: Table, job_id: str, skip: int) -> Result[Any]:
    of = table.c
    return session.execute(select(table).where(of.job_id == job_id).order_by(of.id).offset(skip).limit(MOST_SHOWN))


def _refusal(file_name: str, refusal: Row[Any]) -> dict[str, Any]:
    return {"file": file_name, "row": refusal.row, "field": refusal.field, "message": refusal.message}
