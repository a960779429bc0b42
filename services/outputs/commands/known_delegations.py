"""Who may act for whom, as the people service told; and whether somebody may log an output for somebody else."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.outputs.domain import delegates
from services.outputs.tables import known_delegations
from shared import context
from shared.context import today
from shared.events.event import Event
from shared.rules import rules


def learn(session: Session, event: Event) -> None:
    """A delegation was given or has ended."""
    data, of = event.data, known_delegations.c
    if event.type == "people.delegation.ended":
        ended = update(known_delegations).where(of.delegation_id == event.subject).values(until=event.effectiveon)
        session.execute(ended)
        return
    values: dict[str, Any] = {
        "delegation_id": event.subject,
        "programme_id": event.programmeid,
        "from_person_id": data["from_person_id"],
        "to_person_id": data["to_person_id"],
        "from_on": event.effectiveon,
        "until": data.get("until"),
    }
    session.execute(upsert(known_delegations).values(values).on_conflict_do_nothing())


def check_may_act(session: Session, programme_id: str, on_behalf_of: str | None) -> None:
    """Raise Invalid unless the actor may log for this person; nobody is meant by None."""
    if on_behalf_of is None:
        return
    actor, of = context.current().actor, known_delegations.c
    holds = (of.from_on <= today(), or_(of.until.is_(None), of.until >= today()))
    given = select(of.delegation_id).where(
        of.programme_id == programme_id,
        of.from_person_id == on_behalf_of,
        of.to_person_id == actor.id,
        *holds,
    )
    delegated = session.execute(given).first() is not None
    with rules():
        delegates.may_act(actor.id, actor.roles_in(programme_id), on_behalf_of, delegated)
