"""Reports and their life, the words people wrote in them, and texts that facts refer to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "reporting_0002"
down_revision = "reporting_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant, now = sa.DateTime(timezone=True), sa.func.now()
    op.create_table(
        "reports",
        sa.Column("report_id", sa.Text, primary_key=True),
        sa.Column("programme_id", sa.Text, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("template_version", sa.Integer, nullable=False),
        sa.Column("period_from", sa.Date, nullable=False),
        sa.Column("period_to", sa.Date, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("started_by", sa.Text, nullable=False),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("submitted_by", sa.Text),
        sa.Column("submitted_on", sa.Date),
        sa.Column("fingerprint", sa.Text),
        sa.Column("known_at", sa.BigInteger),
        sa.Column("artefacts", JSONB),
        sa.Column("recipients", JSONB),
        sa.Column("receipts", JSONB, nullable=False, server_default="[]"),
        sa.UniqueConstraint(
            "programme_id", "template", "period_from", "period_to", "revision", name="reports_revision"
        ),
    )
    op.create_index(
        "reports_one_draft",
        "reports",
        ["programme_id", "template", "period_from", "period_to"],
        unique=True,
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.create_table(
        "narratives",
        sa.Column("report_id", sa.Text, sa.ForeignKey("reports.report_id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("texts", JSONB, nullable=False),
        sa.Column("saved_by", sa.Text, nullable=False),
        sa.Column("saved_at", instant, nullable=False, server_default=now),
    )
    op.create_table(
        "texts",
        sa.Column("text_id", sa.Text, primary_key=True),
        sa.Column("programme_id", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("kept_at", instant, nullable=False, server_default=now),
    )


def downgrade() -> None:
    for table in ("texts", "narratives", "reports"):
        op.drop_table(table)
