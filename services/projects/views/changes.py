"""Reads of change requests, and of what changes would do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, cast, select
from sqlalchemy import Text as TextType
from sqlalchemy.orm import Session

from services.projects.commands import changes as commands
from services.projects.commands.rehearsing import Rehearsal
from services.projects.commands.touching import Touched, as_text
from services.projects.tables import change_requests, milestones, texts
from services.projects.views import showing, visible
from services.projects.views.programmes import versioned
from shared.errors import NotFound
from shared.events.event import Event
from shared.pages import page

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
#: what a preview calls a milestone that was left open by the end of its project
OPEN = ("milestone_id", "project_id", "title", "forecast_on", "contractual", "owner_person_id")


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


def try_changes(
    session: Session, *, programme_id: str, changes: list[dict[str, Any]], as_approved: bool
) -> dict[str, Any]:
    """What the changes would do. Nothing is written."""
    return _tried(session, commands.try_changes(session, programme_id, changes, as_approved=as_approved))


def try_change_request(session: Session, *, change_request_id: str) -> dict[str, Any]:
    """What approving it would do now. Nothing is written."""
    return _tried(session, commands.try_change_request(session, change_request_id))


def _tried(session: Session, rehearsal: Rehearsal) -> dict[str, Any]:
    left = _left_open(session, rehearsal)
    proposed = [one for reply in rehearsal.replies for one in reply.get("proposed", ())]
    people = {person for touched in rehearsal.touched for person in touched.people}
    people |= {row.owner_person_id for row in left if row.owner_person_id}
    return {
        "facts": [_fact(event) for event in rehearsal.facts],
        "touched": [_touched(touched) for touched in rehearsal.touched],
        "open": [showing.plain(row, OPEN) for row in left],
        "proposed": proposed,
        "contractual": sorted({one.id for one in rehearsal.touched if one.contractual and one.what == "forecast"}),
        "people": sorted(people),
    }


def _fact(event: Event) -> dict[str, Any]:
    """A fact that would be recorded, with everything that folding it needs."""
    return {
        "event_id": str(event.id),
        "type": event.type,
        "version": event.version,
        "subject": event.subject,
        "programme_id": event.programmeid,
        "effective_on": event.effectiveon.isoformat(),
        "corrects": str(event.corrects) if event.corrects else None,
        "data": event.data,
    }


def _touched(touched: Touched) -> dict[str, Any]:
    return {
        "kind": touched.kind,
        "id": touched.id,
        "title": touched.title,
        "what": touched.what,
        "before": as_text(touched.before),
        "after": as_text(touched.after),
        "days": touched.days,
        "project_id": touched.project_id,
        "contractual": touched.contractual,
        "people": sorted(touched.people),
    }


def _left_open(session: Session, rehearsal: Rehearsal) -> list[Row[Any]]:
    """The milestones of projects that would end which are neither done nor cancelled, then."""
    ended = {one.id for one in rehearsal.touched if one.what == "state" and one.after in ("completed", "cancelled")}
    gone = {one.id for one in rehearsal.touched if one.what in ("achieved", "cancelled") and one.after}
    of = milestones.c
    rows = session.execute(
        select(milestones)
        .where(of.project_id.in_(ended), of.achieved_on.is_(None), of.cancelled_on.is_(None))
        .order_by(of.forecast_on, of.milestone_id)
    )
    return [row for row in rows if row.milestone_id not in gone]


def _shown(row: Row[Any]) -> dict[str, Any]:
    return showing.plain(row, SHOWN)
