"""Say that two records are one output, so that totals count it once, and undo that. Nothing is moved or lost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from services.outputs.commands.finding import get
from services.outputs.tables import merges, outputs
from shared.context import today
from shared.errors import Conflict, Invalid, NotFound
from shared.events.outputs import OutputsMerged, OutputsMergeUndone
from shared.messaging.outbox import record


def merge_outputs(session: Session, *, kept_id: str, absorbed_id: str, basis: str = "person") -> dict[str, Any]:
    """The absorbed output is the kept one from now on. Raises Invalid, Conflict, NotFound."""
    if kept_id == absorbed_id:
        raise Invalid("An output cannot be merged with itself.", {"absorbed_id": ["Choose another output"]})
    locked = {output_id: get(session, output_id, lock=True) for output_id in sorted((kept_id, absorbed_id))}
    kept, absorbed = locked[kept_id], locked[absorbed_id]
    if kept.programme_id != absorbed.programme_id:
        raise NotFound("There is no such output in this programme.")
    for each in (kept, absorbed):
        if each.absorbed_by:
            raise Conflict(f"“{each.title}” is part of another output already.")
        if each.withdrawn_kind:
            raise Conflict(f"“{each.title}” was withdrawn.")
    event = record(
        session,
        OutputsMerged,
        subject=kept_id,
        programme_id=kept.programme_id,
        effective_on=today(),
        data={"kept_id": kept_id, "absorbed_id": absorbed_id, "basis": basis},
    )
    session.execute(
        insert(merges).values(
            merge_event_id=event.id,
            programme_id=kept.programme_id,
            kept_id=kept_id,
            absorbed_id=absorbed_id,
            basis=basis,
            merged_on=today(),
        )
    )
    session.execute(update(outputs).where(outputs.c.output_id == absorbed_id).values(absorbed_by=kept_id))
    return {"kept_id": kept_id, "absorbed_id": absorbed_id, "merge_event_id": str(event.id)}


def undo_merge(session: Session, *, merge_event_id: str) -> dict[str, Any]:
    """They are two again. Raises Conflict when it was undone already."""
    merge = _get(session, merge_event_id)
    if merge.undone_on:
        raise Conflict("That merge was undone already.")
    record(
        session,
        OutputsMergeUndone,
        subject=merge.kept_id,
        programme_id=merge.programme_id,
        effective_on=today(),
        data={"merge_event_id": merge_event_id, "kept_id": merge.kept_id, "absorbed_id": merge.absorbed_id},
        corrects=merge.merge_event_id,
    )
    session.execute(update(merges).where(merges.c.merge_event_id == merge.merge_event_id).values(undone_on=today()))
    session.execute(update(outputs).where(outputs.c.output_id == merge.absorbed_id).values(absorbed_by=None))
    return {"kept_id": merge.kept_id, "absorbed_id": merge.absorbed_id}


def _get(session: Session, merge_event_id: str) -> Any:
    try:
        wanted = select(merges).where(merges.c.merge_event_id == UUID(merge_event_id)).with_for_update()
    except ValueError:
        raise NotFound("There is no such merge.") from None
    found = session.execute(wanted).first()
    if found is None:
        raise NotFound("There is no such merge.")
    return found
