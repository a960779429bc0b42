"""The output that a work is already: by any of its identifiers, else by kind, title, year and first author."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.outputs.commands.finding import Row, get
from services.outputs.domain.identifiers import doi_key
from services.outputs.tables import outputs

#: identifiers of which one is enough to say that two works are the same, beside the DOI
ENOUGH = ("pmid", "pmcid", "isbn")


def holder(
    session: Session, programme_id: str, identifiers: Mapping[str, str], work_key: str | None = None
) -> Row | None:
    """The output of this programme that has one of the identifiers; the one that is kept, where it was merged."""
    of = outputs.c
    same = [of.identifiers[name].astext == identifiers[name] for name in ENOUGH if name in identifiers]
    if "doi" in identifiers:
        same.append(of.doi_key == doi_key(identifiers["doi"]))
    if not same and work_key:
        same.append(of.work_key == work_key)
    if not same:
        return None
    holds = or_(of.withdrawn_kind.is_(None), of.withdrawn_kind == "retracted")
    found = session.execute(
        select(of.output_id).where(of.programme_id == programme_id, holds, or_(*same)).order_by(of.recorded_at).limit(1)
    ).scalar()
    if found is None:
        return None
    row = get(session, found)
    while row.absorbed_by:
        row = get(session, row.absorbed_by)
    return row
