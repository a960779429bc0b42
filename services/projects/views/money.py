"""Reads of budgets, spend, forecasts, claims, contributions and payments, as they are now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, Table, cast, select
from sqlalchemy import Text as TextType
from sqlalchemy.orm import Session

from services.projects.commands.words_of_money import headings_of
from services.projects.tables import (
    budget_lines,
    budget_versions,
    budgets,
    claims,
    contributions,
    explanations,
    forecasts,
    payments,
    spend,
)
from services.projects.vocabulary import headings as usual_headings
from shared.pages import page
from shared.rows import plain, versioned
from shared.words import texts

SPEND = (
    "spend_id",
    "award_id",
    "source_ref",
    "heading",
    "partner_org_id",
    "project_id",
    "post_id",
    "posted_on",
    "fin_year",
    "ledger_period",
    "extract_on",
    "version",
)
CLAIM = ("claim_id", "org_id", "covers_from", "covers_to", "invoiced_on", "reference", "state", "settled_on", "version")
CONTRIBUTION = (
    "contribution_id",
    "state",
    "org_id",
    "kind",
    "valuation_basis",
    "on_day",
    "period_from",
    "period_to",
    "pledge_id",
    "version",
)
PAYMENT = ("payment_id", "award_id", "schedule_ref", "condition_kind", "condition_id", "received_on", "version")
EXPLANATION = ("explanation_id", "heading", "partner_org_id", "fin_year", "cause", "period_end", "version")


def budget(session: Session, *, programme_id: str) -> dict[str, Any]:
    """Every budget of a programme, whole: one has a few hundred lines."""
    query = versioned(budgets, budgets.c.budget_id).where(budgets.c.programme_id == programme_id)
    return {"budgets": [_budget(session, row) for row in session.execute(query.order_by(budgets.c.award_id))]}


def headings(session: Session, *, programme_id: str) -> dict[str, Any]:
    """The usual headings and the programme's own."""
    known = headings_of(session, programme_id)
    return {"items": [{"key": key, "title": known[key], "own": key not in usual_headings()} for key in known]}


def list_spend(
    session: Session,
    *,
    programme_id: str,
    heading: str | None = None,
    partner_org_id: str | None = None,
    fin_year: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """In order of posting."""
    of = spend.c
    query = _of(spend, of.spend_id, programme_id)
    for column, wanted in ((of.heading, heading), (of.partner_org_id, partner_org_id), (of.fin_year, fin_year)):
        if wanted:
            query = query.where(column == wanted)
    by = (cast(of.posted_on, TextType), of.spend_id)  # a cursor holds text, and ISO days sort as text
    return page(session, query, by, lambda row: _shown(row, SPEND), after=after, limit=limit)


def list_forecasts(session: Session, *, programme_id: str, after: str | None = None, limit: int) -> dict[str, Any]:
    """The latest first."""
    of = forecasts.c
    names = ("forecast_id", "as_of", "basis", "lines", "version")
    by = (cast(of.as_of, TextType), of.forecast_id)
    query = _of(forecasts, of.forecast_id, programme_id)
    return page(session, query, by, lambda r: plain(r, names), after=after, limit=limit, descending=True)


def list_explanations(session: Session, *, programme_id: str, after: str | None = None, limit: int) -> dict[str, Any]:
    """In order of the period's end, with the words of the reason."""
    of = explanations.c
    query = _of(explanations, of.explanation_id, programme_id).add_columns(texts.c.words)
    query = query.join(texts, texts.c.text_id == of.text_id, isouter=True)
    by = (cast(of.period_end, TextType), of.explanation_id)

    def show(row: Row[Any]) -> dict[str, Any]:
        return _shown(row, EXPLANATION) | {"note": row.words}

    return page(session, query, by, show, after=after, limit=limit)


def list_claims(
    session: Session, *, programme_id: str, org_id: str | None = None, after: str | None = None, limit: int
) -> dict[str, Any]:
    """In order of invoice."""
    of = claims.c
    query = _of(claims, of.claim_id, programme_id)
    query = query.where(of.org_id == org_id) if org_id else query

    def show(row: Row[Any]) -> dict[str, Any]:
        return _shown(row, CLAIM) | {"settled_amount": _money(row.settled_amount, row.currency)}

    by = (cast(of.invoiced_on, TextType), of.claim_id)
    return page(session, query, by, show, after=after, limit=limit)


def list_contributions(
    session: Session, *, programme_id: str, org_id: str | None = None, after: str | None = None, limit: int
) -> dict[str, Any]:
    """In order of date, pledges and what was given."""
    of = contributions.c
    query = _of(contributions, of.contribution_id, programme_id)
    query = query.where(of.org_id == org_id) if org_id else query
    by = (cast(of.on_day, TextType), of.contribution_id)
    return page(session, query, by, lambda row: _shown(row, CONTRIBUTION), after=after, limit=limit)


def list_payments(session: Session, *, programme_id: str, after: str | None = None, limit: int) -> dict[str, Any]:
    """In order of value date."""
    of = payments.c
    query, by = _of(payments, of.payment_id, programme_id), (cast(of.received_on, TextType), of.payment_id)
    return page(session, query, by, lambda row: _shown(row, PAYMENT), after=after, limit=limit)


def _budget(session: Session, row: Row[Any]) -> dict[str, Any]:
    of = budget_lines.c
    lines = session.execute(
        select(budget_lines)
        .where(of.budget_id == row.budget_id)
        .order_by(of.fin_year, of.month, of.heading, of.partner_org_id)
    ).all()
    versions = session.execute(
        select(budget_versions)
        .where(budget_versions.c.budget_id == row.budget_id)
        .order_by(budget_versions.c.number.desc())
    )
    names = ("heading", "partner_org_id", "fin_year")
    return plain(row, ("budget_id", "programme_id", "award_id", "from_on", "version")) | {
        "total": _money(sum((line.amount for line in lines), Decimal(0)), row.currency),
        "by_heading": _totals(lines, "heading", row.currency),
        "by_partner": _totals(lines, "partner_org_id", row.currency),
        "by_year": _totals(lines, "fin_year", row.currency),
        "lines": [
            plain(line, names) | {"month": line.month or None, "amount": _money(line.amount, row.currency)}
            for line in lines
        ],
        "versions": [
            plain(one, ("number", "cause", "change_request_id", "from_on", "lines"))
            | {"event_id": str(one.event_id), "total": _money(one.total, row.currency)}
            for one in versions
        ],
    }


def _totals(lines: Iterable[Row[Any]], name: str, currency: str) -> list[dict[str, Any]]:
    found: Counter[str] = Counter()
    for line in lines:
        found[getattr(line, name)] += line.amount
    return [{name: key, "amount": _money(Decimal(found[key]), currency)} for key in sorted(found)]


def _of(table: Table, key: Any, programme_id: str) -> Select[Any]:
    return versioned(table, key).where(table.c.programme_id == programme_id)


def _shown(row: Row[Any], names: tuple[str, ...]) -> dict[str, Any]:
    return plain(row, names) | {"amount": _money(row.amount, row.currency)}


def _money(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    """To the penny, always: 12.50 and not 12.5."""
    return None if amount is None else {"amount": f"{amount:.2f}", "currency": currency}
