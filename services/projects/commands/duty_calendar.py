"""What the calendar brings duties (due soon, fell due, overdue), recorded once each, on its true day.

Asked by the scheduler and by whoever tells a sample's story. Two who ask at once do not both record: a duty's row is
locked before it is looked at what was recorded of it, and the table of occurrences takes each but once. Whoever was
stopped in the middle has recorded all of it or nothing. Catching up is the same call.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, insert, or_, select
from sqlalchemy.orm import Session

from services.projects.commands import duty_rows, stories
from services.projects.commands.recording import record_each
from services.projects.domain.duties import DUE_SOON, FELL_DUE, OVERDUE, Duty, Occurrence, occurrences_due
from services.projects.tables import obligation_occurrences, obligations
from shared.context import today
from shared.events.projects import ObligationBecameOverdue, ObligationDueSoon, ObligationFellDue
from shared.messaging.outbox import New
from shared.recording import day

Made = tuple[Row[Any], Occurrence]


def consider_duties(session: Session, *, programme_id: str) -> dict[str, Any]:
    """Record what has come by today of a programme's duties, in order of the true days."""
    rows = _watched(session, programme_id)
    made = _made(session, rows)
    found: list[Made] = [
        (row, one)
        for row in rows
        for one in occurrences_due(duty_rows.state_of(row), today(), made.get(row.obligation_id, set()))
    ]
    found.sort(key=lambda pair: (pair[1].on, pair[0].obligation_id, pair[1].what == OVERDUE))
    events = record_each(session, [_fact(row, one) for row, one in found])
    if found:
        occurrences = [
            {"obligation_id": row.obligation_id, "occurrence": one.key, "on_date": one.on, "event_id": event.id}
            for (row, one), event in zip(found, events, strict=True)
        ]
        session.execute(insert(obligation_occurrences), occurrences)
        for row, one in found:
            if one.what != DUE_SOON:
                column = "fell_due_on" if one.what == FELL_DUE else "overdue_on"
                duty_rows.change(session, row.obligation_id, **{column: one.on})
    return {"programme_id": programme_id, "recorded": len(found)}


def programmes_to_consider(session: Session) -> list[str]:
    """The programmes of whose duties something may be due by today; those whose story is being told are left out."""
    of = obligations.c
    found = select(of.programme_id).where(_unsettled(today()), ~stories.being_told(of.programme_id))
    return list(session.execute(found.distinct().order_by(of.programme_id)).scalars())


def _watched(session: Session, programme_id: str) -> list[Row[Any]]:
    of = obligations.c
    query = select(obligations).where(of.programme_id == programme_id, _unsettled(today()))
    return list(session.execute(query.order_by(of.obligation_id).with_for_update()))


def _unsettled(on: date) -> ColumnElement[bool]:
    """Duties of which the calendar may still have something to tell by a day."""
    of = obligations.c
    unmet_in_time = or_(of.met_on.is_(None), of.met_on > of.due_on)
    to_tell = or_(of.fell_due_on.is_(None), and_(of.overdue_on.is_(None), unmet_in_time))
    return and_(of.withdrawn_on.is_(None), of.watch_from <= on, to_tell)


def _made(session: Session, rows: list[Row[Any]]) -> dict[str, set[str]]:
    """What was recorded already of these duties. Read after they are locked, so that it is all there is."""
    of = obligation_occurrences.c
    query = select(of.obligation_id, of.occurrence).where(of.obligation_id.in_([row.obligation_id for row in rows]))
    found: dict[str, set[str]] = {}
    for row in session.execute(query):
        found.setdefault(row.obligation_id, set()).add(row.occurrence)
    return found


def _fact(row: Row[Any], one: Occurrence) -> New:
    data: dict[str, Any] = {"due_on": day(row.due_on)}
    if one.what == DUE_SOON:
        return New(ObligationDueSoon, row.obligation_id, row.programme_id, one.on, data | {"days_left": one.days_left})
    duty = duty_rows.state_of(row)
    if one.what == FELL_DUE:
        data["open"] = _open(duty, today())
        return New(ObligationFellDue, row.obligation_id, row.programme_id, one.on, data)
    data["second_person_id"] = row.second_person_id if row.escalates else None
    return New(ObligationBecameOverdue, row.obligation_id, row.programme_id, one.on, data)


def _open(duty: Duty, on: date) -> bool:
    return duty.met_on is None and not duty.waived_at(on)
