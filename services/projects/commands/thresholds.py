"""Setting a programme's settings, each from a day on."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.projects.commands.recording import record
from services.projects.domain import thresholds as rules_of
from services.projects.tables import programmes, thresholds
from services.projects.views.thresholds import in_force
from shared.days import day_that_has_come
from shared.errors import Conflict
from shared.events.projects.thresholds import SETTINGS, ThresholdSet
from shared.messaging.outbox import New
from shared.rows import locked
from shared.rules import rules
from shared.words import keep_words


def set_threshold(
    session: Session,
    *,
    programme_id: str,
    key: str,
    values: list[int],
    from_on: date | None = None,
    reason_code: str | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """Set one setting from a day on. Raises Conflict when it has these values then already."""
    locked(session, programmes, programmes.c.programme_id, programme_id, "programme")
    first = day_that_has_come(from_on, "from_on")
    setting = SETTINGS[key]
    for on in _days_it_holds(session, programme_id, key, first):
        others = {name: list(one.values) for name, one in in_force(session, programme_id, on).items()}
        with rules():
            bounds = (len(setting.default), setting.least, setting.most)
            rules_of.check(key, values, bounds=bounds, others=others)
    if list(in_force(session, programme_id, first)[key].values) == values:
        raise Conflict("This is what it is already.", {"values": ["It is this already"]})
    data = {
        "key": key,
        "values": values,
        "reason_code": reason_code,
        "note": keep_words(session, note, programme_id=programme_id, target_id=programme_id),
    }
    event = record(session, New(ThresholdSet, programme_id, programme_id, first, data))
    row = {"programme_id": programme_id, "key": key, "from_on": first, "values": values, "event_id": event.id}
    made = upsert(thresholds).values(row)
    again = {"values": made.excluded["values"], "event_id": made.excluded.event_id}
    session.execute(made.on_conflict_do_update(index_elements=["programme_id", "key", "from_on"], set_=again))
    return {"programme_id": programme_id, "version": event.sequence}


def _days_it_holds(session: Session, programme_id: str, key: str, first: date) -> list[date]:
    """The day, and later ones on which another setting begins, as long as this one holds: until it was set again."""
    of = thresholds.c
    rows = session.execute(
        select(of.key, of.from_on).where(of.programme_id == programme_id, of.from_on > first).order_by(of.from_on)
    ).all()
    until = next((row.from_on for row in rows if row.key == key), date.max)
    return [first, *(row.from_on for row in rows if row.from_on < until)]
