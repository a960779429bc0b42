"""The list of places that a programme works with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from services.projects.tables import places as table
from shared.pages import page
from shared.rows import plain

PLACE = (
    "code",
    "kind",
    "boundary_set",
    "title",
    "parent_code",
    "deprivation_decile",
    "deprivation_index",
    "deprivation_year",
    "population",
)


def list_places(
    session: Session,
    *,
    programme_id: str,
    kind: str | None = None,
    boundary_set: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """In order of code."""
    of = table.c
    query = select(table).where(of.programme_id == programme_id)
    for column, wanted in ((of.kind, kind), (of.boundary_set, boundary_set)):
        if wanted:
            query = query.where(column == wanted)
    return page(session, query, (of.code, of.boundary_set), _shown, after=after, limit=limit)


def _shown(row: Row[Any]) -> dict[str, Any]:
    return plain(row, PLACE)
