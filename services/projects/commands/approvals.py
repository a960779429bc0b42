"""Approvals that projects need: found needed or not, applied for, decided. Their end is in `validity`."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, update
from sqlalchemy.orm import Session

from services.projects.commands.finding import SCOPES
from services.projects.commands.recording import told
from services.projects.domain import approvals as life
from services.projects.domain.approvals import Approval
from services.projects.tables import approvals, projects
from shared import context, permissions
from shared.context import today
from shared.events.projects import ApprovalDecided, ApprovalNeeded, ApprovalSought
from shared.messaging.outbox import New
from shared.recording import day, new_id
from shared.rows import check_known, insert_new, locked
from shared.rules import rules
from shared.words import keep_words

KEY = "approval_id"


def need_approval(
    session: Session,
    *,
    project_id: str,
    kind: str,
    needed: bool,
    also_project_ids: list[str] | None = None,
    reason_code: str | None = None,
    found_on: date | None = None,
    approval_id: str | None = None,
) -> dict[str, Any]:
    """A project needs an approval, or somebody looked and it needs none."""
    found = found_on or today()
    with rules():
        life.need(found, needed=needed, reason_code=reason_code, today=today())
    programme_id = str(SCOPES["project_id"](session, project_id)[0])
    also = [other for other in dict.fromkeys(also_project_ids or []) if other != project_id]
    check_known(session, projects.c.project_id, also, programme_id, "also_project_ids")
    for other in also:  # it shows on each of them, so a partner says it of its own projects only
        permissions.check("projects.need_approval", context.current().actor, programme_id, other)
    row = {
        "approval_id": new_id(approval_id),
        "programme_id": programme_id,
        "project_id": project_id,
        "project_ids": [project_id, *also],
        "kind": kind,
        "needed": needed,
        "reason_code": reason_code,
        "found_on": found,
    }
    insert_new(session, approvals, approvals.c.approval_id, row, "approval")
    data = _judgement(kind, [project_id, *also], reason_code, needed=needed)
    return told(session, New(ApprovalNeeded, str(row["approval_id"]), programme_id, found, data), KEY)


def rule_out_approval(
    session: Session, *, approval_id: str, reason_code: str, found_on: date | None = None
) -> dict[str, Any]:
    """Not needed after all."""
    row, found = _locked(session, approval_id), found_on or today()
    with rules():
        life.rule_out(state_of(row), found, today=today())
    _change(session, row, needed=False, reason_code=reason_code, found_on=found, awaiting_since=None)
    data = _judgement(row.kind, row.project_ids, reason_code, needed=False)
    return told(session, New(ApprovalNeeded, approval_id, row.programme_id, found, data), KEY)


def seek_approval(
    session: Session,
    *,
    approval_id: str,
    sought_on: date | None = None,
    body: str | None = None,
    reference: str | None = None,
) -> dict[str, Any]:
    """Applied for, first or for renewal."""
    row, sought = _locked(session, approval_id), sought_on or today()
    with rules():
        life.seek(state_of(row), sought, today=today())
    _change(session, row, sought_on=sought, awaiting_since=sought, body=body, application_reference=reference)
    data = {"body": body, "reference": reference, "project_ids": row.project_ids}
    return told(session, New(ApprovalSought, approval_id, row.programme_id, sought, data), KEY)


def decide_approval(
    session: Session,
    *,
    approval_id: str,
    decision: str,
    decided_on: date | None = None,
    reference: str | None = None,
    valid_until: date | None = None,
    conditions: str | None = None,
) -> dict[str, Any]:
    """Given, given with conditions, or refused."""
    row, decided = _locked(session, approval_id), decided_on or today()
    with rules():
        after = life.decide(
            state_of(row), decision, decided, valid_until=valid_until, conditions=conditions, today=today()
        )
    kept = keep_words(session, conditions, programme_id=row.programme_id, target_id=approval_id)
    changed: dict[str, Any] = {
        "awaiting_since": None,
        "decision": decision,
        "decided_on": decided,
        "stands": after.stands,
        "valid_until": after.valid_until,
    }
    if decision != life.REFUSED:  # a refused renewal leaves the reference and conditions of what is in place
        changed |= {"reference": reference, "conditions_text_id": kept["text_id"] if kept else None}
    _change(session, row, **changed)
    data = {
        "decision": decision,
        "stands": after.stands,
        "reference": reference,
        "valid_until": day(valid_until),
        "conditions": kept,
        "project_ids": row.project_ids,
    }
    return told(session, New(ApprovalDecided, approval_id, row.programme_id, decided, data), KEY)


def state_of(row: Row[Any]) -> Approval:
    """What the rules look at."""
    return Approval(
        row.found_on,
        row.needed,
        row.awaiting_since,
        row.decision,
        row.decided_on,
        row.stands,
        row.valid_until,
    )


def _judgement(kind: str, project_ids: list[str], reason_code: str | None, *, needed: bool) -> dict[str, Any]:
    return {
        "kind": kind,
        "project_id": project_ids[0],
        "also_project_ids": list(project_ids[1:]),
        "needed": needed,
        "reason_code": reason_code,
    }


def _locked(session: Session, approval_id: str) -> Row[Any]:
    return locked(session, approvals, approvals.c.approval_id, approval_id, "approval")


def _change(session: Session, row: Row[Any], **changed: Any) -> None:
    session.execute(update(approvals).where(approvals.c.approval_id == row.approval_id).values(changed))
