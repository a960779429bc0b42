"""An output with all that was merged into it: which they are, and what they share."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.outputs.tables import attributions, outputs


def shares(session: Session, *output_ids: str) -> dict[str, Decimal]:
    """The share of each award in these outputs and all that was merged into them; the greater where two name one."""
    of = attributions.c
    whole = select(outputs.c.output_id).where(
        or_(outputs.c.output_id.in_(output_ids), outputs.c.stands_with.in_(output_ids))
    )
    query = select(of.award_id, of.share).where(
        of.output_id.in_(whole), of.award_id.is_not(None), of.share.is_not(None), of.state != "withdrawn"
    )
    found: dict[str, Decimal] = {}
    for award_id, share in session.execute(query):
        found[award_id] = max(found.get(award_id, Decimal()), Decimal(share))
    return found


def family(session: Session, output_id: str) -> list[str]:
    """The output and all that was merged into it, however many times over."""
    found = select(outputs.c.output_id).where(outputs.c.output_id == output_id).cte(recursive=True)
    parts = select(outputs.c.output_id).join(found, outputs.c.absorbed_by == found.c.output_id)
    return list(session.execute(select(found.union(parts).c.output_id)).scalars())
