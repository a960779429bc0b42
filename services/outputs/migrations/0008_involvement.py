"""Involvement of the public: activities, payments, changes, tellings, profiles, and the consents that were heard of."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

revision = "outputs_0008"
down_revision = "outputs_0007"
branch_labels = None
depends_on = None


def _common(key: str) -> list[sa.Column[Any]]:
    return [
        sa.Column(key, sa.Text, primary_key=True),
        sa.Column("programme_id", sa.Text, nullable=False, index=True),
        sa.Column("taken_back", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("event_id", UUID(as_uuid=True)),
    ]


def upgrade() -> None:
    op.create_table(
        "known_consents",
        sa.Column("consent_id", sa.Text, primary_key=True),
        sa.Column("programme_id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("purposes", ARRAY(sa.Text), nullable=False),
    )
    op.create_index("known_consents_person", "known_consents", ["programme_id", "person_id"])
    op.create_table(
        "involvements",
        *_common("involvement_id"),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("standards", ARRAY(sa.Text), nullable=False),
        sa.Column("contributors", sa.Integer, nullable=False),
        sa.Column("register_person_ids", ARRAY(sa.Text), nullable=False),
        sa.Column("hours", sa.Numeric(12, 2)),
        sa.Column("places", JSONB, nullable=False),
        sa.Column("project_ids", ARRAY(sa.Text), nullable=False),
        sa.Column("host_org_id", sa.Text),
        sa.Column("held_on", sa.Date, nullable=False),
    )
    op.create_table(
        "involvement_payments",
        *_common("involvement_payment_id"),
        sa.Column("involvement_id", sa.Text, sa.ForeignKey("involvements.involvement_id"), nullable=False, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("amount", sa.Numeric(19, 4), nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("paid_on", sa.Date, nullable=False),
    )
    op.create_table(
        "involvement_changes",
        *_common("involvement_change_id"),
        sa.Column("involvement_ids", ARRAY(sa.Text), nullable=False),
        sa.Column("project_id", sa.Text),
        sa.Column("output_id", sa.Text),
        sa.Column("decision_id", sa.Text),
        sa.Column("summary_text_id", sa.Text),
        sa.Column("changed_on", sa.Date, nullable=False),
    )
    op.create_table(
        "involvement_tellings",
        sa.Column("event_id", UUID(as_uuid=True), primary_key=True),
        sa.Column("programme_id", sa.Text, nullable=False),
        sa.Column(
            "involvement_change_id",
            sa.Text,
            sa.ForeignKey("involvement_changes.involvement_change_id"),
            nullable=False,
        ),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("told_on", sa.Date, nullable=False),
        sa.UniqueConstraint("involvement_change_id", "channel", "told_on", name="involvement_tellings_once"),
    )
    op.create_table(
        "inclusion_profiles",
        *_common("inclusion_profile_id"),
        sa.Column("characteristic", sa.Text, nullable=False),
        sa.Column("period_from", sa.Date, nullable=False),
        sa.Column("period_to", sa.Date, nullable=False),
        # what may be shown of the numbers, and nothing else: 0, five and more, or why there is no number
        sa.Column("shown", JSONB, nullable=False),
        sa.Column("place", JSONB),
        sa.Column("census", JSONB),
        sa.Column("census_source", sa.Text),
    )


def downgrade() -> None:
    for table in (
        "inclusion_profiles",
        "involvement_tellings",
        "involvement_changes",
        "involvement_payments",
        "involvements",
        "known_consents",
    ):
        op.drop_table(table)
