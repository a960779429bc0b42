"""Reads of work packages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from services.projects.tables import milestones, work_packages
from services.projects.views import showing
from shared import visible
from shared.context import today
from shared.errors import NotFound
from shared.pages import page
from shared.rows import plain, versioned

WORK_PACKAGE = (
    "work_package_id",
    "programme_id",
    "project_id",
    "title",
    "lead_person_id",
    "from_on",
    "planned_end",
    "ended_on",
    "outcome",
    "version",
)


def list_work_packages(
    session: Session,
    *,
    programme_id: str | None = None,
    project_id: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """In order of title."""
    of = work_packages.c
    seen = visible.of_projects("projects.work_packages", of.programme_id, of.project_id)
    query = versioned(work_packages, of.work_package_id).where(seen)
    for column, wanted in ((of.programme_id, programme_id), (of.project_id, project_id)):
        if wanted:
            query = query.where(column == wanted)
    return page(session, query, (of.title, of.work_package_id), shown, after=after, limit=limit)


def work_package(session: Session, *, work_package_id: str) -> dict[str, Any]:
    """One work package with its milestones in order of forecast. Raises NotFound."""
    of = work_packages.c
    row = session.execute(versioned(work_packages, of.work_package_id).where(of.work_package_id == work_package_id))
    if (package := row.first()) is None:
        raise NotFound("There is no such work package.")
    plan = session.execute(
        versioned(milestones, milestones.c.milestone_id)
        .where(milestones.c.work_package_id == work_package_id)
        .order_by(milestones.c.forecast_on, milestones.c.milestone_id)
    )
    return shown(package) | {"milestones": [showing.milestone(one, today()) for one in plan]}


def of_project(session: Session, project_id: str) -> list[dict[str, Any]]:
    """The work packages of a project in order of their first day."""
    of = work_packages.c
    query = versioned(work_packages, of.work_package_id).where(of.project_id == project_id)
    return [shown(row) for row in session.execute(query.order_by(of.from_on, of.work_package_id))]


def shown(row: Row[Any]) -> dict[str, Any]:
    """A work package as lists and single reads have it."""
    return plain(row, WORK_PACKAGE)
