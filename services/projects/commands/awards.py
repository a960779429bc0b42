"""Awards: contracts with funders. An award may pay for a programme, for some of its projects, or stand alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.projects.commands import duty_schedules
from services.projects.commands.finding import NONE
from services.projects.commands.recording import record
from services.projects.domain import awards as rules_of
from services.projects.domain.references import AwardReference
from services.projects.domain.spending import check_currency
from services.projects.tables import award_extensions, awards, budget_lines, budgets, programmes, projects
from shared.context import today
from shared.errors import Conflict, Invalid
from shared.events.projects import AwardExtended, AwardRecorded
from shared.messaging.outbox import New, version_of
from shared.recording import day, new_id, without_gaps
from shared.rows import check_known, locked
from shared.rules import rules

#: placeholder until the fact is recorded; the row and its fact are of one transaction
NO_EVENT = "00000000-0000-0000-0000-000000000000"


def record_award(
    session: Session,
    *,
    programme_id: str,
    reference: str,
    funder_org_id: str,
    starts_on: date,
    award_id: str | None = None,
    amount: dict[str, str] | None = None,
    ends_on: date | None = None,
    project_ids: list[str] | None = None,
    holder_person_ids: list[str] | None = None,
    duty_policy: str | None = None,
    duty_owner_person_id: str | None = None,
    duty_second_person_id: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Enter an award. Raises Conflict when the funder's id is recorded already, in whatever spelling."""
    programme = "" if programme_id == NONE else programme_id
    award = {
        "award_id": new_id(award_id),
        "programme_id": programme,
        "funder_org_id": funder_org_id,
        "amount": Decimal(amount["amount"]) if amount else None,
        "currency": amount["currency"] if amount else None,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "first_ends_on": ends_on,
        "holder_person_ids": holder_person_ids or [],
        "project_ids": project_ids or [],
        **_reference(reference),
        **more,
    }
    with rules():
        rules_of.check_contract(starts_on, ends_on, award["amount"])
    if programme:
        check_known(session, programmes.c.programme_id, [programme], programme, "programme_id")
    check_known(session, projects.c.project_id, award["project_ids"], programme, "project_ids")
    alone(session)
    made = upsert(awards).values(event_id=NO_EVENT, **award).on_conflict_do_nothing().returning(awards.c.award_id)
    if session.execute(made).first() is None:
        raise Conflict(f"Award {award['reference']} is recorded already.", {"reference": ["Recorded already"]})
    if version_of(session, award["award_id"]):
        raise Conflict("There is something with this id already. Choose another.", {"award_id": ["This id is taken"]})
    event = record(session, fact(award))
    session.execute(update(awards).where(awards.c.award_id == award["award_id"]).values(event_id=event.id))
    if programme:
        people = duty_schedules.People(duty_owner_person_id, duty_second_person_id)
        duty_schedules.choose(session, award["award_id"], award.get("funder_programme"), duty_policy, people)
    return {"award_id": award["award_id"], "version": event.sequence}


def extend_award(
    session: Session,
    *,
    award_id: str,
    agreed_on: date,
    months: int | None = None,
    amount_change: dict[str, str] | None = None,
    new_end: date | None = None,
    funder_reference: str | None = None,
) -> dict[str, Any]:
    """The funder agreed time or money. The first end stays known beside the current one."""
    award = locked(session, awards, awards.c.award_id, award_id, "award")
    change = Decimal(amount_change["amount"]) if amount_change else None
    with rules():
        rules_of.check_extension(
            award.starts_on, agreed_on, months=months, amount_change=change, new_end=new_end, today=today()
        )
    if amount_change:
        _check_money(session, award, amount_change)
    data = {
        "months": months,
        "amount_change": amount_change,
        "new_end": day(new_end),
        "funder_reference": funder_reference,
    }
    event = record(session, New(AwardExtended, award_id, award.programme_id, agreed_on, data))
    session.execute(
        insert(award_extensions).values(
            event_id=event.id,
            award_id=award_id,
            agreed_on=agreed_on,
            months=months,
            amount_change=change,
            currency=amount_change["currency"] if amount_change else None,
            new_end=new_end,
            funder_reference=funder_reference,
        )
    )
    if new_end is not None and not _agreed_later(session, award_id, agreed_on):
        session.execute(update(awards).where(awards.c.award_id == award_id).values(ends_on=new_end))
        duty_schedules.follow_extension(session, award_id, event)
    return {"award_id": award_id, "version": event.sequence}


def _check_money(session: Session, award: Row[Any], change: dict[str, str]) -> None:
    """Of an award whose value is known: the change is in its currency and leaves it worth what is budgeted."""
    if award.amount is None:
        return
    added, lines = award_extensions.c, budget_lines.c
    agreed = select(func.coalesce(func.sum(added.amount_change), 0)).where(added.award_id == award.award_id)
    of_it = select(budgets.c.budget_id).where(budgets.c.award_id == award.award_id).scalar_subquery()
    planned = select(func.coalesce(func.sum(lines.amount), 0)).where(lines.budget_id == of_it)
    worth, budgeted = award.amount + session.execute(agreed).scalar_one(), session.execute(planned).scalar_one()
    with rules():
        check_currency(change["currency"], award.currency, "amount_change")
        rules_of.check_worth(worth, Decimal(change["amount"]), budgeted)


def _agreed_later(session: Session, award_id: str, agreed_on: date) -> bool:
    """Whether another end was agreed after that day: then an agreement that is recorded late does not undo it."""
    of = award_extensions.c
    later = select(of.event_id).where(of.award_id == award_id, of.agreed_on > agreed_on, of.new_end.is_not(None))
    return session.execute(later.limit(1)).first() is not None


def alone(session: Session) -> None:
    """One at a time until commit: who records awards looks first which references are there."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("awards"))))


def fact(award: dict[str, Any], *, import_key: str | None = None, corrects: Any = None) -> New:
    """The fact that says an award as its row has it. What it covers: its projects, else its programme, else nothing."""
    programme = award["programme_id"]
    money = award.get("amount")
    data = {
        "award_id": award["award_id"],
        "reference": award["reference"],
        "id_as_written": award["id_as_written"],
        "title": award.get("title"),
        "funder_org": award["funder_org_id"],
        "funder_programme": award.get("funder_programme"),
        "programme_stream": award.get("programme_stream"),
        "contracted_org": award.get("contracted_org_id"),
        "amount": {"amount": f"{money:f}", "currency": award["currency"]} if money is not None else None,
        "start": day(award["starts_on"]),
        "end": day(award.get("ends_on")),
        "holder_person_ids": award["holder_person_ids"],
        "covers": award["project_ids"] or ([programme] if programme else []),
        "url": award.get("url"),
        "import_key": import_key,
    }
    return New(AwardRecorded, award["award_id"], programme, award["starts_on"], without_gaps(data), corrects)


def _reference(written: str) -> dict[str, str]:
    try:
        parsed = AwardReference.parse(written)
    except ValueError as error:
        raise Invalid(f"{error}.", {"reference": [str(error)]}) from error
    return {"reference": parsed.normal, "id_as_written": parsed.written}
