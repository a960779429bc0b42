"""What the calendar brings: the last day for notice of an output is near, and none is given. Recorded once each.

Asked by the scheduler and by whoever tells a sample's story. Two who ask at once do not both record: the programme's
row is locked first, and the table of warnings takes each last day but once. Catching up is the same call.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from services.outputs.commands import standing
from services.outputs.commands.standing import Standing
from services.outputs.tables import known_programmes, notice_warnings, outputs
from shared.context import today
from shared.events.outputs import NoticeDueSoon
from shared.messaging.outbox import New, record_all
from shared.policies import notice


def consider_notices(session: Session, *, programme_id: str) -> dict[str, Any]:
    """Record which last days for notice are near, in order of output."""
    of = known_programmes.c
    session.execute(select(of.programme_id).where(of.programme_id == programme_id).with_for_update())
    near = [one for one in _unpublished(session, programme_id) if _is_near(one)]
    warned = {
        (row.output_id, row.due_on)
        for row in session.execute(select(notice_warnings).where(notice_warnings.c.programme_id == programme_id))
    }
    new = [one for one in near if (one.row.output_id, one.notice.latest_on) not in warned]
    events = record_all(session, [_fact(one) for one in new])
    if new:
        rows = [
            {
                "output_id": one.row.output_id,
                "due_on": one.notice.latest_on,
                "programme_id": programme_id,
                "event_id": event.id,
            }
            for one, event in zip(new, events, strict=True)
        ]
        session.execute(insert(notice_warnings), rows)
    return {"programme_id": programme_id, "recorded": len(new)}


def _unpublished(session: Session, programme_id: str) -> list[Standing]:
    """Outputs that are to be public on a day that is known and has not passed."""
    of = outputs.c
    query = select(*standing.OUTPUT).where(
        of.programme_id == programme_id,
        of.state != "public",
        of.date_precision == "day",
        of.on_date >= today(),
        of.absorbed_by.is_(None),
        of.withdrawn_kind.is_(None),
    )
    rows = session.execute(query.order_by(of.output_id)).all()
    return standing.of_rows(session, programme_id, rows) if rows else []


def _is_near(one: Standing) -> bool:
    if one.notice.latest_on is None or one.notice.state not in (notice.STILL_TIME, notice.NOT_GIVEN):
        return False
    return today() >= notice.warned_from(one.notice.latest_on, one.nation)


def _fact(one: Standing) -> New:
    latest = one.notice.latest_on
    assert latest is not None
    known = [one.row.recorded_by, *(author.get("person_id") for author in one.row.authors)]
    data: dict[str, Any] = {
        "title": one.row.title,
        "due_on": latest.isoformat(),
        "days_left": max(0, (latest - today()).days),
        "planned_on": one.row.on_date.isoformat(),
        "clause": one.notice.clause,
    }
    if people := [person for person in dict.fromkeys(known) if person]:
        data["recipients"] = people
    return New(NoticeDueSoon, one.row.output_id, one.row.programme_id, today(), data)
