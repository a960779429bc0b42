"""Facts of the ledger for a reader: one, those behind a figure, those of a programme, those that came late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.reporting.ledger import rows
from services.reporting.measures.late import UNDECIDED, decisions, late_facts
from services.reporting.projections.reader import Snapshot
from services.reporting.projections.reports import submissions
from services.reporting.reports.names import Names
from services.reporting.reports.sight import ProgrammeSight
from services.reporting.views import seeing
from services.reporting.views.words import in_words
from shared import context
from shared.errors import NotFound
from shared.events import registry
from shared.events.event import Event


def scope_of_fact(session: Session, event_id: Any) -> tuple[str | None, str | None]:
    """For permissions: whose fact it is; None for one of the installation."""
    found = session.execute(text("select programmeid from ledger where event_id = :id"), {"id": event_id}).one_or_none()
    if found is None:
        raise NotFound("There is no such fact in the ledger, or it has not arrived yet.")
    return found.programmeid or None, None


def may_be_asked_about(session: Session, event_id: UUID) -> bool:
    """Whether the reader may know that this fact is there: of another's programme it looks as if it never came."""
    seen = context.current().actor.programmes()
    of = session.execute(text("select programmeid from ledger where event_id = :id"), {"id": event_id}).scalar()
    return seen is None or not of or of in seen


def fact(snap: Snapshot, event_id: UUID) -> dict[str, Any]:
    """One fact. Raises NotFound, also for one that the reader's programme has not submitted yet."""
    found = snap.connection.execute(
        text("select programmeid, position from ledger where event_id = :id"), {"id": event_id}
    ).one_or_none()
    if found is None or found.position > last_seen(snap, found.programmeid):
        raise NotFound("There is no such fact in the ledger, or it has not arrived yet.")
    return told(snap, found.programmeid, [event_id])[0]


def last_seen(snap: Snapshot, programme_id: str) -> int:
    """The last position that the reader may look at: for the funder, what the last submitted report knew."""
    if not seeing.only_submitted(programme_id):
        return snap.position
    sight = ProgrammeSight(snap, programme_id)
    return max((submission.known_at for submission in sight.points(submissions)), default=0)


def of_programme(
    snap: Snapshot, programme_id: str, subject: str | None, after: str | None, limit: int
) -> dict[str, Any]:
    """A page of the programme's facts, or of those about one thing, in order of position; the cursor is a position."""
    # the services are named so that the index of a subject's facts is used
    about = "and service = any(:services) and subject = :subject " if subject else ""
    found = snap.connection.execute(
        text(
            "select event_id, position from ledger where programmeid = :programme and position > :after "  # noqa: S608
            f"{about}order by position limit :limit"
        ),
        {
            "programme": programme_id,
            "after": _position(after),
            "limit": limit + 1,
            **({"subject": subject, "services": _services()} if subject else {}),
        },
    ).all()
    more = len(found) > limit
    items = told(snap, programme_id, [row.event_id for row in found[:limit]])
    return {"items": items, "next": str(found[limit - 1].position) if more else None}


def _services() -> list[str]:
    """Whoever owns some type of fact."""
    return sorted({kind.full_type().partition(".")[0] for kind in registry.all_types()})


def behind(
    snap: Snapshot, programme_id: str, event_ids: Sequence[str], after: str | None, limit: int
) -> dict[str, Any]:
    """A page of the facts behind a figure; the cursor is a place in the list."""
    first = _position(after)
    page = [UUID(event_id) for event_id in event_ids[first : first + limit]]
    more = first + limit < len(event_ids)
    return {
        "items": told(snap, programme_id, page),
        "next": str(first + limit) if more else None,
        "total": len(event_ids),
    }


def late(snap: Snapshot, programme_id: str) -> dict[str, Any]:
    """The facts that are late for the last submitted report, each with what was decided about it."""
    sight = ProgrammeSight(snap, programme_id)
    last, found = late_facts(sight)
    if last is None:
        return {"report": None, "items": []}
    decided = decisions(sight)
    hidden = seeing.only_submitted(programme_id)
    items = [] if hidden else told(snap, programme_id, [fact.id for fact in found])
    return {
        "report": {
            "report_id": last.report_id,
            "period": {"from": last.period_from.isoformat(), "to": last.period_to.isoformat()},
            "known_at": last.known_at,
            "revision": last.revision,
        },
        "items": [item | {"decision": decided.get(item["event_id"], UNDECIDED)} for item in items],
    }


def told(snap: Snapshot, programme_id: str, event_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """These facts in words, in order of position."""
    if not event_ids:
        return []
    sight = ProgrammeSight(snap, programme_id)
    names, classes = Names(sight, ProgrammeSight(snap, "")), seeing.classes(programme_id)
    found = snap.connection.execute(
        text(
            f"select {rows.EVENT_COLUMNS}, position, known_at from ledger where event_id = any(:ids) order by position"  # noqa: S608
        ),
        {"ids": list(event_ids)},
    )
    return [_told(row, names, classes) for row in found]


def _told(row: Any, names: Names, classes: frozenset[str]) -> dict[str, Any]:
    event = Event(
        id=row.event_id,
        type=row.type,
        version=row.version,
        subject=row.subject,
        sequence=row.sequence,
        time=row.time,
        effectiveon=row.effectiveon,
        programmeid=row.programmeid,
        actorid=row.actorid,
        body=bytes(row.body) if row.body is not None else b"{}",
        correlationid=row.correlationid,
        corrects=row.corrects,
        origin=row.origin,
    )
    known = row.known_at.isoformat(timespec="seconds").replace("+00:00", "Z")
    return in_words(event, row.position, known, names, classes, redacted=row.body is None)


def _position(cursor: str | None) -> int:
    """Digits of other scripts, and more of them than a position has, are no cursor of ours."""
    return int(cursor) if cursor and cursor.isascii() and cursor.isdigit() and len(cursor) < 19 else 0
