"""Attribute an output to an award or project, agree to it, or take it back.

A reference that is not known here yet is kept as written, without a fact; when its award is recorded, the fact is.
Whether the award or project has ended is never asked.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.outputs.commands.finding import Row, get
from services.outputs.domain import award_references
from services.outputs.tables import attributions, known_awards
from shared.context import today
from shared.errors import Conflict, Invalid, NotFound
from shared.events.outputs import AttributionAgreed, AttributionAsserted, AttributionWithdrawn
from shared.messaging.outbox import record, version_of
from shared.words import keep_words


def assert_attribution(
    session: Session,
    *,
    output_id: str,
    attribution_id: str | None = None,
    award_id: str | None = None,
    award_reference: str | None = None,
    project_id: str | None = None,
    role: str = "funded",
    share: Decimal | None = None,
) -> dict[str, Any]:
    """Attribute an output; the same twice is one. Gives its id and state. Raises Invalid, NotFound."""
    if sum(map(bool, (award_id, award_reference, project_id))) != 1:
        raise Invalid(
            "Say one of award, award number and project.", {"award_id": ["Give one of award, award number and project"]}
        )
    output = get(session, output_id)
    options: dict[str, Any] = {
        "role": role,
        "share": None if share is None else format(share, "f"),
        "basis": "asserted_by_person",
    }
    if award_reference:
        award_id = award_of(session, output.programme_id, award_reference)
        if award_id is None:
            kept = keep_as_written(session, output, award_reference, **options)
            return {"attribution_id": kept, "state": "as_written", "version": 0}
    if award_id:
        kept = assert_award(session, output, award_id, attribution_id=attribution_id, **options)
    else:
        kept = _assert(session, output, attribution_id, project_id=project_id, **options)
    state = session.execute(select(attributions.c.state).where(attributions.c.attribution_id == kept)).scalar_one()
    return {"attribution_id": kept, "state": state, "version": version_of(session, kept)}


def assert_award(
    session: Session, output: Row, award_id: str, *, attribution_id: str | None = None, basis: str, **options: Any
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
    return _assert(session, output, attribution_id, award_id=award_id, basis=basis, **options)


def agree_attribution(session: Session, *, attribution_id: str) -> dict[str, Any]:
    """Agree to an attribution. Raises Conflict when there is nothing to agree to."""
    now = _get(session, attribution_id)
    if now.state == "agreed":
        return {"attribution_id": attribution_id, "state": "agreed", "version": version_of(session, attribution_id)}
    if now.state != "asserted":
        raise Conflict("There is nothing to agree to: it was withdrawn, or its award is not recorded here yet.")
    record(
        session,
        AttributionAgreed,
        subject=attribution_id,
        programme_id=now.programme_id,
        effective_on=today(),
        data={"output_id": now.output_id},
    )
    return _become(session, attribution_id, "agreed")


def withdraw_attribution(
    session: Session, *, attribution_id: str, reason_code: str, note: str | None = None
) -> dict[str, Any]:
    """Take an attribution back; one entered in error never held. Raises Conflict when it is withdrawn already."""
    now = _get(session, attribution_id)
    if now.state == "withdrawn":
        raise Conflict("It was withdrawn already.")
    if now.state == "as_written":
        return _become(session, attribution_id, "withdrawn", reason_code=reason_code)
    output = get(session, now.output_id)
    data: dict[str, Any] = {"output_id": now.output_id, "reason_code": reason_code}
    words = keep_words(session, note, programme_id=now.programme_id, target_id=attribution_id)
    if words:
        data["note"] = words
    record(
        session,
        AttributionWithdrawn,
        subject=attribution_id,
        programme_id=now.programme_id,
        effective_on=today() if reason_code == "no_longer_claimed" else output.on_date,
        data=data,
    )
    return _become(
        session, attribution_id, "withdrawn", reason_code=reason_code, note_id=words["text_id"] if words else None
    )


def award_of(session: Session, programme_id: str, reference: str) -> str | None:
    """Our id of the award with this number in this programme, however it is spelt; None when nobody told us of one."""
    wanted = select(known_awards.c.award_id).where(
        known_awards.c.programme_id == programme_id,
        known_awards.c.reference_key == award_references.key(reference),
    )
    return session.execute(wanted).scalars().first()


def keep_as_written(session: Session, output: Row, reference: str, *, role: str, share: str | None, basis: str) -> str:
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
            share=share,
            basis=basis,
            state="as_written",
        )
    )
    return attribution_id


def _assert(
    session: Session,
    output: Row,
    attribution_id: str | None,
    *,
    award_id: str | None = None,
    project_id: str | None = None,
    role: str = "funded",
    share: str | None = None,
    basis: str,
) -> str:
    target = {"award_id": award_id} if award_id else {"project_id": project_id}
    ((column, value),) = target.items()
    new = upsert(attributions).values(
        attribution_id=attribution_id or str(uuid7()),
        output_id=output.output_id,
        programme_id=output.programme_id,
        role=role,
        share=share,
        basis=basis,
        state="asserted",
        **target,
    )
    made = session.execute(new.on_conflict_do_nothing().returning(attributions.c.attribution_id)).scalar()
    if made is None:
        same = select(attributions.c.attribution_id).where(
            attributions.c.output_id == output.output_id,
            attributions.c[column] == value,
            attributions.c.state != "withdrawn",
        )
        if there := session.execute(same).scalar():
            return str(there)
        raise Conflict(f"There is an attribution {attribution_id} already, of something else.")
    data = {"output_id": output.output_id, "role": role, "share": share, "basis": basis} | target
    record(
        session,
        AttributionAsserted,
        subject=made,
        programme_id=output.programme_id,
        effective_on=output.on_date,
        data={name: value for name, value in data.items() if value is not None},
    )
    return str(made)


def _get(session: Session, attribution_id: str) -> Any:
    wanted = select(attributions).where(attributions.c.attribution_id == attribution_id).with_for_update()
    found = session.execute(wanted).first()
    if found is None:
        raise NotFound("There is no such attribution.")
    return found


def _become(session: Session, attribution_id: str, state: str, **values: Any) -> dict[str, Any]:
    session.execute(
        update(attributions).where(attributions.c.attribution_id == attribution_id).values(state=state, **values)
    )
    return {"attribution_id": attribution_id, "state": state, "version": version_of(session, attribution_id)}
