"""Attribute an output to an award or project, put that right, or take it back. Agreement is in `agreement`.

A reference that is not known here yet is kept as written, without a fact; when its award is recorded, the fact is.
Whether the award or project has ended is never asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.outputs.commands import agreement
from services.outputs.commands.finding import Row, get
from services.outputs.domain import award_references
from services.outputs.tables import attributions, known_awards, known_projects
from shared import context
from shared.context import today
from shared.errors import Conflict, Invalid
from shared.events.outputs import AttributionAsserted, AttributionWithdrawn
from shared.messaging.outbox import record, version_of
from shared.recording import new_id, without_gaps
from shared.rows import insert_new, locked
from shared.words import keep_words


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of an attribution besides its two ends; None where nothing is said."""

    role: str | None = None
    share: str | None = None
    reason: str | None = None


def assert_attribution(
    session: Session,
    *,
    output_id: str,
    attribution_id: str | None = None,
    award_id: str | None = None,
    award_reference: str | None = None,
    project_id: str | None = None,
    role: str | None = None,
    share: Decimal | None = None,
    reason: str | None = None,
) -> dict[str, Any]:
    """Attribute an output; the same twice is one. Gives its id and state. Raises Invalid, Conflict, NotFound."""
    if sum(map(bool, (award_id, award_reference, project_id))) != 1:
        raise Invalid(
            "Say one of award, award number and project.", {"award_id": ["Give one of award, award number and project"]}
        )
    output = get(session, output_id, lock=True)
    if award_reference:
        award_id = award_of(session, output.programme_id, award_reference)
    said = Said(role, None if share is None else format(share, "f"), reason)
    agreement.check_share(session, output, award_id, share)
    if award_reference and award_id is None:
        kept = keep_as_written(session, output, award_reference, role=role or "funded", basis="asserted_by_person")
        return {"attribution_id": kept, "state": "as_written", "version": 0}
    if award_id:
        kept = assert_award(session, output, award_id, said, attribution_id=attribution_id)
    else:
        _check_project(session, output.programme_id, project_id)
        row = {"project_id": project_id, "attribution_id": attribution_id, "basis": "asserted_by_person"}
        kept = _assert(session, output, row, said)
    state = session.execute(select(attributions.c.state).where(attributions.c.attribution_id == kept)).scalar_one()
    return {"attribution_id": kept, "state": state, "version": version_of(session, kept)}


def assert_award(
    session: Session,
    output: Row,
    award_id: str,
    said: Said | None = None,
    *,
    attribution_id: str | None = None,
    basis: str = "asserted_by_person",
) -> str:
    """Attribute an output to an award by our id of it. Raises Invalid when it is an award of another programme only."""
    programmes = set(
        session.execute(select(known_awards.c.programme_id).where(known_awards.c.award_id == award_id)).scalars()
    )
    # an award that nobody told us of may be on its way: outputs does not own awards, so it is taken at its word
    if programmes and output.programme_id not in programmes:
        raise Invalid(
            "That award belongs to another programme.", {"award_id": ["Choose an award of this output's programme"]}
        )
    row = {"award_id": award_id, "attribution_id": attribution_id, "basis": basis}
    return _assert(session, output, row, said or Said())


def withdraw_attribution(
    session: Session, *, attribution_id: str, reason_code: str, note: str | None = None
) -> dict[str, Any]:
    """Take an attribution back; one entered in error never held. Raises Conflict when it is withdrawn already."""
    now = locked(session, attributions, attributions.c.attribution_id, attribution_id, "attribution")
    by = {"reason_code": reason_code, "withdrawn_by": context.current().actor.id, "withdrawn_on": today()}
    if now.state == "withdrawn":
        raise Conflict("It was withdrawn already.")
    if now.state == "as_written":
        return become(session, attribution_id, "withdrawn", **by)
    words = keep_words(session, note, programme_id=now.programme_id, target_id=attribution_id)
    held = agreement.not_before(now, today())
    record(
        session,
        AttributionWithdrawn,
        subject=attribution_id,
        programme_id=now.programme_id,
        effective_on=held if reason_code == "no_longer_claimed" else now.asserted_on or held,
        data=without_gaps({"output_id": now.output_id, "reason_code": reason_code, "note": words}),
    )
    return become(session, attribution_id, "withdrawn", note_id=words["text_id"] if words else None, **by)


