"""Work packages: set up as parts of a project, and ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.projects.commands.recording import told
from services.projects.domain import work_packages as life
from services.projects.tables import projects, work_packages
from shared.context import today
from shared.errors import Invalid
from shared.events.projects import WorkPackageAdded, WorkPackageEnded
from shared.messaging.outbox import New
from shared.recording import day, new_id
from shared.rows import check_known, insert_new, locked
from shared.rules import rules
from shared.words import keep_words

KEY = "work_package_id"


def add_work_package(
    session: Session,
    *,
    project_id: str,
    title: str,
    lead_person_id: str | None = None,
    from_on: date | None = None,
    planned_end: date | None = None,
    work_package_id: str | None = None,
) -> dict[str, Any]:
    """Set up a part of a project that is not over."""
    project = locked(session, projects, projects.c.project_id, project_id, "project")
    first = from_on or today()
    with rules():
        life.add(first, planned_end, project_state=project.state, project_started_on=project.started_on)
    row = {
        KEY: new_id(work_package_id),
        "programme_id": project.programme_id,
        "project_id": project_id,
        "title": title,
        "lead_person_id": lead_person_id,
        "from_on": first,
        "planned_end": planned_end,
    }
    insert_new(session, work_packages, work_packages.c.work_package_id, row, "work package")
    data = {
        "title": title,
        "project_id": project_id,
        "lead_person_id": lead_person_id,
        "planned_end": day(planned_end),
    }
    return told(session, New(WorkPackageAdded, str(row[KEY]), project.programme_id, first, data), KEY)


def end_work_package(
    session: Session,
    *,
    work_package_id: str,
    outcome: str,
    on: date | None = None,
    reason_code: str | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """Finished or stopped, with its last day. Its milestones stay as they are."""
    package = locked(session, work_packages, work_packages.c.work_package_id, work_package_id, "work package")
    last = on or today()
    with rules():
        life.end(package.from_on, package.ended_on, last, outcome, reason_code, today=today())
    ended = {"ended_on": last, "outcome": outcome}
    session.execute(update(work_packages).where(work_packages.c.work_package_id == work_package_id).values(ended))
    words = keep_words(session, note, programme_id=package.programme_id, target_id=work_package_id)
    data = {"outcome": outcome, "reason_code": reason_code, "note": words}
    return told(session, New(WorkPackageEnded, work_package_id, package.programme_id, last, data), KEY)


def within(session: Session, programme_id: str, work_package_id: str | None, project_id: str | None) -> str | None:
    """The project of something in this work package (in none: the project as given). Raises Invalid.

    The package must be of this programme, of that project where one is given, and not ended.
    """
    if work_package_id is None:
        return project_id
    of = work_packages.c
    check_known(session, of.work_package_id, [work_package_id], programme_id, "work_package_id")
    # shared lock: it must not end while something is put into it
    row = session.execute(
        select(of.project_id, of.ended_on).where(of.work_package_id == work_package_id).with_for_update(read=True)
    ).one()
    if project_id not in (None, row.project_id):
        words = "The work package is of another project: choose one of this project"
        raise Invalid(f"{words}.", {"work_package_id": [words]})
    if row.ended_on is not None:
        words = f"The work package ended on {row.ended_on}: choose another"
        raise Invalid(f"{words}.", {"work_package_id": [words]})
    return str(row.project_id)
