"""What is expected to be spent, and what explains that it differs from what was planned."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.projects.commands.budgets import lines_of
from services.projects.commands.recording import told
from services.projects.commands.words_of_money import award_of, check_words, currency_of, decimal
from services.projects.domain import budgets as budget_rules
from services.projects.domain import spending as rules_of
from services.projects.tables import awards, budgets, explanations, forecasts, spend
from shared.days import day_that_has_come
from shared.errors import Invalid
from shared.events.projects import ForecastSet, VarianceExplained
from shared.finyears import fin_year
from shared.messaging.outbox import New
from shared.recording import new_id
from shared.rows import insert_new
from shared.rules import rules
from shared.words import keep_words

#: heading, organisation, financial year
Cell = tuple[str, str, str]


def set_forecast(
    session: Session,
    *,
    programme_id: str,
    lines: list[dict[str, Any]],
    basis: str,
    as_of: date | None = None,
    forecast_id: str | None = None,
) -> dict[str, Any]:
    """State anew what is expected; the forecast before stays known as what it was."""
    on = day_that_has_come(as_of, "as_of")
    award, _ = award_of(session, programme_id, _only_award(session, programme_id))
    currency_of(award, lines, "lines")
    check_words(session, programme_id, award, lines, "lines")
    _check_forecast(lines)
    row: dict[str, Any] = {
        "forecast_id": new_id(forecast_id),
        "programme_id": programme_id,
        "as_of": on,
        "basis": basis,
        "lines": [{name: value for name, value in line.items() if value is not None} for line in lines],
    }
    insert_new(session, forecasts, forecasts.c.forecast_id, row, "forecast")
    data = {"lines": row["lines"], "basis": basis}
    return told(session, New(ForecastSet, row["forecast_id"], programme_id, on, data), "forecast_id")


def explain_variance(
    session: Session,
    *,
    programme_id: str,
    heading: str,
    partner_org_id: str,
    period_end: date,
    amount: dict[str, str],
    cause: str,
    note: str | None = None,
) -> dict[str, Any]:
    """Give a cause for part of a variance. With the other causes given it cannot exceed the variance of its year."""
    on = day_that_has_come(period_end, "period_end")
    award, _ = award_of(session, programme_id, _only_award(session, programme_id))
    currency_of(award, [{"amount": amount}])
    words = {"heading": heading, "partner_org_id": partner_org_id}
    check_words(session, programme_id, award, [words], "heading")
    year = fin_year(on)
    cell = (heading, partner_org_id, year)
    variance = _variance(session, programme_id, cell, on)
    _check_latest(session, programme_id, cell, cause, on)
    with rules():
        others = _explained(session, programme_id, cell, cause)
        rules_of.check_explanation(cause, decimal(amount), variance, others, note)
    text = keep_words(session, note, programme_id=programme_id, target_id=programme_id)
    row: dict[str, Any] = {
        "programme_id": programme_id,
        "fin_year": year,
        "cause": cause,
        "amount": decimal(amount),
        "currency": amount["currency"],
        "period_end": on,
        "text_id": text["text_id"] if text else None,
    } | words
    of = explanations.c
    made = upsert(explanations).values(row | {"explanation_id": new_id(None)})
    key = [of.programme_id, of.heading, of.partner_org_id, of.fin_year, of.cause]
    said = {name: made.excluded[name] for name in ("amount", "currency", "period_end", "text_id")}
    done = made.on_conflict_do_update(index_elements=key, set_=said).returning(of.explanation_id)
    explanation_id = session.execute(done).scalar_one()
    data = words | {"amount": amount, "cause": cause, "note": text}
    return told(session, New(VarianceExplained, explanation_id, programme_id, on, data), "explanation_id")


def _only_award(session: Session, programme_id: str) -> str | None:
    """The award whose budget there is; of several budgets the first, which has the same currency and words."""
    of = budgets.c
    found = session.execute(select(of.award_id).where(of.programme_id == programme_id).order_by(of.award_id))
    return found.scalars().first()


def _check_forecast(lines: list[dict[str, Any]]) -> None:
    seen = set()
    with rules():
        for line in lines:
            budget_rules.check_pence(decimal(line["amount"]), "lines")
            if line.get("fin_year"):
                budget_rules.check_year(line["fin_year"], "lines")
            if (line["horizon"] == "year_end") != bool(line.get("fin_year")):
                words = "A line to the end of a year names the year, and one to the end of the award does not"
                raise Invalid(f"{words}.", {"lines": [words]})
            key = (line["heading"], line["partner_org_id"], line["horizon"], line.get("fin_year"))
            if key in seen:
                words = f"This line stands here twice: {line['heading']}, {line.get('fin_year') or 'award'}"
                raise Invalid(f"{words}.", {"lines": [words]})
            seen.add(key)


def _variance(session: Session, programme_id: str, cell: Cell, on: date) -> Decimal:
    """Profiled minus spent in a year up to a day."""
    found = Decimal(0)
    its = select(budgets.c.budget_id, awards.c.starts_on, awards.c.ends_on).join_from(budgets, awards)
    for budget in session.execute(its.where(budgets.c.programme_id == programme_id)):
        days = budget_rules.Award(Decimal(0), budget.starts_on, budget.ends_on)
        found += budget_rules.profiled(lines_of(session, budget.budget_id), days, on).get(cell, Decimal(0))
    of = spend.c
    query = select(func.sum(of.amount)).where(of.programme_id == programme_id, of.posted_on <= on, _same(spend, cell))
    return found - (session.execute(query).scalar() or Decimal(0))


def _check_latest(session: Session, programme_id: str, cell: Cell, cause: str, on: date) -> None:
    """A word about an earlier day would not replace a later one, and both cannot hold."""
    of = explanations.c
    query = select(of.period_end).where(of.programme_id == programme_id, of.cause == cause, _same(explanations, cell))
    last = session.execute(query.with_for_update()).scalar()
    if last is not None and last > on:
        words = f"This cause was given for {last} already: explain that day or a later one"
        raise Invalid(f"{words}.", {"period_end": [words]})


def _explained(session: Session, programme_id: str, cell: Cell, but: str) -> Decimal:
    of = explanations.c
    query = select(func.sum(of.amount)).where(of.programme_id == programme_id, of.cause != but)
    return session.execute(query.where(_same(explanations, cell))).scalar() or Decimal(0)


def _same(table: Table, cell: Cell) -> ColumnElement[bool]:
    of = table.c
    return and_(of.heading == cell[0], of.partner_org_id == cell[1], of.fin_year == cell[2])
