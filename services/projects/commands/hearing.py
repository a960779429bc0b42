"""What the service hears from others: a submitted report meets the duty that asked for it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.projects.commands.duties import meet_duty
from services.projects.tables import obligations
from shared.context import today
from shared.events.event import Event

#: what is listened to, by service
HEARD = {"reporting": ["report.submitted"]}


def learn(session: Session, event: Event) -> None:
    """Meet the duties that this report was asked for by: of its programme, template and period, and still open.

    A revision meets nothing anew, and a report that no duty asked for changes nothing.
    """
    data = event.data
    of = obligations.c
    asked = session.execute(
        select(of.obligation_id, of.arose_on)
        .where(
            of.programme_id == event.programmeid,
            of.met_by_template == data["template"],
            of.period_from == date.fromisoformat(data["period"]["from"]),
            of.period_to == date.fromisoformat(data["period"]["to"]),
            of.met_on.is_(None),
            of.withdrawn_on.is_(None),
        )
        .order_by(of.obligation_id)
        .with_for_update()
    ).all()
    for row in asked:
        # the day of the submission counts, not the day on which we hear of it
        met_on = max(min(event.effectiveon, today()), row.arose_on)
        meet_duty(
            session,
            obligation_id=row.obligation_id,
            evidence=[{"kind": "report", "id": event.subject}],
            met_on=met_on,
        )
