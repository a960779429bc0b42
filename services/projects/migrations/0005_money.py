"""Budgets, spend, forecasts, claims, contributions, payments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

revision = "projects_0005"
down_revision = "projects_0004"
branch_labels = None
depends_on = None

uuid = UUID(as_uuid=True)


def upgrade() -> None:
    op.create_table(
        "budgets",
        sa.Column("budget_id", sa.Text, primary_key=True),
        _programme(index=True),
        sa.Column("award_id", sa.Text, sa.ForeignKey("awards.award_id"), nullable=False, unique=True),
        _needed("currency"),
        sa.Column("from_on", sa.Date, nullable=False),
    )
    op.create_table(
        "budget_lines",
        sa.Column("budget_id", sa.Text, sa.ForeignKey("budgets.budget_id"), primary_key=True),
        sa.Column("heading", sa.Text, primary_key=True),
        sa.Column("partner_org_id", sa.Text, primary_key=True),
        sa.Column("fin_year", sa.Text, primary_key=True),
        sa.Column("month", sa.Text, primary_key=True),
        _money("amount"),
    )
    op.create_table(
        "budget_versions",
        sa.Column("event_id", uuid, primary_key=True),
        sa.Column("budget_id", sa.Text, sa.ForeignKey("budgets.budget_id"), nullable=False, index=True),
        sa.Column("number", sa.Integer, nullable=False),
        _needed("cause"),
        sa.Column("change_request_id", sa.Text),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("lines", JSONB, nullable=False),
        _money("total"),
    )
    op.create_table(
        "budget_headings",
        sa.Column("programme_id", sa.Text, sa.ForeignKey("programmes.programme_id"), primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        _needed("title"),
    )
    op.create_table(
        "spend",
        sa.Column("spend_id", sa.Text, primary_key=True),
        _programme(),
        sa.Column("award_id", sa.Text, sa.ForeignKey("awards.award_id"), nullable=False, index=True),
        _needed("source_ref"),
        _needed("heading"),
        _needed("partner_org_id"),
        sa.Column("project_id", sa.Text, sa.ForeignKey("projects.project_id"), index=True),
        sa.Column("post_id", sa.Text),
        _money("amount"),
        _needed("currency"),
        sa.Column("posted_on", sa.Date, nullable=False),
        _needed("fin_year"),
        sa.Column("ledger_period", sa.Text),
        sa.Column("extract_on", sa.Date),
        sa.Column("event_id", uuid, nullable=False),
        sa.UniqueConstraint("programme_id", "source_ref", name="spend_source_ref"),
    )
    op.create_table(
        "forecasts",
        sa.Column("forecast_id", sa.Text, primary_key=True),
        _programme(index=True),
        sa.Column("as_of", sa.Date, nullable=False),
        _needed("basis"),
        sa.Column("lines", JSONB, nullable=False),
    )
    op.create_table(
        "explanations",
        sa.Column("explanation_id", sa.Text, primary_key=True),
        _programme(),
        _needed("heading"),
        _needed("partner_org_id"),
        _needed("fin_year"),
        _needed("cause"),
        _money("amount"),
        _needed("currency"),
        sa.Column("period_end", sa.Date, nullable=False),
        sa.Column("text_id", sa.Text),
        sa.UniqueConstraint(
            "programme_id", "heading", "partner_org_id", "fin_year", "cause", name="explanations_cause"
        ),
    )
    op.create_table(
        "claims",
        sa.Column("claim_id", sa.Text, primary_key=True),
        _programme(index=True),
        _needed("org_id"),
        _money("amount"),
        _needed("currency"),
        sa.Column("covers_from", sa.Date, nullable=False),
        sa.Column("covers_to", sa.Date, nullable=False),
        sa.Column("invoiced_on", sa.Date, nullable=False),
        sa.Column("reference", sa.Text),
        _needed("state"),
        sa.Column("settled_on", sa.Date),
        _money("settled_amount", nullable=True),
    )
    op.create_table(
        "contributions",
        sa.Column("contribution_id", sa.Text, primary_key=True),
        _programme(index=True),
        _needed("state"),
        _needed("org_id"),
        _needed("kind"),
        _money("amount"),
        _needed("currency"),
        sa.Column("valuation_basis", sa.Text),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("period_from", sa.Date),
        sa.Column("period_to", sa.Date),
        sa.Column("pledge_id", sa.Text, sa.ForeignKey("contributions.contribution_id")),
    )
    op.create_table(
        "payments",
        sa.Column("payment_id", sa.Text, primary_key=True),
        _programme(index=True),
        sa.Column("award_id", sa.Text, sa.ForeignKey("awards.award_id"), nullable=False, index=True),
        _money("amount"),
        _needed("currency"),
        _needed("schedule_ref"),
        sa.Column("condition_kind", sa.Text),
        sa.Column("condition_id", sa.Text),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.UniqueConstraint("award_id", "schedule_ref", name="payments_schedule_ref"),
    )


def downgrade() -> None:
    for table in (
        "payments",
        "contributions",
        "claims",
        "explanations",
        "forecasts",
        "spend",
        "budget_headings",
        "budget_versions",
        "budget_lines",
        "budgets",
    ):
        op.drop_table(table)


def _programme(*, index: bool = False) -> sa.Column[str]:
    key = sa.ForeignKey("programmes.programme_id")
    return sa.Column("programme_id", sa.Text, key, nullable=False, index=index)


def _needed(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _money(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Numeric(19, 2), nullable=nullable)
