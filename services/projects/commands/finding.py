"""Finding and locking what a request names, and the programme and project that decide who may."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, Select, Table, literal, null, select, union_all
from sqlalchemy.orm import Session

from services.projects.tables import (
    actions,
    agreements,
    applications,
    approvals,
    awards,
    boards,
    change_requests,
    claims,
    meetings,
    milestones,
    participation,
    partners,
    posts,
    programmes,
    projects,
    requests,
    risks,
    spend,
    work_packages,
    workstreams,
)
from shared.errors import Invalid, NotFound

Scope = tuple[str | None, str | None]

#: how a request says "no programme": for awards that only an administrator may record
NONE = "*"


def locked(session: Session, table: Table, key: Column[Any], value: str, word: str) -> Row[Any]:
    """The row, locked until commit, so that what the rules saw still holds when it is written. Raises NotFound."""
    row = session.execute(select(table).where(key == value).with_for_update()).first()
    if row is None:
        raise NotFound(f"There is no {word} {value}.")
    return row


def check_known(
    session: Session, key: Column[Any], values: Collection[str | None], programme_id: str, field: str
) -> None:
    """Raise Invalid when one of the ids is not of this programme, so that nothing hangs on nothing. None is skipped."""
    wanted = {value for value in values if value is not None}
    if not wanted:
        return
    of = key.table.c
    known = set(session.execute(select(key).where(key.in_(wanted), of.programme_id == programme_id)).scalars())
    if missing := sorted(wanted - known):
        raise Invalid(
            f"Not in this programme: {', '.join(missing)}.", {field: [f"There is no {', '.join(missing)} here"]}
        )


def scope_of_programme(session: Session, programme_id: str) -> Scope:  # noqa: ARG001
    """A programme decides for itself; "*" for what belongs to none."""
    return (None if programme_id == NONE else programme_id), None


def scope_of_target(session: Session, target_id: str) -> Scope:
    """A programme, workstream, project or milestone by its id. Raises NotFound."""
    found = target(session, target_id)
    return found.programme_id, found.project_id


def target(session: Session, target_id: str) -> Row[Any]:
    """What a note is about: columns kind, programme_id, project_id. Raises NotFound."""
    row = session.execute(
        union_all(
            _kind("milestone", milestones.c.milestone_id, milestones.c.project_id, target_id),
            _kind("project", projects.c.project_id, projects.c.project_id, target_id),
            _kind("workstream", workstreams.c.workstream_id, null(), target_id),
            _kind("programme", programmes.c.programme_id, null(), target_id),
        )
    ).first()
    if row is None:
        raise NotFound(f"There is no programme, workstream, project or milestone {target_id}.")
    return row


def _kind(word: str, key: Column[Any], project: ColumnElement[Any], value: str) -> Select[Any]:
    programme = key.table.c.programme_id
    return select(literal(word).label("kind"), programme, project.label("project_id")).where(key == value)


def scope(table: Table, key: str, word: str, project: str | None = None) -> Callable[[Session, str], Scope]:
    """How the programme (and project) of a row is found by its id, for permissions. Raises NotFound."""
    columns = [table.c.programme_id, *([table.c[project]] if project else [])]

    def find(session: Session, value: str) -> Scope:
        row = session.execute(select(*columns).where(table.c[key] == value)).first()
        if row is None:
            raise NotFound(f"There is no {word} {value}.")
        return row[0] or None, row[1] if project else None

    return find


scope_of_change_request = scope(change_requests, "change_request_id", "change request")
scope_of_award = scope(awards, "award_id", "award")
scope_of_workstream = scope(workstreams, "workstream_id", "workstream")
scope_of_partnership = scope(partners, "partnership_id", "partnership", "project_id")
scope_of_work_package = scope(work_packages, "work_package_id", "work package", "project_id")
scope_of_project = scope(projects, "project_id", "project", "project_id")
scope_of_milestone = scope(milestones, "milestone_id", "milestone", "project_id")
scope_of_post = scope(posts, "post_id", "post")
scope_of_participation = scope(participation, "participation_id", "entry of participation", "study_id")
scope_of_spend = scope(spend, "spend_id", "line of spend")
scope_of_claim = scope(claims, "claim_id", "claim")
scope_of_risk = scope(risks, "risk_id", "risk or issue", "project_id")
scope_of_approval = scope(approvals, "approval_id", "approval", "project_id")
scope_of_agreement = scope(agreements, "agreement_id", "agreement")
scope_of_board = scope(boards, "board_id", "board")
scope_of_meeting = scope(meetings, "meeting_id", "meeting")
scope_of_action = scope(actions, "action_id", "action", "project_id")
scope_of_request = scope(requests, "request_id", "request", "project_id")
scope_of_application = scope(applications, "application_id", "application", "project_id")
