"""What was recorded of a thing, newest first, with the words of its notes. The ledger of all facts is in reporting."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, Text, cast, func, select
from sqlalchemy.orm import Session

from services.projects.tables import journal, texts
from services.projects.views import showing
from shared.pages import page


def entries(session: Session, *, target_id: str, after: str | None = None, limit: int) -> dict[str, Any]:
    """A page of the journal in order of recording, the newest first."""
    of = journal.c
    query: Select[Any] = (
        select(journal, texts.c.words)
        .join_from(journal, texts, texts.c.text_id == of.text_id, isouter=True)
        .where(of.target_id == target_id)
    )
    instant = func.to_char(func.timezone("UTC", of.recorded_at), 'YYYY-MM-DD"T"HH24:MI:SS.US')
    return page(session, query, (instant, cast(of.event_id, Text)), _entry, after=after, limit=limit, descending=True)


def _entry(row: Row[Any]) -> dict[str, Any]:
    return showing.plain(row, ("target_id", "type", "effective_on", "actor_id", "data")) | {
        "event_id": str(row.event_id),
        "recorded_at": row.recorded_at.isoformat(),
        "note": row.words,
    }
