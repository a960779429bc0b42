"""What waits for what in the plan, read from the tables: who comes after a milestone, and whether it would wait for
itself. The rules are in `domain/dependencies.py`; nothing here moves a date."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Row, any_, func, literal, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from services.projects.domain import dependencies
from services.projects.tables import milestones
from shared import context, permissions
from shared.rules import rules

OPEN = (milestones.c.achieved_on.is_(None), milestones.c.cancelled_on.is_(None))


def waiting_for(session: Session, milestone_id: str) -> dict[str, Row[Any]]:
    """Every open milestone that waits for this one, directly or through open ones between; one statement."""
    of = milestones.c
    first = select(of.milestone_id).where(of.predecessor_ids.contains([milestone_id]), *OPEN)
    below = first.cte("below", recursive=True)
    further = select(of.milestone_id).where(of.predecessor_ids.contains(array([below.c.milestone_id])), *OPEN)
    below = below.union(further)
    rows = session.execute(select(milestones).join(below, below.c.milestone_id == of.milestone_id))
    return {row.milestone_id: row for row in rows}


def proposed(session: Session, moved: str, on: date, days: int) -> list[dict[str, Any]]:
    """Proposals for those that would now come before what they wait for, in order of date; those one may see."""
    waiting = waiting_for(session, moved)
    plain = {key: dependencies.Waiting(row.forecast_on, row.predecessor_ids) for key, row in waiting.items()}
    dates = dependencies.proposals(plain, moved, on, days)
    return [
        {
            "milestone_id": key,
            "title": waiting[key].title,
            "project_id": waiting[key].project_id,
            "forecast_on": waiting[key].forecast_on.isoformat(),
            "proposed_on": day.isoformat(),
            "days": (day - waiting[key].forecast_on).days,
        }
        for key, day in sorted(dates.items(), key=lambda pair: (pair[1], pair[0]))
        if may("projects.milestone", waiting[key])
    ]


def may(request: str, row: Row[Any]) -> bool:
    """Whether the actor may ask this of that milestone: a partner of one project may not of another's."""
    roles = context.current().actor.roles_in(row.programme_id, row.project_id)
    return bool(permissions.row(request).who & roles)


def check_no_circle(session: Session, programme_id: str, milestone_id: str, predecessor_ids: Collection[str]) -> None:
    """Raise Invalid when the milestone would wait for itself. Holds until commit, whoever else links milestones."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(literal(f"dependencies {programme_id}")))))
    of = milestones.c
    above = select(of.milestone_id, of.predecessor_ids).where(of.milestone_id.in_(predecessor_ids))
    chain = above.cte("above", recursive=True)
    further = select(of.milestone_id, of.predecessor_ids).where(of.milestone_id == any_(chain.c.predecessor_ids))
    chain = chain.union(further)
    known = {row.milestone_id: row.predecessor_ids for row in session.execute(select(chain))}
    with rules():
        dependencies.check_no_circle(milestone_id, predecessor_ids, known)
