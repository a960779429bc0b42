"""That an approved change request is being carried out: some commands are refused outside one.

Whoever carries a request out (commands of change requests) does so under `carrying_out(change_request_id)`; the
commands that need one ask `check`. So a request that was approved once cannot be used a second time by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from shared.errors import Conflict

_request: ContextVar[str | None] = ContextVar("waymark_change_request", default=None)


@contextmanager
def carrying_out(change_request_id: str) -> Iterator[None]:
    """Run a block as what was approved under this request."""
    token = _request.set(change_request_id)
    try:
        yield
    finally:
        _request.reset(token)


def check(change_request_id: str | None, what: str) -> str:
    """The request that is being carried out. Raises Conflict outside one, or for another than the one named."""
    current = _request.get()
    if current is None or change_request_id not in (None, current):
        message = f"{what} is done through an approved change request: submit one, and it takes effect when approved"
        raise Conflict(f"{message}.", {"change_request_id": [message]})
    return current
