"""One sight of ledger and views for a dated read, in a transaction that is set up for its few large statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

from services.reporting.projections.reader import Snapshot, snapshot

#: compiling such a statement takes longer than answering it; and a plan is sorted in memory, not on disk
_SET_UP = text("select set_config('jit', 'off', true), set_config('work_mem', '64MB', true)")


@contextmanager
def reading(engine: Engine) -> Iterator[Snapshot]:
    """As `snapshot`."""
    with snapshot(engine) as snap:
        snap.connection.execute(_SET_UP)
        yield snap
