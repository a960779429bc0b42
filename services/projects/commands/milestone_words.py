"""What is said of a milestone changes: title, owner, place in the plan, contract, dependencies. Never its dates."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from services.projects.commands.changing import before_and_after, differing, holds_from
from services.projects.commands.dependencies import check_no_circle
from services.projects.commands.milestones import change_row, locked_milestone, state_of
from services.projects.commands.recording import told
from services.projects.commands.work_packages import within
from services.projects.domain import milestones as life
from services.projects.tables import milestones, projects, workstreams
from shared.events.projects import MilestoneChanged
from shared.messaging.outbox import New
from shared.rows import check_known
from shared.rules import rules
from shared.words import keep_words


def change_milestone(
    session: Session,
    *,
    milestone_id: str,
    from_on: date | None = None,
    reason_code: str | None = None,
    note: str | None = None,
    **said: Any,
) -> dict[str, Any]:
    """Change what is said of it from a day on. Raises Conflict when nothing of it differs."""
    row = locked_milestone(session, milestone_id)
    changed = differing(row, _with_what_follows(session, row, said), lists=("predecessor_ids",), needed=("title",))
    first = holds_from(session, milestone_id, from_on, row.planned_on, changed)
    with rules():
        life.change(state_of(row), changed.keys(), reason_code)
        life.check_contract(
            changed.get("contract_on", row.contract_on), contractual=changed.get("contractual", row.contractual)
        )
    _check_known(session, row, changed)
    change_row(session, milestone_id, **changed)
    data = {
        "changes": before_and_after(row, changed),
        "reason_code": reason_code,
        "note": keep_words(session, note, programme_id=row.programme_id, target_id=milestone_id),
    }
    return told(session, New(MilestoneChanged, milestone_id, row.programme_id, first, data), "milestone_id")


def _with_what_follows(session: Session, row: Row[Any], said: dict[str, Any]) -> dict[str, Any]:
    """A work package brings its project with it, another project leaves the package; no contract, no contract date."""
    said = dict(said)
    if package := said.get("work_package_id"):
        said["project_id"] = within(session, row.programme_id, package, said.get("project_id"))
    elif "project_id" in said and said["project_id"] != row.project_id:
        said["work_package_id"] = None
    if said.get("contractual") is False:
        said.setdefault("contract_on", None)
    return said


def _check_known(session: Session, row: Row[Any], changed: dict[str, Any]) -> None:
    of = row.programme_id
    check_known(session, projects.c.project_id, [changed.get("project_id")], of, "project_id")
    check_known(session, workstreams.c.workstream_id, [changed.get("workstream_id")], of, "workstream_id")
    if predecessors := changed.get("predecessor_ids"):
        check_known(session, milestones.c.milestone_id, predecessors, of, "predecessor_ids")
        check_no_circle(session, of, row.milestone_id, predecessors)
