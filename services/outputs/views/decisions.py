"""Reads of decisions that the programme informed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, cast, func, select
from sqlalchemy import Text as TextType
from sqlalchemy.orm import Session

from services.outputs.domain.decisions import missing
from services.outputs.tables import decisions, outputs
from shared import visible
from shared.errors import NotFound
from shared.pages import page
from shared.rows import plain, versioned
from shared.words import words_of

DECISION = (
    "decision_id",
    "programme_id",
    "title",
    "body",
    "kind",
    "decided_on",
    "decision_ref",
    "url",
    "file_id",
    "use",
    "result",
    "evidence_kinds",
    "output_ids",
    "project_ids",
    "request_id",
    "themes",
    "places",
    "withdrawn_reason",
    "version",
)


def list_decisions(
    session: Session,
    *,
    programme_id: str | None = None,
    kind: str | None = None,
    result: str | None = None,
    theme: str | None = None,
    place: str | None = None,
    project_id: str | None = None,
    request_id: str | None = None,
    output_id: str | None = None,
    withdrawn: bool = False,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Newest first."""
    of = decisions.c
    query = versioned(decisions, of.decision_id).where(
        visible.of_any_project("outputs.decisions", of.programme_id, of.project_ids)
    )
    for column, wanted in (
        (of.programme_id, programme_id),
        (of.kind, kind),
        (of.result, result),
        (of.request_id, request_id),
    ):
        if wanted:
            query = query.where(column == wanted)
    for column, wanted in ((of.themes, theme), (of.project_ids, project_id), (of.output_ids, output_id)):
        if wanted:
            query = query.where(column.contains([wanted]))
    if place:
        query = query.where(of.places.contains([{"code": place}]))
    if not withdrawn:
        query = query.where(of.withdrawn_reason.is_(None))
    by = (cast(of.decided_on, TextType), of.decision_id)
    return page(session, query, by, _shown, after=after, limit=limit, descending=True)


def decision(session: Session, *, decision_id: str) -> dict[str, Any]:
    """One decision with the titles of the outputs it used. Raises NotFound."""
    of = decisions.c
    row = session.execute(versioned(decisions, of.decision_id).where(of.decision_id == decision_id)).first()
    if row is None:
        raise NotFound("There is no such decision.")
    used = select(outputs.c.output_id, outputs.c.title).where(outputs.c.output_id == func.any(row.output_ids))
    titles = [{"output_id": one.output_id, "title": one.title} for one in session.execute(used)]
    return _shown(row) | {"outputs": titles} | words_of(session, row, note="note_id")


def _shown(row: Row[Any]) -> dict[str, Any]:
    return plain(row, DECISION) | {"evidence_missing": missing(row.evidence_kinds)}
