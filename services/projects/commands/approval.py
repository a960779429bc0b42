"""What is being carried out because it was approved, for commands that need that or say so.

Known from the moment and not from what a caller names, so that what was approved once cannot be done a second time, or
something else be done, by hand under the same request.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from services.projects.tables import baselines, programmes
from shared.errors import Conflict

KEY = "change_request_id"
_carried_out: ContextVar[str | None] = ContextVar("waymark_change_request", default=None)


@contextmanager
def carrying_out(change_request_id: str | None) -> Iterator[None]:
    """Run a block as what was approved under this request."""
    token = _carried_out.set(change_request_id)
    try:
        yield
    finally:
        _carried_out.reset(token)


def under(change_request_id: str | None) -> str | None:
    """The request that is being carried out, None outside one. Raises Conflict where another is named than that."""
    current = _carried_out.get()
    if change_request_id not in (None, current):
        message = "A change request is named by its own approval alone: leave it out, or submit a change request"
        raise Conflict(f"{message}.", {KEY: [message]})
    return current


def carried_out(change_request_id: str | None, what: str) -> str:
    """The request that is being carried out. Raises Conflict outside one, or where another is named than that."""
    current = _carried_out.get()
    if current is None or change_request_id not in (None, current):
        message = f"{what} is done through an approved change request: submit one, and it takes effect when approved"
        raise Conflict(f"{message}.", {KEY: [message]})
    return current


def may_baseline(session: Session, programme_id: str, change_request_id: str | None) -> str | None:
    """A named baseline: a programme's first one freely, every later one as what was approved. Raises Conflict.

    One at a time: the programme's row is locked, so that two cannot both be the first.
    """
    of = programmes.c
    session.execute(select(of.programme_id).where(of.programme_id == programme_id).with_for_update(key_share=True))
    if session.execute(select(exists().where(baselines.c.programme_id == programme_id))).scalar():
        return carried_out(change_request_id, "Another baseline")
    return under(change_request_id)
