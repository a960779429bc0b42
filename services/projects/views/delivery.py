"""How it stands with delivery: confidence as somebody declared it, and the schedule as dates give it. Two fields."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, Text, cast, func, literal, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from services.projects.domain import rag
from services.projects.tables import confidence, milestones, programmes, projects, workstreams
from services.projects.views.thresholds import in_force
from shared.context import today
from shared.errors import NotFound
from shared.pages import page
from shared.rows import plain
from shared.words import texts

DECLARED = ("level", "declared_on", "review_on", "declared_by", "reason", "action")


def delivery(session: Session, *, programme_id: str) -> dict[str, Any]:
    """The programme first, then each workstream in order of title; a handful, so all of them. Raises NotFound."""
    of = programmes.c
    programme = session.execute(select(of.title).where(of.programme_id == programme_id)).first()
    if programme is None:
        raise NotFound("There is no such programme.")
    units = session.execute(
        select(workstreams.c.workstream_id, workstreams.c.title)
        .where(workstreams.c.programme_id == programme_id)
        .order_by(workstreams.c.title)
    )
    newest = _declared().where(confidence.c.programme_id == programme_id).ext(distinct_on(confidence.c.target_id))
    newest = newest.order_by(confidence.c.target_id, confidence.c.declared_on.desc(), confidence.c.event_id.desc())
    declared = {row.target_id: plain(row, DECLARED) for row in session.execute(newest)}
    late = _days_late(session, programme_id)
    held = in_force(session, programme_id, today())
    amber, red = (held[key].values[0] for key in ("rag.amber_days", "rag.red_days"))

    def line(kind: str, key: str, title: str, worst: int | None) -> dict[str, Any]:
        level = None if worst is None else rag.schedule(worst, amber_days=amber, red_days=red)
        schedule = {"level": level, "days_late": worst, "amber_days": amber, "red_days": red}
        return {
            "target_id": key,
            "target_kind": kind,
            "title": title,
            "declared": declared.get(key),
            "schedule": schedule,
        }

    whole = line("programme", programme_id, programme.title, max(late.values(), default=None))
    parts = [line("workstream", row.workstream_id, row.title, late.get(row.workstream_id)) for row in units]
    return {"items": [whole, *parts]}


def history(session: Session, *, target_id: str, after: str | None = None, limit: int) -> dict[str, Any]:
    """Every declaration, the newest first."""
    of = confidence.c
    query = _declared().where(of.target_id == target_id)
    by = (cast(of.declared_on, Text), cast(of.event_id, Text))
    return page(session, query, by, _shown, after=after, limit=limit, descending=True)


def _declared() -> Select[Any]:
    reason, action = aliased(texts), aliased(texts)
    return (
        select(confidence, reason.c.words.label("reason"), action.c.words.label("action"))
        .join_from(confidence, reason, reason.c.text_id == confidence.c.reason_text_id, isouter=True)
        .join(action, action.c.text_id == confidence.c.action_text_id, isouter=True)
    )


def _shown(row: Row[Any]) -> dict[str, Any]:
    return plain(row, ("target_id", "target_kind", *DECLARED)) | {"event_id": str(row.event_id)}


def _days_late(session: Session, programme_id: str) -> dict[str | None, int]:
    """Per workstream (None: of none) the most days that an open milestone is late: expected, or overdue, by now."""
    of = milestones.c
    unit = func.coalesce(of.workstream_id, projects.c.workstream_id)
    late = func.max(func.greatest(of.forecast_on, literal(today())) - of.baseline_on)
    # what is not due and not expected later is on time, not early
    rows = session.execute(
        select(unit, func.greatest(late, 0))
        .join_from(milestones, projects, projects.c.project_id == of.project_id, isouter=True)
        .where(of.programme_id == programme_id, of.achieved_on.is_(None), of.cancelled_on.is_(None))
        .group_by(unit)
    )
    return {row[0]: row[1] for row in rows}
