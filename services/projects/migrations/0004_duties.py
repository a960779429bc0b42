"""Reporting duties, and calendar feeds."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

revision = "projects_0004"
down_revision = "projects_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    uuid = UUID(as_uuid=True)
    op.create_table(
        "duty_schedules",
        sa.Column("award_id", sa.Text, sa.ForeignKey("awards.award_id"), primary_key=True),
        sa.Column("policy", sa.Text),
        sa.Column("policy_version", sa.Integer),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("owner_person_id", sa.Text),
        sa.Column("second_person_id", sa.Text),
    )
    op.create_table(
        "obligations",
        sa.Column("obligation_id", sa.Text, primary_key=True),
        sa.Column("programme_id", sa.Text, sa.ForeignKey("programmes.programme_id"), nullable=False, index=True),
        sa.Column("award_id", sa.Text, sa.ForeignKey("awards.award_id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("period_from", sa.Date),
        sa.Column("period_to", sa.Date),
        sa.Column("policy", sa.Text),
        sa.Column("policy_version", sa.Integer),
        sa.Column("met_by_template", sa.Text),
        sa.Column("due_soon_days", ARRAY(sa.Integer), nullable=False),
        sa.Column("escalates", sa.Boolean, nullable=False),
        sa.Column("owner_person_id", sa.Text),
        sa.Column("second_person_id", sa.Text),
        sa.Column("arose_on", sa.Date, nullable=False),
        sa.Column("first_due_on", sa.Date, nullable=False),
        sa.Column("scheduled_on", sa.Date),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("watch_from", sa.Date, nullable=False),
        sa.Column("fell_due_on", sa.Date),
        sa.Column("overdue_on", sa.Date),
        sa.Column("met_on", sa.Date),
        sa.Column("met_event_id", uuid),
        sa.Column("evidence", JSONB, nullable=False, server_default="[]"),
        sa.Column("waived_on", sa.Date),
        sa.Column("waived_until", sa.Date),
        sa.Column("waiver_reason_code", sa.Text),
        sa.Column("approver_person_id", sa.Text),
        sa.Column("withdrawn_on", sa.Date),
    )
    op.create_index(
        "one_obligation_per_award_kind_and_period",
        "obligations",
        ["award_id", "kind", "key"],
        unique=True,
        postgresql_where=sa.text("withdrawn_on is null"),
    )
    op.create_index("obligations_by_due_day", "obligations", ["due_on", "obligation_id"])
    op.create_table(
        "obligation_occurrences",
        sa.Column("obligation_id", sa.Text, sa.ForeignKey("obligations.obligation_id"), primary_key=True),
        sa.Column("occurrence", sa.Text, primary_key=True),
        sa.Column("on_date", sa.Date, nullable=False),
        sa.Column("event_id", uuid, nullable=False),
    )
    op.create_table(
        "stories",
        sa.Column("programme_id", sa.Text, sa.ForeignKey("programmes.programme_id"), primary_key=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("told_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "calendar_feeds",
        sa.Column("feed_id", sa.Text, primary_key=True),
        sa.Column("token_sha256", sa.Text, nullable=False, unique=True),
        sa.Column("person_id", sa.Text, nullable=False, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("programme_id", sa.Text, sa.ForeignKey("programmes.programme_id")),
        sa.Column("project_id", sa.Text, sa.ForeignKey("projects.project_id")),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
    )


def downgrade() -> None:
    for table in ("calendar_feeds", "stories", "obligation_occurrences", "obligations", "duty_schedules"):
        op.drop_table(table)
