"""Decisions that were informed; indicators and what was measured."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

revision = "outputs_0009"
down_revision = "outputs_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.Text, primary_key=True),
        sa.Column("programme_id", sa.Text, nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("decided_on", sa.Date, nullable=False),
        sa.Column("decision_ref", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("file_id", sa.Text),
        sa.Column("use", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("evidence_kinds", ARRAY(sa.Text), nullable=False),
        sa.Column("output_ids", ARRAY(sa.Text), nullable=False),
        sa.Column("project_ids", ARRAY(sa.Text), nullable=False),
        sa.Column("request_id", sa.Text),
        sa.Column("themes", ARRAY(sa.Text), nullable=False),
        sa.Column("places", JSONB, nullable=False),
        sa.Column("note_id", sa.Text),
        sa.Column("dated_before", ARRAY(sa.Date), nullable=False, server_default="{}"),
        sa.Column("withdrawn_reason", sa.Text),
        sa.Column("event_id", UUID(as_uuid=True)),
    )
    op.create_table(
        "indicators",
        sa.Column("indicator_id", sa.Text, primary_key=True),
        sa.Column("programme_id", sa.Text, nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("adding", sa.Text, nullable=False),
        sa.Column("baseline", sa.Numeric(20, 4)),
        sa.Column("baseline_on", sa.Date),
        sa.Column("targets", JSONB, nullable=False),
        sa.Column("source", sa.Text),
        sa.Column("themes", ARRAY(sa.Text), nullable=False),
        sa.Column("places", JSONB, nullable=False),
        sa.Column("context", sa.Boolean, nullable=False),
        sa.Column("counts_people", sa.Boolean, nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
    )
    op.create_table(
        "measurements",
        sa.Column("measurement_id", sa.Text, primary_key=True),
        sa.Column("programme_id", sa.Text, nullable=False, index=True),
        sa.Column("indicator_id", sa.Text, sa.ForeignKey("indicators.indicator_id"), nullable=False, index=True),
        sa.Column("value", sa.Numeric(20, 4)),
        sa.Column("hidden", sa.Text),
        sa.Column("on_date", sa.Date, nullable=False),
        sa.Column("period_from", sa.Date),
        sa.Column("place", JSONB(none_as_null=True)),
        sa.Column("group", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("published_on", sa.Date),
        sa.Column("withdrawn_reason", sa.Text),
        sa.Column("event_id", UUID(as_uuid=True), nullable=False),
    )
    op.execute(
        """create unique index measurements_of on measurements (indicator_id, on_date, coalesce(period_from, on_date),
        coalesce(place->>'code', ''), coalesce("group", '')) where withdrawn_reason is null"""
    )


def downgrade() -> None:
    for table in ("measurements", "indicators", "decisions"):
        op.drop_table(table)
