"""Reads of change requests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, cast, select
from sqlalchemy import Text as TextType
from sqlalchemy.orm import Session

from services.projects.tables import change_requests
from shared import visible
from shared.errors import NotFound
from shared.pages import page
from shared.rows import plain, versioned
from shared.words import texts

SHOWN = (
    "change_request_id",
    "programme_id",
    "title",
    "kind",
    "needs",
    "state",
    "target_ids",
    "effects",
    "submitted_by",
    "submitted_on",
    "decided_by",
    "decided_by_person_id",
    "decided_on",
    "funder_reference",
    "version",
)


def list_change_requests(
    session: Session,
    *,
    programme_id: str | None = None,
    kind: str | None = None,
    state: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """The newest first."""
    of = change_requests.c
    query = versioned(change_requests, of.change_request_id).where(
        visible.of_programmes("projects.change_requests", of.programme_id)
    )
    for column, wanted in ((of.programme_id, programme_id), (of.kind, kind), (of.state, state)):
        if wanted:
            query = query.where(column == wanted)
    by = (cast(of.submitted_on, TextType), of.change_request_id)
    return page(session, query, by, _shown, after=after, limit=limit, descending=True)


def change_request(session: Session, *, change_request_id: str) -> dict[str, Any]:
    """One, with its changes and its words. Raises NotFound."""
    of = change_requests.c
    query = versioned(change_requests, of.change_request_id).where(of.change_request_id == change_request_id)
    row = session.execute(query).first()
    if row is None:
        raise NotFound("There is no such change request.")
    ids = {"note": row.text_id, "conditions": row.conditions_text_id, "decision_note": row.decision_text_id}
    kept = select(texts.c.text_id, texts.c.words).where(texts.c.text_id.in_([i for i in ids.values() if i]))
    words = {text.text_id: text.words for text in session.execute(kept)}
    return _shown(row) | {"changes": row.changes} | {name: words.get(text_id) for name, text_id in ids.items()}


def _shown(row: Row[Any]) -> dict[str, Any]:
    return plain(row, SHOWN)
