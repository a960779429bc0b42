"""Calendars as iCalendar text (RFC 5545): milestones on their forecast or actual day, duties on their due day.

Every thing keeps its UID for ever, and its SEQUENCE is the version of its aggregate, so that it rises with every
re-forecast and a calendar replaces what it had. Days are whole days without a time zone. No name of a person and no
word of a note is in it. What the owner of the address may not see any more is left out; who may see nothing is refused.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event
from sqlalchemy import ColumnElement, Row, Select, func, null, or_, select
from sqlalchemy.orm import Session

from services.projects.commands.calendar import READS, digest
from services.projects.commands.duty_rows import state_of
from services.projects.domain.duties import state as duty_state
from services.projects.tables import calendar_feeds, journal, milestones, obligations, programmes, projects
from shared import context, permissions, visible
from shared.context import today
from shared.errors import NotFound
from shared.rows import plain, versioned
from shared.settings import settings

NOT_FOUND = "There is no calendar at this address."


def feeds(session: Session) -> dict[str, Any]:
    """One's own addresses, newest first, those that were revoked too."""
    of = calendar_feeds.c
    rows = session.execute(
        select(calendar_feeds, projects.c.title.label("project"), programmes.c.title.label("programme"))
        .join_from(calendar_feeds, projects, projects.c.project_id == of.project_id, isouter=True)
        .join(programmes, programmes.c.programme_id == of.programme_id, isouter=True)
        .where(of.person_id == context.current().actor.id)
        .order_by(of.made_at.desc())
    )
    names = ("feed_id", "kind", "programme_id", "project_id", "made_at", "revoked_at")
    return {"items": [plain(row, names) | {"title": row.project or row.programme or "My own dates"} for row in rows]}


def owner(session: Session, *, token: str) -> dict[str, Any]:
    """Whose address it is. Raises NotFound alike for one that never was and one that was revoked."""
    return {"person_id": _feed(session, token).person_id}


def calendar(session: Session, *, token: str) -> dict[str, Any]:
    """The calendar, as its owner may see it today. Raises NotFound, also for an owner whose role has ended."""
    feed = _feed(session, token)
    actor = context.current().actor
    if feed.person_id != actor.id or not _may_still(feed):
        raise NotFound(NOT_FOUND)
    made = Calendar()
    made.add("prodid", "-//Waymark//Waymark//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _title(session, feed))
    made.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    for event in [*_milestones(session, feed), *_duties(session, feed)]:
        made.add_component(event)
    return {"ics": made.to_ical().decode()}


def _feed(session: Session, token: str) -> Row[Any]:
    of = calendar_feeds.c
    row = session.execute(
        select(calendar_feeds).where(of.token_sha256 == digest(token), of.revoked_at.is_(None))
    ).first()
    if row is None:
        raise NotFound(NOT_FOUND)
    return row


def _may_still(feed: Row[Any]) -> bool:
    """Whether a role that the owner holds today reaches what the address is for."""
    actor = context.current().actor
    if feed.kind == "person":
        return any(grant.role in permissions.row("projects.milestones").who for grant in actor.grants)
    return bool(permissions.row(READS[feed.kind]).who & actor.roles_in(feed.programme_id, feed.project_id))


def _title(session: Session, feed: Row[Any]) -> str:
    if feed.kind == "person":
        return "Waymark: my dates"
    table, key = (projects, feed.project_id) if feed.kind == "project" else (programmes, feed.programme_id)
    title = session.execute(select(table.c.title).where(table.c[f"{feed.kind}_id"] == key)).scalar_one()
    return f"Waymark: {title}"


def _milestones(session: Session, feed: Row[Any]) -> list[Event]:
    of = milestones.c
    seen = visible.of_projects("projects.milestones", of.programme_id, of.project_id)
    asked: ColumnElement[bool] = {
        "person": of.owner_person_id == feed.person_id,
        "project": of.project_id == feed.project_id,
        "programme": of.programme_id == feed.programme_id,
    }[feed.kind]
    query = _changed(versioned(milestones, of.milestone_id), of.milestone_id).where(seen, asked)
    # in a calendar of many projects a milestone's own title says too little
    project = null() if feed.kind == "project" else projects.c.title
    query = query.add_columns(project.label("project")).join(
        projects, projects.c.project_id == of.project_id, isouter=True
    )
    return [_milestone(row) for row in session.execute(query.order_by(of.forecast_on, of.milestone_id))]


def _milestone(row: Row[Any]) -> Event:
    if row.cancelled_on:
        how = ("CANCELLED", "Cancelled: ")
    elif row.achieved_on:
        how = ("CONFIRMED", "Done: ")
    else:
        how = ("TENTATIVE", "")
    day = row.achieved_on or row.forecast_on
    words = f"Baseline {row.baseline_on}, {'done' if row.achieved_on else 'forecast'} {day}."
    summary = f"{how[1]}{row.title}" + (f" ({row.project})" if row.project else "")
    return _event("milestone", row.milestone_id, row, day=day, status=how[0], summary=summary, description=words)


def _duties(session: Session, feed: Row[Any]) -> list[Event]:
    of = obligations.c
    if feed.kind == "project":
        return []  # duties are the award's, not a project's
    seen = visible.of_programmes("projects.duties", of.programme_id)
    own = or_(of.owner_person_id == feed.person_id, of.second_person_id == feed.person_id)
    asked = own if feed.kind == "person" else of.programme_id == feed.programme_id
    query = _changed(versioned(obligations, of.obligation_id), of.obligation_id).where(seen, asked)
    return [_duty(row, today()) for row in session.execute(query.order_by(of.due_on, of.obligation_id))]


def _duty(row: Row[Any], day: date) -> Event:
    state = duty_state(state_of(row), day)
    how = {
        "met": ("CONFIRMED", "Done: "),
        "met_late": ("CONFIRMED", "Done late: "),
        "waived": ("CANCELLED", "Waived: "),
        "withdrawn": ("CANCELLED", "Withdrawn: "),
    }.get(state, ("CONFIRMED", "Due: "))
    words = f"Due {row.due_on}" + (f", met {row.met_on}." if row.met_on else ".")
    summary = f"{how[1]}{row.title}"
    return _event("duty", row.obligation_id, row, day=row.due_on, status=how[0], summary=summary, description=words)


def _event(kind: str, key: str, row: Row[Any], *, day: date, status: str, summary: str, description: str) -> Event:
    made = Event()
    made.add("uid", f"{kind}-{key}@waymark")
    made.add("sequence", row.version)
    # the last change and not this moment, so that the same calendar is the same bytes
    changed: datetime = row.changed_at or datetime(2024, 1, 1, tzinfo=UTC)
    made.add("dtstamp", changed.astimezone(UTC).replace(microsecond=0))
    made.add("last-modified", changed.astimezone(UTC).replace(microsecond=0))
    made.add("dtstart", day)
    made.add("status", status)
    made.add("transp", "TRANSPARENT")  # a date to know of, not a day that is taken
    made.add("summary", summary)
    made.add("description", description)
    made.add("categories", [kind])
    page = f"milestones/{key}" if kind == "milestone" else f"programmes/{row.programme_id}/run/duties/{key}"
    made.add("url", f"{settings().public_url}/{page}")
    return made


def _changed(query: Select[Any], key: ColumnElement[Any]) -> Select[Any]:
    """With the instant of the thing's last change."""
    of = journal.c
    last = select(func.max(of.recorded_at)).where(of.target_id == key).correlate(key.table).scalar_subquery()
    return query.add_columns(last.label("changed_at"))
