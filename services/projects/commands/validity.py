"""Ends that come by themselves: warnings and expiries of approvals and agreements, each recorded once for each end.

`consider_validity` is the whole of it: called on any day, as often as one likes, it records what was due by then and is
not recorded yet. A late call records the same facts with the same dates as a punctual one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, or_, select, update
from sqlalchemy.orm import Session

from services.projects.commands import agreements as agreement_commands
from services.projects.commands import stories
from services.projects.commands.recording import record_each
from services.projects.domain import agreements as agreement_life
from services.projects.domain import validity
from services.projects.tables import agreements, approvals
from shared.context import today
from shared.events.projects import AgreementExpiring, ApprovalExpired, ApprovalExpiring
from shared.messaging.outbox import New
from shared.recording import day


def consider_validity(session: Session, *, programme_id: str) -> dict[str, Any]:
    """Record every warning and expiry of a programme's approvals and agreements that has come by today."""
    facts = [*_of_approvals(session, programme_id, today()), *_of_agreements(session, programme_id, today())]
    record_each(session, sorted(facts, key=lambda fact: fact.effective_on))
    return {"programme_id": programme_id, "recorded": len(facts)}


def programmes_to_consider(session: Session) -> list[str]:
    """The programmes of which something has come by today; those whose story is being told are left out."""
    found: set[str] = set()
    for table, which in ((approvals, _approvals_due(today())), (agreements, _agreements_due(today()))):
        of = table.c.programme_id
        found |= set(session.execute(select(of).where(which, ~stories.being_told(of)).distinct()).scalars())
    return sorted(found)


def _of_approvals(session: Session, programme_id: str, day_: date) -> Iterator[New]:
    of = approvals.c
    for row in _locked(session, approvals, programme_id, _approvals_due(day_)):
        done = {}
        if row.warned_for != row.valid_until:
            done["warned_for"] = row.valid_until
            yield _warning(ApprovalExpiring, row.approval_id, row, row.decided_on)
        if row.valid_until < day_ and row.expired_for != row.valid_until:
            done["expired_for"] = row.valid_until
            over = validity.over_on(row.valid_until)
            yield New(ApprovalExpired, row.approval_id, row.programme_id, over, _until(row))
        session.execute(update(approvals).where(of.approval_id == row.approval_id).values(done))


def _of_agreements(session: Session, programme_id: str, day_: date) -> Iterator[New]:
    of = agreements.c
    for row in _locked(session, agreements, programme_id, _agreements_due(day_)):
        if row.warned_for != row.valid_until:
            yield _warning(AgreementExpiring, row.agreement_id, row, row.signed_on)
            changed = {"warned_for": row.valid_until}
            session.execute(update(agreements).where(of.agreement_id == row.agreement_id).values(changed))
        if row.valid_until < day_:
            state = agreement_commands.state_of(row)
            ended = agreement_life.end(state, agreement_life.EXPIRED, None, replaced_by_another=False, today=day_)
            yield agreement_commands.ending(session, row, ended)


def _approvals_due(day_: date) -> ColumnElement[bool]:
    of = approvals.c
    over = and_(of.valid_until < day_, of.expired_for.is_distinct_from(of.valid_until))
    return and_(of.needed, of.stands, or_(_near(approvals, day_), over))


def _agreements_due(day_: date) -> ColumnElement[bool]:
    of = agreements.c
    return and_(of.ended_on.is_(None), or_(_near(agreements, day_), of.valid_until < day_))


def _near(table: Table, day_: date) -> ColumnElement[bool]:
    of = table.c
    last = day_ + timedelta(days=validity.WARNING_DAYS)
    return and_(of.valid_until <= last, of.warned_for.is_distinct_from(of.valid_until))


def _locked(session: Session, table: Table, programme_id: str, due: ColumnElement[bool]) -> list[Row[Any]]:
    """The rows of which something is due, locked in order of id, so that two who look at once record once."""
    query = select(table).where(table.c.programme_id == programme_id, due).order_by(next(iter(table.primary_key)))
    return list(session.execute(query.with_for_update()))


def _warning(kind: type[ApprovalExpiring | AgreementExpiring], subject: str, row: Row[Any], since: date) -> New:
    when = validity.warning(since, row.valid_until)
    return New(kind, subject, row.programme_id, when.on, _until(row) | {"days_left": when.days_left})


def _until(row: Row[Any]) -> dict[str, Any]:
    return {"valid_until": day(row.valid_until), "project_ids": row.project_ids}
