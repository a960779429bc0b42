"""What a claim's strength is worked out from, and how a judgement of it is recorded; used by claims and by evidence."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from services.outputs.domain import impact as life
from services.outputs.domain.impact import Claim, Evidence, Judgement
from services.outputs.tables import evidence_items, impact_claims, judgements
from shared import context
from shared.events.outputs import ImpactStrengthChanged
from shared.messaging.outbox import New, version_of
from shared.recording import tell
from shared.rows import locked
from shared.words import keep_words


def locked_claim(session: Session, impact_id: str) -> Row[Any]:
    """The claim, locked until commit: whatever changes its strength does so one after another. Raises NotFound."""
    return locked(session, impact_claims, impact_claims.c.impact_id, impact_id, "impact claim")


def state_of(row: Row[Any]) -> Claim:
    """What the rules look at of a claim."""
    proved = frozenset(name for name in life.TO_PROVE if getattr(row, f"{name}_text_id"))
    return Claim(
        writers=frozenset(row.writers),
        judged_on=row.judged_on,
        strength=row.strength,
        rests_on=frozenset(row.rests_on),
        proved=proved,
        withdrawn=row.state == "withdrawn",
    )


def evidence_of(session: Session, impact_id: str) -> list[Evidence]:
    """All that was ever attached to a claim."""
    of = evidence_items.c
    rows = session.execute(
        select(evidence_items).where(of.impact_id == impact_id).order_by(of.dated_on, of.evidence_id)
    )
    return [
        Evidence(
            evidence_id=row.evidence_id,
            attached_by=row.attached_by_person_id,
            dated_on=row.dated_on,
            outside=row.outside,
            removed=row.state == "removed",
            set_aside=row.set_aside,
        )
        for row in rows
    ]


def changed_by(row: Row[Any]) -> dict[str, list[str]]:
    """Whoever changes what a claim says is a writer of it from then on."""
    return {"writers": sorted({*row.writers, context.current().actor.id})}


def passed(session: Session, row: Row[Any], found: Judgement | None, note: str | None = None) -> tuple[str, int]:
    """Record a judgement, if there is one; gives the claim's strength and version."""
    impact_id = row.impact_id
    if found is None:
        return row.strength, version_of(session, impact_id)
    by = context.current().actor.id
    words = keep_words(session, note, programme_id=row.programme_id, target_id=impact_id)
    data = {
        "from": row.strength,
        "to": found.to,
        "evidence_ids": list(found.rests_on),
        "set_aside_ids": list(found.set_aside) or None,
        "by_person_id": by,
        "reason_code": found.reason_code,
        "project_ids": row.project_ids,
        "note": words,
    }
    event = tell(session, New(ImpactStrengthChanged, impact_id, row.programme_id, found.on, data))
    held = {"strength": found.to, "judged_on": found.on, "rests_on": list(found.rests_on)}
    session.execute(update(impact_claims).where(impact_claims.c.impact_id == impact_id).values(held))
    if found.set_aside:
        of = evidence_items.c
        session.execute(update(evidence_items).where(of.evidence_id.in_(found.set_aside)).values(set_aside=True))
    kept = {
        "event_id": event.id,
        "impact_id": impact_id,
        "from_strength": row.strength,
        "to_strength": found.to,
        "on_date": found.on,
        "evidence_ids": list(found.rests_on),
        "by_person_id": by,
        "reason_code": found.reason_code,
        "text_id": words["text_id"] if words else None,
    }
    session.execute(insert(judgements).values(kept))
    return found.to, event.sequence
