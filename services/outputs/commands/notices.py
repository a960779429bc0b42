"""Notices to the funder: given, and put right."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.outputs.commands import standing
from services.outputs.commands.finding import Row, get
from services.outputs.domain import acknowledgement
from services.outputs.domain.compliance import check_told
from services.outputs.tables import notices, outputs
from shared.days import day_that_has_come
from shared.errors import Conflict
from shared.events.outputs import NoticeGiven
from shared.messaging.outbox import New, record_all
from shared.recording import day, new_id, without_gaps
from shared.rows import check_known, insert_new, locked
from shared.rules import rules


def give_notice(
    session: Session,
    *,
    output_id: str,
    notice_id: str | None = None,
    told_on: date | None = None,
    planned_on: date | None = None,
    channel: str,
    reference: str | None = None,
    with_output_ids: list[str],
) -> dict[str, Any]:
    """The funder was told. Raises Invalid for a day to come or one on which it was public, Conflict, NotFound."""
    now = get(session, output_id, lock=True)
    if now.withdrawn_kind or now.absorbed_by:
        raise Conflict(f"“{now.title}” no longer stands for itself: it was withdrawn or merged.")
    on = day_that_has_come(told_on, "told_on")
    with rules():
        check_told(on, _public_on(now))
    check_known(session, outputs.c.output_id, with_output_ids, now.programme_id, "with_output_ids")
    row = {
        "notice_id": new_id(notice_id),
        "programme_id": now.programme_id,
        "output_id": output_id,
        "kind": "media" if acknowledgement.is_media(now.type, now.subtype) else "output",
        "told_on": on,
        "planned_on": planned_on or (None if _public_on(now) else _planned_on(now)),
        "channel": channel,
        "reference": reference,
        "with_output_ids": list(dict.fromkeys(with_output_ids)),
    }
    insert_new(session, notices, notices.c.notice_id, row, "notice")
    return _told(session, row)


def correct_notice(session: Session, *, notice_id: str, **given: Any) -> dict[str, Any]:
    """The fact that stands now is corrected by another. Raises Conflict where nothing differs."""
    there = locked(session, notices, notices.c.notice_id, notice_id, "notice")
    new = {name: value for name, value in given.items() if value is not None and value != getattr(there, name)}
    if not new:
        raise Conflict("Nothing of this differs from what is recorded.")
    if "told_on" in new:
        day_that_has_come(new["told_on"], "told_on")
        with rules():
            check_told(new["told_on"], _public_on(get(session, there.output_id)))
    return _told(session, dict(there._mapping) | new, corrects=there.event_id)


def _told(session: Session, row: dict[str, Any], corrects: UUID | None = None) -> dict[str, Any]:
    names = ("output_id", "kind", "channel", "reference")
    data = {name: row[name] for name in names} | {"planned_on": day(row["planned_on"])}
    data["with_output_ids"] = row["with_output_ids"] or None
    fact = New(NoticeGiven, row["notice_id"], row["programme_id"], row["told_on"], without_gaps(data), corrects)
    (event,) = record_all(session, [fact])
    values = {name: row[name] for name in ("told_on", "planned_on", "channel", "reference")} | {"event_id": event.id}
    session.execute(update(notices).where(notices.c.notice_id == row["notice_id"]).values(values))
    state = standing.of_output(session, row["output_id"]).notice.state
    return {"notice_id": row["notice_id"], "state": state, "version": event.sequence}


def _public_on(now: Row) -> date | None:
    return now.on_date if now.state == "public" and now.date_precision == "day" else None


def _planned_on(now: Row) -> date | None:
    return now.on_date if now.date_precision == "day" else None
