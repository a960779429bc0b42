"""Partners: who joins, who leaves, and who takes over from whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from services.projects.commands.recording import record, told
from services.projects.domain import partners as life
from services.projects.tables import agreements, partners, programmes, projects
from shared.days import day_that_has_come
from shared.events.projects import PartnerJoined, PartnerLeft
from shared.messaging.outbox import New
from shared.recording import new_id
from shared.rows import check_known, insert_new, locked
from shared.rules import rules
from shared.words import keep_words

KEY = "partnership_id"


def join_partner(
    session: Session,
    *,
    programme_id: str,
    org_id: str,
    roles: list[str],
    project_id: str | None = None,
    agreement_id: str | None = None,
    joined_on: date | None = None,
    partnership_id: str | None = None,
) -> dict[str, Any]:
    """An organisation joins a programme or one of its projects."""
    first = day_that_has_come(joined_on, "joined_on")
    check_known(session, programmes.c.programme_id, [programme_id], programme_id, "programme_id")
    check_known(session, projects.c.project_id, [project_id], programme_id, "project_id")
    check_known(session, agreements.c.agreement_id, [agreement_id], programme_id, "agreement_id")
    row = {
        "partnership_id": new_id(partnership_id),
        "programme_id": programme_id,
        "project_id": project_id,
        "org_id": org_id,
        "roles": roles,
        "agreement_id": agreement_id,
        "joined_on": first,
    }
    insert_new(session, partners, partners.c.partnership_id, row, "partnership")
    return told(session, New(PartnerJoined, str(row[KEY]), programme_id, first, _joined(row)), KEY)


def leave_partner(
    session: Session,
    *,
    partnership_id: str,
    reason_code: str,
    on: date | None = None,
    successor_org_id: str | None = None,
    successor_partnership_id: str | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """The last day of a partner. Its successor takes its place, as a fact of its own, where it has none yet."""
    partner = locked(session, partners, partners.c.partnership_id, partnership_id, "partnership")
    last = day_that_has_come(on, "on")
    with rules():
        life.leave(
            last,
            reason_code,
            org_id=partner.org_id,
            joined_on=partner.joined_on,
            left_on=partner.left_on,
            successor_org_id=successor_org_id,
        )
    left = {"left_on": last, "left_reason": reason_code, "successor_org_id": successor_org_id}
    session.execute(update(partners).where(partners.c.partnership_id == partnership_id).values(left))
    data = {
        "org_id": partner.org_id,
        "successor_org_id": successor_org_id,
        "reason_code": reason_code,
        "note": keep_words(session, note, programme_id=partner.programme_id, target_id=partnership_id),
    }
    reply = told(session, New(PartnerLeft, partnership_id, partner.programme_id, last, data), KEY)
    if successor_org_id and not _is_partner(session, partner, successor_org_id):
        row = _successor(partner, successor_org_id, last, successor_partnership_id)
        insert_new(session, partners, partners.c.partnership_id, row, "partnership")
        record(session, New(PartnerJoined, row["partnership_id"], partner.programme_id, last, _joined(row)))
        reply["successor_partnership_id"] = row["partnership_id"]
    return reply


def _is_partner(session: Session, partner: Row[Any], org_id: str) -> bool:
    """Whether an organisation takes part already in what this partner took part in."""
    of = partners.c
    same = (of.programme_id == partner.programme_id, of.project_id.is_not_distinct_from(partner.project_id))
    there = select(of.partnership_id).where(*same, of.org_id == org_id, of.left_on.is_(None)).limit(1)
    return session.execute(there).first() is not None


def _successor(partner: Row[Any], org_id: str, first: date, partnership_id: str | None) -> dict[str, Any]:
    return {
        "partnership_id": new_id(partnership_id),
        "programme_id": partner.programme_id,
        "project_id": partner.project_id,
        "org_id": org_id,
        "roles": partner.roles,
        "agreement_id": None,
        "joined_on": first,
        "succeeds_partnership_id": partner.partnership_id,
    }


def _joined(row: dict[str, Any]) -> dict[str, Any]:
    names = ("org_id", "roles", "project_id", "agreement_id", "succeeds_partnership_id")
    return {name: row.get(name) for name in names}
