"""What outputs knows of awards: their numbers, as the projects service told. Used to attribute, never to refuse."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.outputs.commands.finding import get
from services.outputs.domain import award_references
from services.outputs.tables import attributions, known_awards
from shared.events.event import Event
from shared.events.outputs import AttributionAsserted
from shared.messaging.outbox import record


def award_recorded(session: Session, event: Event) -> None:
    """Learn an award's number, and attribute the outputs whose work names it already."""
    data = event.data
    programmes = {event.programmeid, *data.get("covers", ())} - {""}
    keys = {award_references.key(data["reference"]), award_references.key(data["id_as_written"])}
    for programme_id in sorted(programmes):
        values = {
            "award_id": event.subject,
            "programme_id": programme_id,
            "reference": data["id_as_written"],
            "reference_key": award_references.key(data["reference"]),
        }
        session.execute(upsert(known_awards).values(values).on_conflict_do_nothing())
        waiting = select(attributions).where(
            attributions.c.programme_id == programme_id,
            attributions.c.reference_key.in_(keys),
            attributions.c.state == "as_written",
        )
        for row in session.execute(waiting.with_for_update()).all():
            _resolve(session, row, event.subject)


def _resolve(session: Session, row: Any, award_id: str) -> None:
    """An award number as written turns out to be this award's."""
    change = update(attributions).where(attributions.c.attribution_id == row.attribution_id)
    try:
        with session.begin_nested():
            session.execute(change.values(award_id=award_id, state="asserted"))
    except IntegrityError:  # it is attributed to that award already
        session.execute(change.values(state="withdrawn", reason_code="repeated"))
        return
    data = {"output_id": row.output_id, "award_id": award_id, "role": row.role, "share": row.share, "basis": row.basis}
    record(
        session,
        AttributionAsserted,
        subject=row.attribution_id,
        programme_id=row.programme_id,
        effective_on=get(session, row.output_id).on_date,
        data={name: value for name, value in data.items() if value is not None},
    )
