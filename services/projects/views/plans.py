"""Reads of projects and milestones."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, cast, select
from sqlalchemy import Text as TextType
from sqlalchemy.orm import Session

from services.projects.tables import milestones, partners, projects
from services.projects.views import showing
from services.projects.views.approvals import resting_on
from services.projects.views.programmes import PARTNER
from services.projects.views.work_packages import of_project
from shared import visible
from shared.context import today
from shared.errors import NotFound
from shared.pages import page
from shared.rows import plain, versioned


def list_projects(
    session: Session,
    *,
    programme_id: str | None = None,
    workstream_id: str | None = None,
    state: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """In order of title."""
    of = projects.c
    query = versioned(projects, of.project_id).where(
        visible.of_projects("projects.projects", of.programme_id, of.project_id)
    )
    for column, wanted in ((of.programme_id, programme_id), (of.workstream_id, workstream_id), (of.state, state)):
        if wanted:
            query = query.where(column == wanted)
    return page(session, query, (of.title, of.project_id), showing.project, after=after, limit=limit)


def project(session: Session, *, project_id: str) -> dict[str, Any]:
    """One project with its partners, milestones and approvals; `lapsed`: what has run out. Raises NotFound."""
    row = session.execute(versioned(projects, projects.c.project_id).where(projects.c.project_id == project_id)).first()
    if row is None:
        raise NotFound("There is no such project.")
    joined = session.execute(select(partners).where(partners.c.project_id == project_id).order_by(partners.c.joined_on))
    plan = session.execute(
        versioned(milestones, milestones.c.milestone_id)
        .where(milestones.c.project_id == project_id)
        .order_by(milestones.c.forecast_on, milestones.c.milestone_id)
    )
    return showing.project(row) | {
        "partners": [plain(partner, PARTNER) for partner in joined],
        "work_packages": of_project(session, project_id),
        "milestones": [showing.milestone(one, today()) for one in plan],
        **resting_on(session, project_id),
    }


def list_milestones(
    session: Session,
    *,
    programme_id: str | None = None,
    project_id: str | None = None,
    state: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """In order of forecast, so that the next ones come first."""
    of = milestones.c
    query = versioned(milestones, of.milestone_id).where(
        visible.of_projects("projects.milestones", of.programme_id, of.project_id)
    )
    if programme_id:
        query = query.where(of.programme_id == programme_id)
    if project_id:
        query = query.where(of.project_id == project_id)
    if state:
        query = query.where(_in_state(state))
    day = today()
    by = (cast(of.forecast_on, TextType), of.milestone_id)  # a cursor holds text, and ISO days sort as text
    return page(session, query, by, lambda row: showing.milestone(row, day), after=after, limit=limit)


def _in_state(state: str) -> ColumnElement[bool]:
    of = milestones.c
    open_ = and_(of.achieved_on.is_(None), of.cancelled_on.is_(None))
    return {
        "planned": open_,
        "late": and_(open_, (of.forecast_on > of.baseline_on) | (of.baseline_on < today())),
        "achieved": and_(of.achieved_on.is_not(None), of.cancelled_on.is_(None)),
        "cancelled": of.cancelled_on.is_not(None),
    }[state]