def award_of(session: Session, programme_id: str, reference: str) -> str | None:
    """Our id of the award with this number in this programme, however it is spelt; None when nobody told us of one."""
    wanted = select(known_awards.c.award_id).where(
        known_awards.c.programme_id == programme_id,
        known_awards.c.reference_key == award_references.key(reference),
    )
    return session.execute(wanted).scalars().first()


def keep_as_written(session: Session, output: Row, reference: str, *, role: str, basis: str) -> str:
    """Keep an award number that is not known here with the output; the same number once."""
    key = award_references.key(reference)
    same = select(attributions.c.attribution_id).where(
        attributions.c.output_id == output.output_id,
        attributions.c.reference_key == key,
        attributions.c.state != "withdrawn",
    )
    if there := session.execute(same).scalar():
        return str(there)
    attribution_id = str(uuid7())
    session.execute(
        insert(attributions).values(
            attribution_id=attribution_id,
            output_id=output.output_id,
            programme_id=output.programme_id,
            award_reference=reference,
            reference_key=key,
            role=role,
            basis=basis,
            state="as_written",
            asserted_by=context.current().actor.id,
            asserted_on=output.on_date,
        )
    )
    return attribution_id


def become(session: Session, attribution_id: str, state: str, **values: Any) -> dict[str, Any]:
    """The attribution stands so from now on. Gives what its commands reply."""
    of = attributions.c.attribution_id
    session.execute(update(attributions).where(of == attribution_id).values(state=state, **values))
    return {"attribution_id": attribution_id, "state": state, "version": version_of(session, attribution_id)}


def _assert(session: Session, output: Row, row: dict[str, Any], said: Said) -> str:
    column = "award_id" if row.get("award_id") else "project_id"
    if there := _standing(session, output.output_id, column, row[column]):
        return _put_right(session, there, said)
    row |= {
        "attribution_id": new_id(row["attribution_id"]),
        "output_id": output.output_id,
        "programme_id": output.programme_id,
        "role": said.role or "funded",
        "share": said.share,
        "state": "asserted",
        "asserted_by": context.current().actor.id,
        "asserted_on": output.on_date,
    }
    insert_new(session, attributions, attributions.c.attribution_id, row, "attribution")
    _told(session, row, said.reason)
    return str(row["attribution_id"])


def _standing(session: Session, output_id: str, column: str, value: str) -> Any:
    of = attributions.c
    query = select(attributions).where(of.output_id == output_id, of[column] == value, of.state != "withdrawn")
    return session.execute(query.with_for_update()).first()


def _put_right(session: Session, there: Any, said: Said) -> str:
    """The same said again is the same; with another role or share it corrects what was said."""
    named = {"role": said.role or there.role, "share": said.share or there.share}
    if named == {"role": there.role, "share": there.share}:
        return str(there.attribution_id)
    if there.state == "agreed":
        raise Conflict(
            f"It was agreed as {there.role}" + (f", {there.share} per cent" if there.share else "") + ". "
            "To say otherwise, withdraw it and attribute it anew, so that it can be agreed anew.",
            {"share" if said.share else "role": ["Withdraw the agreed attribution first"]},
        )
    _told(session, there._asdict() | named, said.reason, corrects=there.event_id)
    session.execute(update(attributions).where(attributions.c.attribution_id == there.attribution_id).values(named))
    return str(there.attribution_id)


def _told(session: Session, row: dict[str, Any], reason: str | None, corrects: UUID | None = None) -> None:
    """Record that it was asserted, and keep which fact says so and why."""
    key = row["attribution_id"]
    words = keep_words(session, reason, programme_id=row["programme_id"], target_id=key)
    names = ("output_id", "award_id", "project_id", "role", "share", "basis")
    named = {name: row.get(name) for name in names}
    event = record(
        session,
        AttributionAsserted,
        subject=key,
        programme_id=row["programme_id"],
        effective_on=row["asserted_on"],
        data=without_gaps(named | {"reason": words}),
        corrects=corrects,
    )
    kept: dict[str, Any] = {"event_id": event.id} | ({"reason_id": words["text_id"]} if words else {})
    kept |= {} if corrects else {"asserted_at": event.time}
    session.execute(update(attributions).where(attributions.c.attribution_id == key).values(kept))


def _check_project(session: Session, programme_id: str, project_id: str | None) -> None:
    of = known_projects.c
    known = session.scalar(select(of.programme_id).where(of.project_id == project_id))
    if known and known != programme_id:
        raise Invalid(
            "That project belongs to another programme.",
            {"project_id": ["Choose a project of this output's programme"]},
        )
