"""What an award's contract says of its outputs: set from a day on."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services.outputs.domain.compliance import check_terms
from services.outputs.tables import award_terms, known_awards
from shared.context import today
from shared.errors import Conflict, Invalid
from shared.events.outputs import AwardTermsSet
from shared.messaging.outbox import New, record_all
from shared.recording import new_id, without_gaps
from shared.rows import insert_new
from shared.rules import rules

_SAID = ("award_kind", "nihr_majority", "notice_days", "notice_counted", "notice_covers", "reason_code")


def set_award_terms(
    session: Session,
    *,
    programme_id: str,
    award_id: str,
    award_term_id: str | None = None,
    from_on: date | None = None,
    **said: Any,
) -> dict[str, Any]:
    """Terms from the same day stand in place of those that were there. Raises Invalid, Conflict."""
    # two who set terms of one award take turns, so that there is one row for each day
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"award terms:{programme_id}", 0))))
    _check_award(session, programme_id, award_id)
    on = from_on or today()
    row: dict[str, Any] = dict.fromkeys(_SAID) | said
    with rules():
        check_terms(row)
    of = award_terms.c
    same = (of.programme_id == programme_id, of.award_id == award_id, of.from_on == on)
    there = session.execute(select(award_terms).where(*same)).first()
    if there is None:
        key = new_id(award_term_id)
        whole = {"award_term_id": key, "programme_id": programme_id, "award_id": award_id, "from_on": on} | row
        insert_new(session, award_terms, of.award_term_id, whole, "terms")
    else:
        key = there.award_term_id
        if award_term_id and award_term_id != key:
            raise Conflict(
                f"There are terms of this award from {on} already: {key}.", {"from_on": ["Choose another day"]}
            )
        if all(getattr(there, name) == value for name, value in row.items()):
            raise Conflict("This is what it is already.")
    data = {"award_id": award_id} | row
    corrects = there.event_id if there else None
    (event,) = record_all(session, [New(AwardTermsSet, key, programme_id, on, without_gaps(data), corrects)])
    session.execute(update(award_terms).where(of.award_term_id == key).values(row | {"event_id": event.id}))
    return {"award_term_id": key, "version": event.sequence}


def _check_award(session: Session, programme_id: str, award_id: str) -> None:
    """Raise Invalid when it is an award of another programme only; one not heard of yet is taken at its word."""
    of = known_awards.c
    programmes = set(session.execute(select(of.programme_id).where(of.award_id == award_id)).scalars())
    if programmes and programme_id not in programmes:
        raise Invalid("That award belongs to another programme.", {"award_id": ["Choose an award of this programme"]})
