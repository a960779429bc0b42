"""Budgets: the profile of an award, its virements, and what is carried into the next year.

Everything locks the award first, so that budget and value are decided about one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.projects.commands.approval import carried_out, under
from services.projects.commands.recording import record
from services.projects.commands.words_of_money import (
    award_of,
    check_words,
    currency_of,
    decimal,
    money,
    own_headings_of,
)
from services.projects.domain import budgets as rules_of
from services.projects.domain.budgets import Award, Line
from services.projects.tables import budget_headings, budget_lines, budget_versions, budgets, spend
from services.projects.vocabulary import headings
from shared.days import day_that_has_come
from shared.errors import Conflict, Invalid
from shared.events.projects import BudgetSet
from shared.messaging.outbox import New
from shared.recording import new_id
from shared.rows import insert_new
from shared.rules import rules

Change = Callable[[dict[Line, Decimal], Award], dict[Line, Decimal]]


@dataclass(frozen=True, slots=True)
class Why:
    """What made a budget change."""

    cause: str
    from_on: date
    change_request_id: str | None = None
    own_headings: tuple[dict[str, str], ...] = ()


def set_budget(
    session: Session,
    *,
    programme_id: str,
    lines: list[dict[str, Any]],
    own_headings: list[dict[str, str]],
    cause: str = "award",
    award_id: str | None = None,
    from_on: date | None = None,
    change_request_id: str | None = None,
) -> dict[str, Any]:
    """The first profile of an award; a later one only as what was approved."""
    row, award = award_of(session, programme_id, award_id)
    first = day_that_has_come(from_on, "from_on")
    first_one = _budget(session, row.award_id) is None
    request = under(change_request_id) if first_one else carried_out(change_request_id, "A new profile")
    _add_headings(session, programme_id, own_headings)
    new = _lines(session, programme_id, row, lines, "lines")
    why = Why(cause, first, request, tuple(own_headings))
    return _change(session, row, award, why, lambda before, award: rules_of.revise(before, new, award))


def vire(
    session: Session,
    *,
    programme_id: str,
    moves: list[dict[str, Any]],
    award_id: str | None = None,
    from_on: date | None = None,
    change_request_id: str | None = None,
) -> dict[str, Any]:
    """Move money between lines, as was approved."""
    change_request_id = carried_out(change_request_id, "A virement")
    row, award = award_of(session, programme_id, award_id)
    first = day_that_has_come(from_on, "from_on")
    moved = _lines(session, programme_id, row, moves, "moves")
    why = Why("virement", first, change_request_id)
    return _change(session, row, award, why, lambda before, award: rules_of.vire(before, moved, award))


def carry_forward(
    session: Session,
    *,
    programme_id: str,
    from_year: str,
    lines: list[dict[str, Any]],
    award_id: str | None = None,
    from_on: date | None = None,
    change_request_id: str | None = None,
) -> dict[str, Any]:
    """Move what is unspent of a year into the next, as was approved."""
    change_request_id = carried_out(change_request_id, "A carry-forward")
    row, award = award_of(session, programme_id, award_id)
    first = day_that_has_come(from_on, "from_on")
    currency_of(row, lines, "lines")
    carried = [(line["heading"], line["partner_org_id"], decimal(line["amount"])) for line in lines]
    spent = _spent(session, row.award_id, from_year)

    def change(before: dict[Line, Decimal], award: Award) -> dict[Line, Decimal]:
        return rules_of.carry_forward(before, rules_of.Carry(from_year, carried, spent, first), award)

    return _change(session, row, award, Why("carry_forward", first, change_request_id), change)


def lines_of(session: Session, budget_id: str) -> dict[Line, Decimal]:
    """The lines of a budget as they are now."""
    of = budget_lines.c
    return {
        Line(row.heading, row.partner_org_id, row.fin_year, row.month): row.amount
        for row in session.execute(select(budget_lines).where(of.budget_id == budget_id))
    }


def _change(session: Session, award: Row[Any], bounds: Award, why: Why, change: Change) -> dict[str, Any]:
    budget = _budget(session, award.award_id)
    if budget is None and why.cause not in ("award", "extension"):
        raise Conflict("There is no budget yet: set one first.", {"award_id": ["There is no budget yet"]})
    if budget is not None and why.from_on < budget.from_on:
        words = f"The budget has a version in force from {budget.from_on}: this cannot be before that"
        raise Invalid(f"{words}.", {"from_on": [words]})
    budget_id = budget.budget_id if budget is not None else new_id(None)
    before = lines_of(session, budget_id) if budget is not None else {}
    with rules():
        after = change(before, bounds)
    changed = rules_of.changed(before, after)
    if not changed:
        raise Conflict("Nothing of this differs from the budget as it is.")
    if budget is None:
        row = {
            "budget_id": budget_id,
            "programme_id": award.programme_id,
            "award_id": award.award_id,
            "currency": award.currency,
            "from_on": why.from_on,
        }
        insert_new(session, budgets, budgets.c.budget_id, row, "budget")
    else:
        session.execute(update(budgets).where(budgets.c.budget_id == budget_id).values(from_on=why.from_on))
    _write_lines(session, budget_id, changed)
    said = [_said(line, amount, award.currency) for line, amount in changed.items()]
    return _record(
        session, award, why, {"budget_id": budget_id, "lines": said, "total": sum(after.values(), Decimal(0))}
    )


def _record(session: Session, award: Row[Any], why: Why, version: dict[str, Any]) -> dict[str, Any]:
    data = {
        "award_id": award.award_id,
        "lines": version["lines"],
        "cause": why.cause,
        "change_request_id": why.change_request_id,
        "own_headings": list(why.own_headings) or None,
        "total": money(version["total"], award.currency),
    }
    budget_id = version["budget_id"]
    event = record(session, New(BudgetSet, budget_id, award.programme_id, why.from_on, data))
    about = {
        "event_id": event.id,
        "number": event.sequence,
        "cause": why.cause,
        "change_request_id": why.change_request_id,
        "from_on": why.from_on,
    }
    session.execute(insert(budget_versions).values(version | about))
    return {"budget_id": budget_id, "version": event.sequence}


def _said(line: Line, amount: Decimal, currency: str) -> dict[str, Any]:
    said = {"heading": line.heading, "partner_org_id": line.partner_org_id, "fin_year": line.fin_year}
    month = {"month": line.month} if line.month else {}
    return said | month | {"amount": money(amount, currency)}


def _write_lines(session: Session, budget_id: str, changed: Mapping[Line, Decimal]) -> None:
    of = budget_lines.c
    for line in (line for line, amount in changed.items() if not amount):
        same = (of.heading == line.heading) & (of.partner_org_id == line.partner_org_id)
        when = (of.fin_year == line.fin_year) & (of.month == line.month)
        session.execute(delete(budget_lines).where(of.budget_id == budget_id, same, when))
    rows = [line._asdict() | {"budget_id": budget_id, "amount": amount} for line, amount in changed.items() if amount]
    if rows:
        made = upsert(budget_lines).values(rows)
        keys = [of.budget_id, of.heading, of.partner_org_id, of.fin_year, of.month]
        session.execute(made.on_conflict_do_update(index_elements=keys, set_={"amount": made.excluded.amount}))


def _budget(session: Session, award_id: str) -> Row[Any] | None:
    return session.execute(select(budgets).where(budgets.c.award_id == award_id).with_for_update()).first()


def _lines(
    session: Session, programme_id: str, award: Row[Any], given: list[dict[str, Any]], field: str
) -> dict[Line, Decimal]:
    currency_of(award, given, field)
    check_words(session, programme_id, award, given, field)
    with rules():
        return rules_of.gathered(
            (
                (
                    Line(line["heading"], line["partner_org_id"], line["fin_year"], line.get("month") or ""),
                    decimal(line["amount"]),
                )
                for line in given
            ),
            field,
        )


def _add_headings(session: Session, programme_id: str, added: list[dict[str, str]]) -> None:
    for heading in added:
        if heading["key"] in headings():
            words = f"{heading['key']} is one of the usual headings: leave it out"
            raise Invalid(f"{words}.", {"own_headings": [words]})
    known = own_headings_of(session, programme_id)
    if fresh := [heading for heading in added if heading["key"] not in known]:
        rows = [heading | {"programme_id": programme_id} for heading in fresh]
        session.execute(upsert(budget_headings).values(rows).on_conflict_do_nothing())


def _spent(session: Session, award_id: str, year: str) -> dict[tuple[str, str], Decimal]:
    of = spend.c
    rows = session.execute(
        select(of.heading, of.partner_org_id, func.sum(of.amount).label("amount"))
        .where(of.award_id == award_id, of.fin_year == year)
        .group_by(of.heading, of.partner_org_id)
    )
    return {(row.heading, row.partner_org_id): row.amount for row in rows}
