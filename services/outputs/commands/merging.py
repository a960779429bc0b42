"""Say that two records are one output, so that totals count it once, and undo that. Nothing is moved or lost."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from services.outputs.commands.chains import refuse_versions
from services.outputs.commands.finding import Row, get, lock_programme
from services.outputs.commands.recording import dated, keep_changes
from services.outputs.domain import identity
from services.outputs.domain.dates import PartialDate
from services.outputs.tables import merges, outputs
from services.outputs.views.families import family, shares
from shared import context
from shared.context import today
from shared.errors import Conflict, Invalid, NotFound
from shared.events.outputs import OutputsMerged, OutputsMergeUndone
from shared.messaging.outbox import record
from shared.rules import rules


def merge_outputs(
    session: Session, *, kept_id: str, absorbed_id: str, basis: str = "person", take_over: bool = True
) -> dict[str, Any]:
    """The absorbed output is the kept one from now on. Raises Invalid, Conflict, NotFound."""
    if kept_id == absorbed_id:
        raise Invalid("An output cannot be merged with itself.", {"absorbed_id": ["Choose another output"]})
    locked = {output_id: get(session, output_id, lock=True) for output_id in sorted((kept_id, absorbed_id))}
    kept, absorbed = locked[kept_id], locked[absorbed_id]
    if kept.programme_id != absorbed.programme_id:
        raise NotFound("There is no such output in this programme.")
    with rules():
        identity.may_merge(kept, absorbed)
        identity.shares_fit(shares(session, kept_id, absorbed_id), "absorbed_id")
    refuse_versions(session, kept, absorbed)
    taken = identity.lacking(kept, absorbed) if take_over else {}
    event = record(
        session,
        OutputsMerged,
        subject=kept_id,
        programme_id=kept.programme_id,
        effective_on=today(),
        data={"kept_id": kept_id, "absorbed_id": absorbed_id, "basis": basis}
        | ({"taken_over": sorted(taken)} if taken else {}),
    )
    session.execute(
        insert(merges).values(
            merge_event_id=event.id,
            programme_id=kept.programme_id,
            kept_id=kept_id,
            absorbed_id=absorbed_id,
            basis=basis,
            merged_on=today(),
            merged_by=context.current().actor.id,
            taken_over={name: {"before": getattr(kept, name), "after": value} for name, value in taken.items()},
        )
    )
    of = outputs.c
    session.execute(update(outputs).where(of.output_id == absorbed_id).values(absorbed_by=kept_id))
    whole = or_(of.output_id == absorbed_id, of.stands_with == absorbed_id)
    session.execute(update(outputs).where(whole).values(stands_with=kept_id))
    _keep(session, kept, taken, "enriched")
    return {"kept_id": kept_id, "absorbed_id": absorbed_id, "merge_event_id": str(event.id)}


def undo_merge(session: Session, *, merge_event_id: str) -> dict[str, Any]:
    """They are two again, and the kept one has no longer what it took over. Raises Conflict when undone already."""
    lock_programme(session, _get(session, merge_event_id).programme_id)
    merge = _get(session, merge_event_id)
    if merge.undone_on:
        raise Conflict("That merge was undone already.")
    record(
        session,
        OutputsMergeUndone,
        subject=merge.kept_id,
        programme_id=merge.programme_id,
        effective_on=today(),
        data={"merge_event_id": merge_event_id, "kept_id": merge.kept_id, "absorbed_id": merge.absorbed_id},
        corrects=merge.merge_event_id,
    )
    undone = {"undone_on": today(), "undone_by": context.current().actor.id}
    session.execute(update(merges).where(merges.c.merge_event_id == merge.merge_event_id).values(undone))
    below = [one for one in family(session, merge.absorbed_id) if one != merge.absorbed_id]
    of = outputs.c
    alone = {"absorbed_by": None, "stands_with": None}
    session.execute(update(outputs).where(of.output_id == merge.absorbed_id).values(alone))
    session.execute(update(outputs).where(of.output_id.in_(below)).values(stands_with=merge.absorbed_id))
    kept = get(session, merge.kept_id, lock=True)
    # what somebody changed since is theirs, and stays
    back = {
        name: change["before"] for name, change in merge.taken_over.items() if getattr(kept, name) == change["after"]
    }
    _keep(session, kept, back, "merge_undone")
    return {"kept_id": merge.kept_id, "absorbed_id": merge.absorbed_id}


def _keep(session: Session, kept: Row, fields: dict[str, Any], reason_code: str) -> None:
    if not fields:
        return
    day = PartialDate(kept.on_date, kept.date_precision)
    values = fields | {"work_key": dated(asdict(kept) | fields, day)["work_key"]}
    keep_changes(session, kept, values, reason_code, kept.on_date)


def _get(session: Session, merge_event_id: str) -> Any:
    try:
        wanted = select(merges).where(merges.c.merge_event_id == UUID(merge_event_id))
    except ValueError:
        raise NotFound("There is no such merge.") from None
    found = session.execute(wanted).first()
    if found is None:
        raise NotFound("There is no such merge.")
    return found
