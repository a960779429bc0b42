"""What changes would do, told to who tries them: facts, what they touch, what is left open, and what is proposed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from services.projects.commands import changes as commands
from services.projects.commands.rehearsing import Rehearsal
from services.projects.commands.touching import Touched, as_text
from services.projects.tables import milestones, projects
from shared.events.event import Event

#: how a project that is over is called
ENDED = ("completed", "cancelled")


def try_changes(
    session: Session, *, programme_id: str, changes: list[dict[str, Any]], as_approved: bool
) -> dict[str, Any]:
    """What the changes would do. Nothing is written."""
    return _told(session, changes, commands.try_changes(session, programme_id, changes, as_approved=as_approved))


def try_change_request(session: Session, *, change_request_id: str) -> dict[str, Any]:
    """What approving it would do now. Nothing is written."""
    request, rehearsal = commands.try_change_request(session, change_request_id)
    return _told(session, request.changes, rehearsal)


def _told(session: Session, changes: list[dict[str, Any]], rehearsal: Rehearsal) -> dict[str, Any]:
    left = _left_open(session, rehearsal)
    proposed = _successors(changes, rehearsal) + _cancellations(changes, left)
    people = {person for touched in rehearsal.touched for person in touched.people}
    people |= {row.owner_person_id for row in left if row.owner_person_id}
    people |= _people_of(session, [one["fields"]["milestone_id"] for one in proposed])
    return {
        "facts": [_fact(event) for event in rehearsal.facts],
        "touched": [_touched(touched) for touched in rehearsal.touched],
        "open": [_open(row) for row in left],
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


def _open(row: Row[Any]) -> dict[str, Any]:
    names = ("milestone_id", "project_id", "title", "contractual", "owner_person_id")
    return {name: getattr(row, name) for name in names} | {"forecast_on": row.forecast_on.isoformat()}


def _left_open(session: Session, rehearsal: Rehearsal) -> list[Row[Any]]:
    """The milestones that would be neither done nor cancelled when their project is over."""
    ended = {one.id for one in rehearsal.touched if one.kind == "project" and one.after in ENDED}
    done = {one.id for one in rehearsal.touched if one.what in ("achieved", "cancelled") and one.after}
    of = milestones.c
    rows = session.execute(
        select(milestones)
        .where(of.project_id.in_(ended), of.achieved_on.is_(None), of.cancelled_on.is_(None))
        .order_by(of.forecast_on, of.milestone_id)
    )
    return [row for row in rows if row.milestone_id not in done]


def _successors(changes: list[dict[str, Any]], rehearsal: Rehearsal) -> list[dict[str, Any]]:
    """Dates for milestones that would come before what they wait for, each as the command that would set it.

    The last word counts, and what the changes themselves move far enough is not proposed.
    """
    moved = {one.id: as_text(one.after) for one in rehearsal.touched if one.what == "forecast"}
    found: dict[str, dict[str, Any]] = {}
    for change, reply in zip(changes, rehearsal.replies, strict=True):
        for one in reply.get("proposed", ()):
            if (moved.get(one["milestone_id"]) or "") < one["proposed_on"]:
                why = {"reason_code": change["fields"].get("reason_code"), "caused_by": reply["milestone_id"]}
                fields = {"milestone_id": one["milestone_id"], "forecast_on": one["proposed_on"]}
                found[one["milestone_id"]] = {
                    "call": "reforecast_milestone",
                    "fields": fields | why,
                    "title": one["title"],
                    "days": one["days"],
                }
    return list(found.values())


def _cancellations(changes: list[dict[str, Any]], left: list[Row[Any]]) -> list[dict[str, Any]]:
    """That what a cancelled project leaves open is cancelled with it, for the same reason.

    Proposed and not done: some of it may be another project's to finish. What a completed project left open is only
    listed, because there it is an oversight that somebody must look at.
    """
    why = {
        change["fields"].get("project_id"): change["fields"].get("reason_code")
        for change in changes
        if change["call"] == "end_project" and change["fields"].get("outcome") == "cancelled"
    }
    return [
        {
            "call": "cancel_milestone",
            "fields": {"milestone_id": row.milestone_id, "reason_code": why[row.project_id]},
            "title": row.title,
            "days": None,
        }
        for row in left
        if row.project_id in why
    ]


def _people_of(session: Session, milestone_ids: list[str]) -> set[str]:
    """Who owns these milestones, and who leads their projects."""
    of = milestones.c
    rows = session.execute(
        select(of.owner_person_id, projects.c.lead_person_id)
        .join_from(milestones, projects, projects.c.project_id == of.project_id, isouter=True)
        .where(of.milestone_id.in_(milestone_ids))
    )
    return {person for row in rows for person in row if person}
