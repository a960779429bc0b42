"""Rows of duties as the commands handle them: locked, as values for the rules, and made."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, update
from sqlalchemy.orm import Session

from services.projects.domain import duties as life
from services.projects.domain.duties import Duty
from services.projects.tables import obligations
from shared.events.projects import ObligationSet
from shared.messaging.outbox import New
from shared.recording import day
from shared.rows import locked


def lock(session: Session, obligation_id: str) -> Row[Any]:
    """The duty, locked until commit. Raises NotFound."""
    return locked(session, obligations, obligations.c.obligation_id, obligation_id, "duty")


def state_of(row: Any) -> Duty:
    """What the rules look at, from a row."""
    return Duty(
        arose_on=row.arose_on,
        due_on=row.due_on,
        due_soon_days=tuple(row.due_soon_days),
        met_on=row.met_on,
        waived_on=row.waived_on,
        waived_until=row.waived_until,
        withdrawn_on=row.withdrawn_on,
        fell_due=row.fell_due_on is not None,
        owner_person_id=row.owner_person_id,
    )


def watched(row: dict[str, Any]) -> dict[str, Any]:
    """The row of a new duty with the first day on which the calendar brings it anything."""
    duty = Duty(row["arose_on"], row["due_on"], tuple(row["due_soon_days"]))
    return row | {"first_due_on": row["due_on"], "watch_from": life.watch_from(duty)}


def change(session: Session, obligation_id: str, **changed: Any) -> None:
    session.execute(update(obligations).where(obligations.c.obligation_id == obligation_id).values(changed))


def period(first: Any, last: Any) -> dict[str, str] | None:
    """A period as facts write it."""
    return {"from": first.isoformat(), "to": last.isoformat()} if first and last else None


def set_fact(row: dict[str, Any]) -> New:
    """The fact that a duty arises, from its row."""
    data = {
        "title": row["title"],
        "kind": row["kind"],
        "award_id": row["award_id"],
        "period": period(row.get("period_from"), row.get("period_to")),
        "due_on": day(row["due_on"]),
        "policy": row.get("policy"),
        "policy_version": row.get("policy_version"),
        "met_by_template": row.get("met_by_template"),
        "due_soon_days": row["due_soon_days"],
        "owner_person_id": row.get("owner_person_id"),
        "second_person_id": row.get("second_person_id"),
    }
    return New(ObligationSet, row["obligation_id"], row["programme_id"], row["arose_on"], data)
