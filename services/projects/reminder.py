"""The scheduled job that records what the calendar brings: duties, and ends of approvals and agreements.

Woken every minute; safe to call at any time.

What is due is a pure function of what is held, the clock and what was recorded; each programme is one transaction.
"""

from __future__ import annotations

import structlog
from sqlalchemy import Engine

from services.projects.commands import duty_calendar, validity
from shared import context
from shared.context import Actor, Context
from shared.database import transaction

log = structlog.get_logger()

SCHEDULER = Actor("system:scheduler")


def record_what_is_due(engine: Engine) -> None:
    """For every programme but those whose story is being told. What fails for one does not keep the others waiting."""
    with transaction(engine) as session:
        programmes = sorted({*duty_calendar.programmes_to_consider(session), *validity.programmes_to_consider(session)})
    failed: Exception | None = None
    for programme_id in programmes:
        try:
            with context.using(Context(actor=SCHEDULER)), transaction(engine) as session:
                duty_calendar.consider_duties(session, programme_id=programme_id)
                validity.consider_validity(session, programme_id=programme_id)
        except Exception as error:
            log.exception("what the calendar brings a programme could not be considered", programme=programme_id)
            failed = error
    if failed is not None:
        raise failed
