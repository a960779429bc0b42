"""Projects: started, changed, put on hold, taken up again, ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from services.projects.commands.changing import before_and_after, differing, holds_from
from services.projects.commands.places import check_listed
from services.projects.commands.recording import told
from services.projects.commands.vocabulary import check_words
from services.projects.domain import lifecycle
from services.projects.tables import awards, programmes, projects, workstreams
from shared.context import today
from shared.errors import Invalid
from shared.events.fact import Fact
from shared.events.projects import ProjectChanged, ProjectEnded, ProjectPaused, ProjectResumed, ProjectStarted
from shared.messaging.outbox import New
from shared.recording import day, new_id
from shared.rows import check_known, insert_new, locked
from shared.rules import rules
from shared.words import keep_words

KEY = "project_id"
#: what may be said of a project and changed later
SAID = (
    "title",
    "workstream_id",
    "lead_person_id",
    "partner_org_ids",
    "themes",
    "places",
    "activity_class",
    "stage",
    "planned_end",
    "award_ids",
)
LISTS = frozenset({"partner_org_ids", "themes", "places", "award_ids"})


def start_project(
    session: Session,
    *,
    programme_id: str,
    started_on: date | None = None,
    project_id: str | None = None,
    **said: Any,
) -> dict[str, Any]:
    """Begin a project in a programme."""
    first = started_on or today()
    with rules():
        state = lifecycle.start(first, today=today())
    check_known(session, programmes.c.programme_id, [programme_id], programme_id, "programme_id")
    said = {name: said.get(name) or ([] if name in LISTS else None) for name in SAID}
    _check(session, programme_id, said, first)
    row = said | {
        "project_id": new_id(project_id),
        "programme_id": programme_id,
        "started_on": first,
        "state": state.state,
        "since": state.since,
    }
    insert_new(session, projects, projects.c.project_id, row, "project")
    data = said | {"planned_end": day(said["planned_end"])}
    return told(session, New(ProjectStarted, row["project_id"], programme_id, first, data), KEY)


def change_project(
    session: Session,
    *,
    project_id: str,
    from_on: date | None = None,
    reason_code: str | None = None,
    note: str | None = None,
    **said: Any,
) -> dict[str, Any]:
    """Change what is said of a project from a day on. Raises Conflict when nothing of it differs."""
    project = _locked(session, project_id)
    changed = differing(project, said, lists=LISTS, needed=("title",))
    first = holds_from(session, project_id, from_on, project.started_on, changed)
    _check(session, project.programme_id, changed, project.started_on)
    session.execute(update(projects).where(projects.c.project_id == project_id).values(changed))
    data = {
        "changes": before_and_after(project, changed),
        "reason_code": reason_code,
        "note": _keep(session, project, note),
    }
    return _recorded(session, project, ProjectChanged, first, data)


def pause_project(
    session: Session,
    *,
    project_id: str,
    reason_code: str,
    on: date | None = None,
    review_on: date | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """Put a project on hold."""
    project, first = _locked(session, project_id), on or today()
    with rules():
        state = lifecycle.pause(_state(project), first, review_on=review_on, today=today())
    _move(session, project_id, state)
    data = {"reason_code": reason_code, "review_on": day(review_on), "note": _keep(session, project, note)}
    return _recorded(session, project, ProjectPaused, first, data)


def resume_project(session: Session, *, project_id: str, on: date | None = None) -> dict[str, Any]:
    """Take a paused project up again."""
    project, first = _locked(session, project_id), on or today()
    with rules():
        state = lifecycle.resume(_state(project), first, today=today())
    _move(session, project_id, state)
    return _recorded(session, project, ProjectResumed, first, {})


def end_project(
    session: Session,
    *,
    project_id: str,
    outcome: str,
    on: date | None = None,
    reason_code: str | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """End a project for good. Its outputs may still arrive for years; that is not stopped here."""
    project, last = _locked(session, project_id), on or today()
    with rules():
        state = lifecycle.end(_state(project), last, outcome, reason_code, today=today())
    _move(session, project_id, state)
    data = {"outcome": outcome, "reason_code": reason_code, "note": _keep(session, project, note)}
    return _recorded(session, project, ProjectEnded, last, data)


def _locked(session: Session, project_id: str) -> Row[Any]:
    return locked(session, projects, projects.c.project_id, project_id, "project")


def _state(project: Row[Any]) -> lifecycle.Project:
    return lifecycle.Project(project.started_on, project.state, project.since)


def _move(session: Session, project_id: str, state: lifecycle.Project) -> None:
    moved = {"state": state.state, "since": state.since}
    session.execute(update(projects).where(projects.c.project_id == project_id).values(moved))


def _keep(session: Session, project: Row[Any], note: str | None) -> dict[str, str] | None:
    return keep_words(session, note, programme_id=project.programme_id, target_id=project.project_id)


def _recorded(session: Session, project: Row[Any], kind: type[Fact], on: date, data: dict[str, Any]) -> dict[str, Any]:
    return told(session, New(kind, project.project_id, project.programme_id, on, data), KEY)


def _check(session: Session, programme_id: str, said: dict[str, Any], started_on: date) -> None:
    """What a project hangs on must be of its programme, and be one of the programme's own words."""
    check_known(session, workstreams.c.workstream_id, [said.get("workstream_id")], programme_id, "workstream_id")
    check_known(session, awards.c.award_id, said.get("award_ids") or [], programme_id, "award_ids")
    check_listed(session, programme_id, said.get("places") or [], "places")
    if said.get("planned_end") and said["planned_end"] < started_on:
        raise Invalid("A project cannot end before it starts.", {"planned_end": [f"It started on {started_on}"]})
    if not (said.get("themes") or said.get("stage")):
        return
    words = session.execute(
        select(programmes.c.themes, programmes.c.stages).where(programmes.c.programme_id == programme_id)
    ).one()
    check_words("themes", said.get("themes") or [], words.themes)
    check_words("stage", [said["stage"]] if said.get("stage") else [], words.stages)
