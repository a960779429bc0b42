"""Say that two outputs which look like one are two, and take that judgement back. It changes no total."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.outputs.commands.finding import get
from services.outputs.tables import dismissals
from shared import context
from shared.context import today
from shared.errors import Conflict, Invalid, NotFound
from shared.events.outputs import DuplicateDismissed, DuplicateRestored
from shared.messaging.outbox import New
from shared.recording import new_id, told
from shared.rows import insert_new, locked
from shared.words import keep_words


def dismiss_duplicate(
    session: Session,
    *,
    output_id: str,
    other_id: str,
    reason_code: str,
    note: str | None = None,
    dismissal_id: str | None = None,
) -> dict[str, Any]:
    """The two are two, for a reason. Raises Invalid, Conflict, NotFound."""
    if output_id == other_id:
        raise Invalid("These are the same output.", {"other_id": ["Choose another output"]})
    first, second = sorted((output_id, other_id))
    one, other = get(session, first, lock=True), get(session, second)
    if one.programme_id != other.programme_id:
        raise NotFound("There is no such output in this programme.")
    of = dismissals.c
    pair = select(of.dismissal_id).where(of.output_id == first, of.other_id == second, of.restored_on.is_(None))
    if session.scalar(pair):
        raise Conflict("Somebody said already that these are two.")
    row = {
        "dismissal_id": new_id(dismissal_id),
        "programme_id": one.programme_id,
        "output_id": first,
        "other_id": second,
        "reason_code": reason_code,
        "dismissed_by": context.current().actor.id,
        "dismissed_on": today(),
    }
    insert_new(session, dismissals, of.dismissal_id, row, "judgement")
    key = str(row["dismissal_id"])
    words = keep_words(session, note, programme_id=one.programme_id, target_id=key)
    if words:
        session.execute(update(dismissals).where(of.dismissal_id == key).values(note_id=words["text_id"]))
    data = {"output_ids": [first, second], "reason_code": reason_code, "note": words}
    return told(session, New(DuplicateDismissed, key, one.programme_id, today(), data), "dismissal_id")


def restore_duplicate(session: Session, *, dismissal_id: str) -> dict[str, Any]:
    """They may be one after all. Raises Conflict when that was said already."""
    of = dismissals.c
    row = locked(session, dismissals, of.dismissal_id, dismissal_id, "judgement that two outputs are two")
    if row.restored_on:
        raise Conflict("That judgement was taken back already.")
    back = {"restored_on": today(), "restored_by": context.current().actor.id}
    session.execute(update(dismissals).where(of.dismissal_id == dismissal_id).values(back))
    data = {"output_ids": [row.output_id, row.other_id]}
    return told(session, New(DuplicateRestored, dismissal_id, row.programme_id, today(), data), "dismissal_id")
