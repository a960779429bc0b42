"""Workstreams: set up, renamed, given another lead."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.projects.commands.changing import before_and_after, differing, holds_from
from services.projects.commands.recording import told
from services.projects.tables import programmes, workstreams
from shared.context import today
from shared.events.projects import WorkstreamAdded, WorkstreamChanged
from shared.messaging.outbox import New
from shared.recording import new_id
from shared.rows import check_known, insert_new, locked
from shared.words import keep_words


def add_workstream(
    session: Session,
    *,
    programme_id: str,
    title: str,
    lead_person_id: str | None = None,
    from_on: date | None = None,
    workstream_id: str | None = None,
) -> dict[str, Any]:
    """Set up a workstream in a programme that is there."""
    check_known(session, programmes.c.programme_id, [programme_id], programme_id, "programme_id")
    row = {
        "workstream_id": new_id(workstream_id),
        "programme_id": programme_id,
        "title": title,
        "lead_person_id": lead_person_id,
        "from_on": from_on or today(),
    }
    insert_new(session, workstreams, workstreams.c.workstream_id, row, "workstream")
    data = {"title": title, "lead_person_id": lead_person_id}
    fact = New(WorkstreamAdded, str(row["workstream_id"]), programme_id, from_on or today(), data)
    return told(session, fact, "workstream_id")


def change_workstream(
    session: Session,
    *,
    workstream_id: str,
    from_on: date | None = None,
    reason_code: str | None = None,
    note: str | None = None,
    **said: Any,
) -> dict[str, Any]:
    """Another title or lead from a day on. Raises Conflict when nothing of it differs."""
    workstream = locked(session, workstreams, workstreams.c.workstream_id, workstream_id, "workstream")
    changed = differing(workstream, said, needed=("title",))
    first = holds_from(session, workstream_id, from_on, workstream.from_on, changed)
    session.execute(update(workstreams).where(workstreams.c.workstream_id == workstream_id).values(changed))
    of = workstream.programme_id
    data = {
        "changes": before_and_after(workstream, changed),
        "reason_code": reason_code,
        "note": keep_words(session, note, programme_id=of, target_id=workstream_id),
    }
    return told(session, New(WorkstreamChanged, workstream_id, of, first, data), "workstream_id")
