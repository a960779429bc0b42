"""Whether somebody approved what a command is about to do, for commands that say so or need it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from services.projects.domain import changes as life
from services.projects.errors import rules
from services.projects.tables import baselines, change_requests, programmes
from shared.errors import Conflict, Invalid

KEY = "change_request_id"
_carried_out: ContextVar[str | None] = ContextVar("waymark_change_request", default=None)


@contextmanager
def carrying_out(change_request_id: str | None) -> Iterator[None]:
    """Run a block as what was approved under this request, for the commands that are refused outside one."""
    token = _carried_out.set(change_request_id)
    try:
        yield
    finally:
        _carried_out.reset(token)


def carried_out(change_request_id: str | None, what: str) -> str:
    """The request that is being carried out. Raises Conflict outside one, or for another than the one named.

    So what was approved once cannot be done a second time by hand under the same request.
    """
    current = _carried_out.get()
    if current is None or change_request_id not in (None, current):
        message = f"{what} is done through an approved change request: submit one, and it takes effect when approved"
        raise Conflict(f"{message}.", {KEY: [message]})
    return current


def check_approved(
    session: Session, programme_id: str, change_request_id: str | None, call: str, **fields: Any
) -> None:
    """Raise Invalid unless the change request, where one is named, is approved, of this programme and asks for this."""
    if change_request_id is None:
        return
    of = change_requests.c
    approved = exists().where(
        of.change_request_id == change_request_id,
        of.programme_id == programme_id,
        of.state == "approved",
        of.changes.contains([{"call": call, "fields": fields}]),
    )
    if not session.execute(select(approved)).scalar():
        words = f"There is no approved change request {change_request_id} in this programme that asks for this"
        raise Invalid(f"{words}.", {KEY: [words]})


def check_may_baseline(session: Session, programme_id: str, change_request_id: str | None) -> None:
    """A named baseline after the first comes through an approved change of its programme, one for each.

    Raises Invalid or Conflict. One at a time: the programme's row is locked, so that two cannot both be the first.
    """
    of = baselines.c
    session.execute(
        select(programmes.c.programme_id)
        .where(programmes.c.programme_id == programme_id)
        .with_for_update(key_share=True)
    )
    check_approved(session, programme_id, change_request_id, "baseline_plan")
    has_one = session.execute(select(exists().where(of.programme_id == programme_id))).scalar()
    # compared as text, because "equal to none" would ask for those that came through no change
    used = session.execute(select(exists().where(of.change_request_id == (change_request_id or "")))).scalar()
    with rules():
        life.baseline(has_one=bool(has_one), approved=change_request_id is not None, used=bool(used))
