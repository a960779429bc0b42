"""What notifications keeps of others' facts: who holds which role, and what things are called. Ids and titles only."""

from __future__ import annotations

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.notifications.tables import role_holders, things
from shared import clock
from shared.events.event import Event

#: facts that name a thing, or change its name
NAMING = {
    "projects": [
        "programme.created",
        "milestone.planned",
        "obligation.assigned",
        "obligation.set",
        "risk.raised",
        "agreement.signed",
    ]
}
ROLES = {"people": ["role.granted", "role.ended"]}


def learn(session: Session, event: Event) -> None:
    """Keep what a fact says of roles and titles; other facts are let pass."""
    if event.type == "people.role.granted":
        _granted(session, event)
    elif event.type == "people.role.ended":
        ended = update(role_holders).where(role_holders.c.role_id == event.subject)
        session.execute(ended.values(until=event.effectiveon))
    elif event.type in ("projects.risk.reassessed", "projects.obligation.assigned"):
        if owner_person_id := event.data.get("owner_person_id"):
            of_it = update(things).where(things.c.thing_id == event.subject)
            session.execute(of_it.values(owner_person_id=owner_person_id))
    elif event.service == "projects" and event.routing_key in NAMING["projects"]:
        data = event.data
        row = {"thing_id": event.subject, "title": data["title"], "owner_person_id": data.get("owner_person_id")}
        session.execute(upsert(things).values(row).on_conflict_do_update(index_elements=["thing_id"], set_=row))


def holders(session: Session, programme_id: str, roles: tuple[str, ...]) -> list[str]:
    """Who holds one of these roles on the programme today."""
    today = clock.system.today()
    of = role_holders.c
    query = select(of.person_id).where(
        of.role.in_(roles),
        or_(of.programme_id == programme_id, of.programme_id.is_(None)),
        of.from_on <= today,
        or_(of.until.is_(None), of.until >= today),
    )
    return list(session.execute(query.order_by(of.role_id)).scalars())


def owner(session: Session, thing_id: str) -> str | None:
    """Who answers for a thing, where that was told."""
    return session.execute(select(things.c.owner_person_id).where(things.c.thing_id == thing_id)).scalar()


def title(session: Session, thing_id: str) -> str | None:
    """What a thing is called."""
    return session.execute(select(things.c.title).where(things.c.thing_id == thing_id)).scalar()


def _granted(session: Session, event: Event) -> None:
    data = event.data
    scope = data.get("scope") or {}
    if scope.get("body_id"):  # a seat on a board is no role on the programme
        return
    row = {
        "role_id": event.subject,
        "person_id": data["person_id"],
        "role": data["role"],
        "programme_id": scope.get("programme_id"),
        "project_id": scope.get("project_id"),
        "from_on": event.effectiveon,
        "until": data.get("until"),
    }
    session.execute(upsert(role_holders).values(row).on_conflict_do_nothing())
