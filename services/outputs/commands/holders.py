"""The output that a work is already: by any of its identifiers, else by kind, title, year and first author."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from services.outputs.commands.finding import Row, get
from services.outputs.commands.identity import SCHEMES, holders
from services.outputs.domain.identifiers import keys
from services.outputs.tables import outputs
from services.outputs.tables.outputs import BOOKS, HOLDS


def holder(
    session: Session,
    programme_id: str,
    identifiers: Mapping[str, str],
    work_key: str | None = None,
    subtype: str | None = None,
) -> Row | None:
    """The output of this programme that the work is; the one that is kept, where it was merged."""
    wanted = keys(identifiers, whole_book=subtype in BOOKS)
    found = holders(session, programme_id, wanted.items())
    for scheme in SCHEMES:
        if there := found.get((scheme, wanted.get(scheme, ""))):
            return get(session, there.stands_as)
    return None if wanted or not work_key else _by_title(session, programme_id, work_key)


def _by_title(session: Session, programme_id: str, work_key: str) -> Row | None:
    of = outputs.c
    same = select(func.coalesce(of.stands_with, of.output_id)).where(
        of.programme_id == programme_id, of.work_key == work_key, text(HOLDS)
    )
    found = session.execute(same.order_by(of.recorded_at).limit(1)).scalar()
    return get(session, found) if found else None
