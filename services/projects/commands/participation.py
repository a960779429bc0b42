"""Participation: targets set, and what was recorded of people, groups and sites that joined. Totals, never persons."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from services.projects.commands.places import check_listed
from services.projects.commands.recording import record, told
from services.projects.tables import participation, participation_targets, programmes, projects
from shared.days import day_that_has_come
from shared.errors import Conflict, Invalid
from shared.events.projects import ParticipationPlanned, ParticipationRecorded
from shared.messaging.outbox import New
from shared.recording import day, new_id
from shared.rows import check_known, insert_new, locked


def plan_participation(
    session: Session,
    *,
    programme_id: str,
    kind: str,
    period_from: date,
    period_to: date,
    target: int,
    study_id: str | None = None,
) -> dict[str, Any]:
    """Set a target, or set it anew: there is one for each study (or the programme), kind and period."""
    if period_to < period_from:
        raise Invalid("The period ends before it begins.", {"period_to": [f"It begins on {period_from}"]})
    locked(session, programmes, programmes.c.programme_id, programme_id, "programme")  # one target, whoever sets it
    check_known(session, projects.c.project_id, [study_id], programme_id, "study_id")
    of = participation_targets.c
    target_id = session.execute(
        select(of.target_id).where(
            of.programme_id == programme_id,
            func.coalesce(of.study_id, "") == (study_id or ""),
            of.kind == kind,
            of.period_from == period_from,
            of.period_to == period_to,
        )
    ).scalar()
    if target_id is None:
        target_id = new_id(None)
        row = {"target_id": target_id, "programme_id": programme_id, "study_id": study_id, "kind": kind}
        days = {"period_from": period_from, "period_to": period_to}
        session.execute(insert(participation_targets).values(row | days | {"target": target}))
    else:
        session.execute(update(participation_targets).where(of.target_id == target_id).values(target=target))
    period = {"from": day(period_from), "to": day(period_to)}
    data = {"kind": kind, "period": period, "target": target, "study_id": study_id}
    return told(session, New(ParticipationPlanned, target_id, programme_id, period_from, data), "target_id")


def record_participation(
    session: Session,
    *,
    study_id: str,
    kind: str,
    count: int,
    places: list[dict[str, str]],
    on: date | None = None,
    participation_id: str | None = None,
) -> dict[str, Any]:
    """Note how many joined."""
    study, joined = _joined(session, study_id, on)
    check_listed(session, study.programme_id, places, "places")
    of = participation.c
    data = {"kind": kind, "count": count, "study_id": study_id, "places": places}
    row = {
        "participation_id": new_id(participation_id),
        "programme_id": study.programme_id,
        "study_id": study_id,
        "kind": kind,
        "joined": count,
        "places": places,
        "on_date": joined,
        "event_id": UUID(int=0),  # until the fact is there
    }
    insert_new(session, participation, of.participation_id, row, "entry")
    key = str(row["participation_id"])
    event = record(session, New(ParticipationRecorded, key, study.programme_id, joined, data))
    session.execute(update(participation).where(of.participation_id == key).values(event_id=event.id))
    return {"participation_id": key, "version": event.sequence}


def correct_participation(
    session: Session,
    *,
    participation_id: str,
    count: int,
    on: date | None = None,
    places: list[dict[str, str]] | None = None,
) -> dict[str, Any]:
    """Put an entry right: the fact that stands now is corrected by another, on the day on which they joined."""
    of = participation.c
    row = locked(session, participation, of.participation_id, participation_id, "entry of participation")
    _, joined = _joined(session, row.study_id, on or row.on_date)
    where = row.places if places is None else places
    if (count, joined, where) == (row.joined, row.on_date, row.places):
        raise Conflict("Nothing of this differs from what is recorded.")
    check_listed(session, row.programme_id, places or [], "places")
    data = {"kind": row.kind, "count": count, "study_id": row.study_id, "places": where}
    fact = New(ParticipationRecorded, participation_id, row.programme_id, joined, data, row.event_id)
    event = record(session, fact)
    now = {"joined": count, "on_date": joined, "places": where, "event_id": event.id}
    session.execute(update(participation).where(of.participation_id == participation_id).values(now))
    return {"participation_id": participation_id, "version": event.sequence}


def _joined(session: Session, study_id: str, on: date | None) -> tuple[Row[Any], date]:
    """The study, locked, and the day on which they joined it. Raises Invalid for one before it began."""
    joined = day_that_has_come(on, "on")
    study = locked(session, projects, projects.c.project_id, study_id, "project")
    if joined < study.started_on:
        words = f"The study began on {study.started_on}: nobody joined it before that"
        raise Invalid(f"{words}.", {"on": [words]})
    return study, joined
