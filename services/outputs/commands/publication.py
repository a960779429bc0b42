"""Say that an output became public, that it no longer counts, or that it counts after all."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.outputs.commands.description import described, partial, refusing
from services.outputs.commands.finding import get
from services.outputs.commands.identity import keys_of, refuse_second
from services.outputs.commands.recording import dated
from services.outputs.domain import states
from services.outputs.tables import outputs
from shared.context import today
from shared.errors import Conflict, Invalid
from shared.events.outputs import OutputChanged, OutputPublished, OutputReinstated, OutputWithdrawn
from shared.messaging.outbox import record, version_of
from shared.rules import rules


def publish_output(
    session: Session, *, output_id: str, published_on: str, text_version: str = "published", **given: Any
) -> dict[str, Any]:
    """The output enters the public domain. Raises Conflict when it is public already, Invalid for a date to come."""
    now = get(session, output_id, lock=True)
    if now.withdrawn_kind or now.absorbed_by:
        raise Conflict(f"“{now.title}” no longer stands for itself: it was withdrawn or merged.")
    with refusing(Conflict):
        states.may_publish(now.state)
    on = partial("published_on", published_on)
    assert on is not None
    with refusing(Invalid, "published_on"):
        states.check_dates("public", on, today())
    came = {name: value for name, value in given.items() if value}
    keep = asdict(now) | now.identifiers
    new = described(now.type, keep | came, now.details)
    ids = {scheme: value for scheme, value in new["identifiers"].items() if now.identifiers.get(scheme) != value}
    if ids:
        refuse_second(session, now.programme_id, keys_of(new), output_id)
    data = {
        "version": text_version,
        "licence": came.get("licence"),
        "url": came.get("url"),
        "date_precision": on.precision,
        "identifiers": ids | ({"doi": new["doi_key"]} if "doi" in ids else {}),
    }
    event = record(
        session,
        OutputPublished,
        subject=output_id,
        programme_id=now.programme_id,
        effective_on=on.first,
        data={name: value for name, value in data.items() if value},
    )
    if on.first < now.on_date:
        # by effective date the plan would come last: without this it would be planned again on the day that was planned
        record(
            session,
            OutputChanged,
            subject=output_id,
            programme_id=now.programme_id,
            effective_on=now.on_date,
            data={"changes": {"state": {"before": now.state, "after": "public"}}, "reason_code": "published_earlier"},
        )
    changed = {name: new[name] for name in ("identifiers", "doi_key", "licence", "url")} | dated(keep | new, on)
    values = changed | {"state": "public", "published": True, "dated_by": event.id}
    session.execute(update(outputs).where(outputs.c.output_id == output_id).values(values))
    return {"output_id": output_id, "version": version_of(session, output_id)}


def withdraw_output(
    session: Session, *, output_id: str, kind: str, notice_url: str | None = None, noticed_on: date | None = None
) -> dict[str, Any]:
    """The output no longer counts: from the notice on where it was retracted, else as if it had never been entered."""
    now = get(session, output_id, lock=True)
    if now.withdrawn_kind:
        raise Conflict(f"“{now.title}” was withdrawn already.")
    if now.absorbed_by:
        raise Conflict(f"“{now.title}” is part of another output. Undo the merge first, or withdraw that one.")
    if kind == "retracted" and (noticed_on or today()) < now.on_date:
        raise Invalid("A retraction cannot be before the publication.", {"noticed_on": ["Enter a later date"]})
    effective = (noticed_on or today()) if kind == "retracted" else now.on_date
    event = record(
        session,
        OutputWithdrawn,
        subject=output_id,
        programme_id=now.programme_id,
        effective_on=effective,
        data={"kind": kind} | ({"notice_url": notice_url} if notice_url else {}),
        corrects=None if kind == "retracted" else now.dated_by,
    )
    values = {"withdrawn_kind": kind, "withdrawn_on": effective, "withdrawn_by": event.id, "notice_url": notice_url}
    session.execute(update(outputs).where(outputs.c.output_id == output_id).values(values))
    return {"output_id": output_id, "version": version_of(session, output_id)}


def reinstate_output(session: Session, *, output_id: str, reason_code: str = "entered_in_error") -> dict[str, Any]:
    """The withdrawal never held. Raises Conflict, also when another output has its DOI by now."""
    now = get(session, output_id, lock=True)
    with rules():
        states.may_reinstate(now.withdrawn_kind)
    if now.withdrawn_by is None or now.withdrawn_on is None:
        raise Conflict("It was withdrawn before withdrawals could be taken back. Record it again.")
    refuse_second(session, now.programme_id, keys_of(asdict(now)), output_id)
    record(
        session,
        OutputReinstated,
        subject=output_id,
        programme_id=now.programme_id,
        effective_on=now.withdrawn_on,
        data={"withdrawal_event_id": str(now.withdrawn_by), "reason_code": reason_code},
        corrects=now.withdrawn_by,
    )
    values = dict.fromkeys(("withdrawn_kind", "withdrawn_on", "withdrawn_by", "notice_url"))
    session.execute(update(outputs).where(outputs.c.output_id == output_id).values(values))
    return {"output_id": output_id, "version": version_of(session, output_id)}
