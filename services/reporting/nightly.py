"""The self-audit of every night: at two in the morning in Europe/London, or as soon after as the service runs.

What is due depends on the clock and on the last audit alone, so restarts and replicas make neither two nor none.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import Engine, func, select

from services.reporting import jobs
from services.reporting.tables import generations
from services.reporting.tables import jobs as jobs_table
from shared import clock

AT = time(2)
ASKED_BY = "system:scheduler"


def last_turn(now: datetime) -> datetime:
    """The latest two in the morning that is not after `now`."""
    local = now.astimezone(clock.LONDON)
    turn = datetime.combine(local.date(), AT, clock.LONDON)
    return turn if turn <= local else datetime.combine(local.date() - timedelta(days=1), AT, clock.LONDON)


def due(now: datetime, since: datetime | None) -> bool:
    """Whether an audit is owed. `since`: the last one; before the first, when there was something to audit."""
    return since is not None and since < last_turn(now)


def audit_when_due(engine: Engine) -> None:
    """Start the audit of this night, unless there was one."""
    last = select(func.max(jobs_table.c.made_at)).where(jobs_table.c.kind == "audit").scalar_subquery()
    first = select(func.min(generations.c.made_at)).scalar_subquery()
    with engine.connect() as connection:
        since = connection.execute(select(func.coalesce(last, first))).scalar()
    if due(clock.system.now(), since):
        jobs.start(engine, "audit", ASKED_BY)
