"""People and organisations as others may see them: names and ids. Addresses are for the mail sender alone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from services.people.tables import delegations, roles
from services.people.tables import organisations as organisation_table
from services.people.tables import people as people_table
from shared import context
from shared.pages import page

#: who may look through the whole directory, because they give roles and name leads
DIRECTORY_ROLES = frozenset({"programme_manager", "administrator", "auditor"})


def people(
    session: Session, *, ids: list[str] | None = None, search: str | None = None, after: str | None = None, limit: int
) -> dict[str, Any]:
    """By id: anyone named in what the asker sees. Looked through: those with a role in the asker's programmes."""
    of = people_table.c
    query: Select[Any] = select(of.person_id, of.name, of.orcid, of.kind)
    if ids is not None:
        query = query.where(of.person_id.in_(ids))
        limit = max(len(ids), 1)
    else:
        query = _visible(query)
    if search:
        query = query.where(_named(of.name, search))
    return page(session, query, (func.lower(of.name), of.person_id), _person, after=after, limit=limit)


def organisations(
    session: Session, *, ids: list[str] | None = None, search: str | None = None, after: str | None = None, limit: int
) -> dict[str, Any]:
    """Organisations are public: everybody with a role sees all of them."""
    of = organisation_table.c
    query: Select[Any] = select(organisation_table)
    if ids is not None:
        query = query.where(of.org_id.in_(ids))
        limit = max(len(ids), 1)
    if search:
        query = query.where(_named(of.name, search))
    return page(session, query, (func.lower(of.name), of.org_id), _organisation, after=after, limit=limit)


def roles_of(session: Session, *, programme_id: str, after: str | None = None, limit: int) -> dict[str, Any]:
    """Who holds, held or will hold which role in a programme (`*`: those on every programme)."""
    query: Select[Any] = select(roles, people_table.c.name).join_from(roles, people_table)
    query = query.where(roles.c.programme_id.is_not_distinct_from(None if programme_id == "*" else programme_id))
    return page(session, query, (func.lower(people_table.c.name), roles.c.role_id), _role, after=after, limit=limit)


def delegations_in(session: Session, *, programme_id: str, after: str | None = None, limit: int) -> dict[str, Any]:
    """Who may, might or will act for whom in a programme: all of it for who looks after roles, else one's own."""
    of, actor = delegations.c, context.current().actor
    query: Select[Any] = select(delegations).where(of.programme_id == programme_id)
    if not DIRECTORY_ROLES & actor.roles_in(programme_id):
        query = query.where(or_(of.from_person_id == actor.id, of.to_person_id == actor.id))
    return page(session, query, (of.delegation_id, of.delegation_id), _delegation, after=after, limit=limit)


def contact_details(session: Session, *, person_ids: list[str]) -> dict[str, Any]:
    """Names and addresses of the people asked for; those not known, or without an address, are left out."""
    of = people_table.c
    rows = session.execute(
        select(of.person_id, of.name, of.email).where(of.person_id.in_(person_ids), of.email.is_not(None))
    )
    return {"items": [dict(row._mapping) for row in rows]}


def _visible(query: Select[Any]) -> Select[Any]:
    actor = context.current().actor
    seen = actor.programmes()
    if seen is None or any(grant.role in DIRECTORY_ROLES for grant in actor.grants):
        return query
    return query.where(
        or_(
            people_table.c.person_id == actor.id,
            people_table.c.person_id.in_(select(roles.c.person_id).where(roles.c.programme_id.in_(seen))),
        )
    )


def _named(column: Any, search: str) -> Any:
    """Names that have the words in them, wherever they stand; the asker's % and _ are letters."""
    return column.icontains(search.strip(), autoescape=True)


def _person(row: Any) -> dict[str, Any]:
    return {"person_id": row.person_id, "name": row.name, "orcid": row.orcid, "kind": row.kind}


def _organisation(row: Any) -> dict[str, Any]:
    return {
        "org_id": row.org_id,
        "name": row.name,
        "ror": row.ror and f"https://ror.org/{row.ror}",
        "charity_number": row.charity_number,
        "company_number": row.company_number,
        "sector": row.sector,
    }


def _role(row: Any) -> dict[str, Any]:
    return {
        "role_id": row.role_id,
        "person_id": row.person_id,
        "name": row.name,
        "role": row.role,
        "programme_id": row.programme_id,
        "project_id": row.project_id,
        "from_on": row.from_on.isoformat(),
        "until": row.until and row.until.isoformat(),
    }


def _delegation(row: Any) -> dict[str, Any]:
    return {
        "delegation_id": row.delegation_id,
        "from_person_id": row.from_person_id,
        "to_person_id": row.to_person_id,
        "programme_id": row.programme_id,
        "from_on": row.from_on.isoformat(),
        "until": row.until and row.until.isoformat(),
    }
