"""Facts of about 500 bytes for the bench: milestones of one programme, planned and re-forecast."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Engine

from shared.context import Actor, using
from shared.database import transaction
from shared.events.event import Event
from shared.events.projects import MilestonePlanned, MilestoneReforecast
from shared.messaging.outbox import New, record_all

PROGRAMME = "BENCH-1"
PER_MILESTONE = 10
BATCH = 500
DAY = date(2025, 1, 6)


def new_facts(count: int, prefix: str = "m", programme: str = PROGRAMME) -> Iterator[New]:
    """A plan and nine re-forecasts for each milestone, milestone by milestone in rounds, so that subjects mix."""
    milestones = max(1, count // PER_MILESTONE)
    for number in range(count):
        turn, which = divmod(number, milestones)
        subject = f"{prefix}-{which:06}"
        if turn == 0:
            data = {
                "title": f"Milestone {which} of the bench, with a title of a usual length for such a thing",
                "project_id": f"project-{which % 50}",
                "baseline_on": (DAY + timedelta(days=which % 700)).isoformat(),
                "contractual": False,
            }
            yield New(MilestonePlanned, subject, programme, DAY, data)
        else:
            moved = DAY + timedelta(days=which % 700 + 14 * turn)
            data = {
                "forecast_from": (moved - timedelta(days=14)).isoformat(),
                "forecast_to": moved.isoformat(),
                "reason_code": "recruitment",
            }
            yield New(MilestoneReforecast, subject, programme, DAY + timedelta(days=turn), data)


def fill_outbox(engine: Engine, count: int, prefix: str, programme: str = PROGRAMME) -> list[Event]:
    """Record `count` facts in a service's outbox, in transactions of 500."""
    facts, events = list(new_facts(count, prefix, programme)), []
    with using(actor=Actor("bench")):
        for first in range(0, count, BATCH):
            with transaction(engine) as session:
                events += record_all(session, facts[first : first + BATCH])
    return events
