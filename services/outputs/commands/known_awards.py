"""What outputs knows of awards, projects and funders, as other services told: to attribute, and who may agree."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.outputs.commands.finding import get, lock_programme
from services.outputs.domain import award_references
from services.outputs.tables import attributions, known_awards, known_funders, known_projects
from shared.events.event import Event
from shared.events.outputs import AttributionAsserted
from shared.messaging.outbox import record
from shared.recording import without_gaps


def award_recorded(session: Session, event: Event) -> None:
    """Learn an award's number, and attribute the outputs whose work names it already."""
    data = event.data
    programmes = {event.programmeid, *data.get("covers", ())} - {""}
    keys = {award_references.key(data["reference"]), award_references.key(data["id_as_written"])}
    for programme_id in sorted(programmes):
        # whoever attributes by this number just now ends first: else it would be kept as written, and never be found
        lock_programme(session, programme_id)
        values = {
            "award_id": event.subject,
            "programme_id": programme_id,
            "reference": data["id_as_written"],
            "reference_key": award_references.key(data["reference"]),
            "holder_person_ids": data.get("holder_person_ids", []),
            "funder_org": data["funder_org"],
        }
        told = upsert(known_awards).values(values)
        session.execute(told.on_conflict_do_update(index_elements=["award_id", "programme_id"], set_=values))
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
    on = get(session, row.output_id).on_date
    asserted = record(
        session,
        AttributionAsserted,
        subject=row.attribution_id,
        programme_id=row.programme_id,
        effective_on=on,
        data=without_gaps(data),
    )
    session.execute(change.values(event_id=asserted.id, asserted_on=on))


def project_told(session: Session, event: Event) -> None:
    """Learn who leads a project: as it starts, and when that changes."""
    data = event.data
    values: dict[str, Any] = {"project_id": event.subject, "programme_id": event.programmeid}
    if event.type.endswith("project.started"):
        values["lead_person_id"] = data.get("lead_person_id")
    elif "lead_person_id" in data["changes"]:
        values["lead_person_id"] = data["changes"]["lead_person_id"]["after"]
    told = upsert(known_projects).values(values)
    session.execute(told.on_conflict_do_update(index_elements=["project_id"], set_=values))


def organisation_registered(session: Session, event: Event) -> None:
    """Learn the name of an organisation, which may fund: its policy is found by it."""
    data = event.data
    values = {"org_id": data["org_id"], "name": data["name"], "ror": data.get("ror")}
    told = upsert(known_funders).values(values)
    session.execute(told.on_conflict_do_update(index_elements=["org_id"], set_=values))
