"""Reads of reporting duties, each with the state that is computed for today."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, cast, not_, or_, select
from sqlalchemy import Text as TextType
from sqlalchemy.orm import Session

from services.projects import schedules
from services.projects.commands.duty_rows import state_of
from services.projects.domain.duties import state as computed
from services.projects.domain.duty_policy import Policy
from services.projects.tables import obligation_occurrences, obligations
from shared import visible
from shared.context import today
from shared.errors import NotFound
from shared.pages import page
from shared.rows import plain, versioned

DUTY = (
    "obligation_id",
    "programme_id",
    "award_id",
    "kind",
    "title",
    "period_from",
    "period_to",
    "policy",
    "policy_version",
    "met_by_template",
    "due_soon_days",
    "owner_person_id",
    "second_person_id",
    "arose_on",
    "first_due_on",
    "due_on",
    "fell_due_on",
    "overdue_on",
    "met_on",
    "evidence",
    "waived_on",
    "waived_until",
    "waiver_reason_code",
    "approver_person_id",
    "withdrawn_on",
    "version",
)


def list_duties(
    session: Session,
    *,
    programme_id: str | None = None,
    award_id: str | None = None,
    kind: str | None = None,
    owner_person_id: str | None = None,
    state: str | None = None,
    due_from: date | None = None,
    due_to: date | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """In order of due day, so that the next ones come first."""
    of = obligations.c
    query = _seen("projects.duties")
    for column, asked in (
        (of.programme_id, programme_id),
        (of.award_id, award_id),
        (of.kind, kind),
        (of.owner_person_id, owner_person_id),
    ):
        if asked:
            query = query.where(column == asked)
    if due_from:
        query = query.where(of.due_on >= due_from)
    if due_to:
        query = query.where(of.due_on <= due_to)
    if state:
        query = query.where(in_state(state, today()))
    return _page(session, query, after, limit)


def escalations(
    session: Session, *, programme_id: str | None = None, after: str | None = None, limit: int
) -> dict[str, Any]:
    """What is overdue and has a second person, the longest overdue first."""
    of = obligations.c
    query = _seen("projects.escalations").where(
        in_state("overdue", today()), of.escalates, of.second_person_id.is_not(None)
    )
    if programme_id:
        query = query.where(of.programme_id == programme_id)
    return _page(session, query, after, limit)


def duty(session: Session, *, obligation_id: str) -> dict[str, Any]:
    """One duty with what the calendar brought it. Raises NotFound."""
    query = versioned(obligations, obligations.c.obligation_id).where(obligations.c.obligation_id == obligation_id)
    row = session.execute(query).first()
    if row is None:
        raise NotFound("There is no such duty.")
    of = obligation_occurrences.c
    brought = session.execute(
        select(of.occurrence, of.on_date, of.event_id)
        .where(of.obligation_id == obligation_id)
        .order_by(of.on_date, of.occurrence.desc())
    )
    return _shown(row) | {
        "occurrences": [
            {"what": one.occurrence.partition(":")[0], "on": one.on_date.isoformat(), "event_id": str(one.event_id)}
            for one in brought
        ]
    }


def list_schedules(session: Session) -> dict[str, Any]:  # noqa: ARG001
    """Every schedule at every version, as its file says it."""
    return {"items": [_schedule(policy, said) for policy, said in schedules.all_policies().values()]}


def in_state(state: str, day: date) -> ColumnElement[bool]:
    """The computed states of `domain.duties.state` as conditions; `open` is what still has to be done."""
    of = obligations.c
    waived = and_(of.waived_on <= day, of.waived_until >= day)
    unmet = and_(of.withdrawn_on.is_(None), of.met_on.is_(None))
    open_ = and_(unmet, or_(of.waived_on.is_(None), not_(waived)))
    met = and_(of.withdrawn_on.is_(None), of.met_on.is_not(None))
    return {
        "withdrawn": of.withdrawn_on.is_not(None),
        "met": and_(met, of.met_on <= of.due_on),
        "met_late": and_(met, of.met_on > of.due_on),
        "waived": and_(unmet, of.waived_on.is_not(None), waived),
        "overdue": and_(open_, of.due_on < day),
        "due": and_(open_, of.due_on == day),
        "due_soon": and_(open_, of.due_on > day, of.watch_from <= day),
        "to_come": and_(open_, of.due_on > day, of.watch_from > day),
        "open": open_,
    }[state]


def _seen(request: str) -> Select[Any]:
    of = obligations.c
    return versioned(obligations, of.obligation_id).where(visible.of_programmes(request, of.programme_id))


def _page(session: Session, query: Select[Any], after: str | None, limit: int) -> dict[str, Any]:
    by = (cast(obligations.c.due_on, TextType), obligations.c.obligation_id)
    return page(session, query, by, _shown, after=after, limit=limit)


def _shown(row: Row[Any]) -> dict[str, Any]:
    day = today()
    state = computed(state_of(row), day)
    overdue = (day - row.due_on).days if state == "overdue" else 0
    late = (row.met_on - row.due_on).days if row.met_on else overdue
    return plain(row, DUTY) | {
        "met_event_id": str(row.met_event_id) if row.met_event_id else None,
        "state": state,
        "days_late": late,
        "escalated": state == "overdue" and row.escalates and row.second_person_id is not None,
    }


def _schedule(policy: Policy, said: dict[str, Any]) -> dict[str, Any]:
    kinds = [
        {"kind": kind, "arises": row["arises"], "title": row["title"], "source": row["source"]}
        for kind, row in said["duties"].items()
    ]
    return {
        "policy": policy.name,
        "version": policy.version,
        "title": policy.title,
        "holds_from": said["holds_from"].isoformat(),
        "duties": kinds,
    }
