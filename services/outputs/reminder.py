"""The scheduled job that records what the calendar brings: last days for notice to the funder. Safe at any time.

Woken every minute. What is due is a pure function of what is held, the clock and what was recorded; each programme is
one transaction.
"""

from __future__ import annotations

import structlog
from sqlalchemy import Engine

from services.outputs.commands import known_programmes, notice_calendar
from shared import context
from shared.context import Actor, Context
from shared.database import transaction

log = structlog.get_logger()

SCHEDULER = Actor("system:scheduler")


def record_what_is_due(engine: Engine) -> None:
    """For every programme but those whose history is being told. One that fails does not keep the others waiting."""
    with transaction(engine) as session:
        programmes = known_programmes.watched(session)
    failed: Exception | None = None
    for programme_id in programmes:
        try:
            with context.using(Context(actor=SCHEDULER)), transaction(engine) as session:
                notice_calendar.consider_notices(session, programme_id=programme_id)
        except Exception as error:
            log.exception("what the calendar brings a programme could not be considered", programme=programme_id)
            failed = error
    if failed is not None:
        raise failed
