"""Reads of what changed because of what the public said; what nobody has been told of comes first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, ScalarSelect, Text, case, cast, func, select
from sqlalchemy.orm import Session

from services.outputs.tables import decisions, involvement_changes, involvement_tellings, involvements, outputs
from shared import visible
from shared.errors import NotFound
from shared.pages import page
from shared.rows import plain, versioned
from shared.words import texts

TARGETS = ("project_id", "output_id", "decision_id")
CHANGE = (
    "involvement_change_id",
    "programme_id",
    "changed_on",
    "involvement_ids",
    *TARGETS,
    "first_told_on",
    "taken_back",
    "version",
)


def list_changes(
    session: Session,
    *,
    programme_id: str | None = None,
    involvement_id: str | None = None,
    fed_back: bool | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Those that nobody has been told of come first; of each the newest first. In words for people of the programme."""
    of, told = involvement_changes.c, _first_told()
    query = (
        versioned(involvement_changes, of.involvement_change_id)
        .add_columns(told.label("first_told_on"), texts.c.words)
        .join(texts, texts.c.text_id == of.summary_text_id, isouter=True)
        .where(visible.of_projects("outputs.involvement_changes", of.programme_id, of.project_id), ~of.taken_back)
    )
    if programme_id:
        query = query.where(of.programme_id == programme_id)
    if involvement_id:
        query = query.where(of.involvement_ids.contains([involvement_id]))
    if fed_back is not None:
        query = query.where(told.is_not(None) if fed_back else told.is_(None))
    order = func.concat(case((told.is_(None), "1"), else_="0"), cast(of.changed_on, Text))
    by = (order, of.involvement_change_id)
    return page(session, query, by, _shown, after=after, limit=limit, descending=True)


def change(session: Session, *, involvement_change_id: str) -> dict[str, Any]:
    """One change in words, with the activities at which it was said and who was told. Raises NotFound."""
    of, held, told = involvement_changes.c, involvements.c, involvement_tellings.c
    row = session.execute(
        versioned(involvement_changes, of.involvement_change_id)
        .add_columns(_first_told().label("first_told_on"), texts.c.words)
        .join(texts, texts.c.text_id == of.summary_text_id, isouter=True)
        .where(of.involvement_change_id == involvement_change_id)
    ).first()
    if row is None:
        raise NotFound("There is no such change.")
    activities = session.execute(
        select(held.involvement_id, held.title, held.held_on)
        .where(held.involvement_id.in_(row.involvement_ids))
        .order_by(held.held_on, held.involvement_id)
    )
    tellings = session.execute(
        select(involvement_tellings)
        .where(told.involvement_change_id == involvement_change_id)
        .order_by(told.told_on, told.event_id)
    )
    return _shown(row) | {
        "changed_title": _title(session, row),
        "activities": [
            {"involvement_id": one.involvement_id, "title": one.title, "held_on": one.held_on.isoformat()}
            for one in activities
        ],
        "tellings": [plain(one, ("told_on", "channel")) | {"event_id": str(one.event_id)} for one in tellings],
    }


def _first_told() -> ScalarSelect[Any]:
    of = involvement_tellings.c
    first = select(func.min(of.told_on)).where(of.involvement_change_id == involvement_changes.c.involvement_change_id)
    return first.scalar_subquery()


def _title(session: Session, row: Row[Any]) -> str | None:
    """What changed, by its title, where it is a thing of this service; a project's title the projects service knows."""
    for key, value in ((outputs.c.output_id, row.output_id), (decisions.c.decision_id, row.decision_id)):
        if value:
            return session.execute(select(key.table.c.title).where(key == value)).scalar()
    return None


def _shown(row: Row[Any]) -> dict[str, Any]:
    words = row.words if visible.inside(row.programme_id) else None
    return plain(row, CHANGE) | {"summary": words, "event_id": str(row.event_id)}
