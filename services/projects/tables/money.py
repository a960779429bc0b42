"""Budgets with their lines and versions, spend, forecasts, explanations, claims, contributions, payments.

Amounts are numeric with a currency beside them, or of the budget's currency; never floating point.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Numeric, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB, UUID

from services.projects.tables.metadata import metadata

_amount = Numeric(19, 2)

#: one of each award; `from_on` is the day from which its latest version is in force
budgets = Table(
    "budgets",
    metadata,
    Column("budget_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("award_id", Text, ForeignKey("awards.award_id"), nullable=False, unique=True),
    Column("currency", Text, nullable=False),
    Column("from_on", Date, nullable=False),
)

#: as they are now; `month` is "" where only the year is known
budget_lines = Table(
    "budget_lines",
    metadata,
    Column("budget_id", Text, ForeignKey("budgets.budget_id"), primary_key=True),
    Column("heading", Text, primary_key=True),
    Column("partner_org_id", Text, primary_key=True),
    Column("fin_year", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("amount", _amount, nullable=False),
)

budget_versions = Table(
    "budget_versions",
    metadata,
    Column("event_id", UUID(as_uuid=True), primary_key=True),
    Column("budget_id", Text, ForeignKey("budgets.budget_id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("cause", Text, nullable=False),
    Column("change_request_id", Text),
    Column("from_on", Date, nullable=False),
    Column("lines", JSONB, nullable=False),  # those that it changed
    Column("total", _amount, nullable=False),
)

#: what a programme adds to the vocabulary of headings
budget_headings = Table(
    "budget_headings",
    metadata,
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("title", Text, nullable=False),
)

spend = Table(
    "spend",
    metadata,
    Column("spend_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False),
    Column("award_id", Text, ForeignKey("awards.award_id"), nullable=False, index=True),
    Column("source_ref", Text, nullable=False),
    Column("heading", Text, nullable=False),
    Column("partner_org_id", Text, nullable=False),
    Column("project_id", Text, ForeignKey("projects.project_id"), index=True),
    Column("post_id", Text),
    Column("amount", _amount, nullable=False),
    Column("currency", Text, nullable=False),
    Column("posted_on", Date, nullable=False),
    Column("fin_year", Text, nullable=False),
    Column("ledger_period", Text),
    Column("extract_on", Date),
    Column("event_id", UUID(as_uuid=True), nullable=False),  # the fact that says what is here
    UniqueConstraint("programme_id", "source_ref", name="spend_source_ref"),
)

forecasts = Table(
    "forecasts",
    metadata,
    Column("forecast_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("as_of", Date, nullable=False),
    Column("basis", Text, nullable=False),
    Column("lines", JSONB, nullable=False),
)

explanations = Table(
    "explanations",
    metadata,
    Column("explanation_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False),
    Column("heading", Text, nullable=False),
    Column("partner_org_id", Text, nullable=False),
    Column("fin_year", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("amount", _amount, nullable=False),
    Column("currency", Text, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("text_id", Text),
    UniqueConstraint("programme_id", "heading", "partner_org_id", "fin_year", "cause", name="explanations_cause"),
)

claims = Table(
    "claims",
    metadata,
    Column("claim_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("org_id", Text, nullable=False),
    Column("amount", _amount, nullable=False),
    Column("currency", Text, nullable=False),
    Column("covers_from", Date, nullable=False),
    Column("covers_to", Date, nullable=False),
    Column("invoiced_on", Date, nullable=False),
    Column("reference", Text),
    Column("state", Text, nullable=False),  # received | paid | reduced | refused
    Column("settled_on", Date),
    Column("settled_amount", _amount),
)

contributions = Table(
    "contributions",
    metadata,
    Column("contribution_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("state", Text, nullable=False),  # pledged | received
    Column("org_id", Text, nullable=False),
    Column("kind", Text, nullable=False),  # cash | in_kind
    Column("amount", _amount, nullable=False),
    Column("currency", Text, nullable=False),
    Column("valuation_basis", Text),
    Column("on_day", Date, nullable=False),
    Column("period_from", Date),
    Column("period_to", Date),
    Column("pledge_id", Text, ForeignKey("contributions.contribution_id")),
)

payments = Table(
    "payments",
    metadata,
    Column("payment_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("award_id", Text, ForeignKey("awards.award_id"), nullable=False, index=True),
    Column("amount", _amount, nullable=False),
    Column("currency", Text, nullable=False),
    Column("schedule_ref", Text, nullable=False),
    Column("condition_kind", Text),
    Column("condition_id", Text),
    Column("received_on", Date, nullable=False),
    UniqueConstraint("award_id", "schedule_ref", name="payments_schedule_ref"),
)
