"""Training sessions, steps in careers, and waves of surveys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

revision = "outputs_0007"
down_revision = "outputs_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "training_sessions",
        sa.Column("training_session_id", sa.Text, primary_key=True),
        sa.Column("programme_id", sa.Text, nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("provider_org_id", sa.Text),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("places_taken", sa.Integer, nullable=False),
        sa.Column("by_directorate", JSONB, nullable=False),
        sa.Column("by_partner", JSONB, nullable=False),
        sa.Column("from_community", sa.Integer),
        sa.Column("register_person_ids", ARRAY(sa.Text), nullable=False),
        sa.Column("confidence_before", sa.Numeric(4, 2)),
        sa.Column("confidence_after", sa.Numeric(4, 2)),
        sa.Column("answers", sa.Integer),
        sa.Column("asked", sa.Integer),
        sa.Column("withdrawn_reason", sa.Text),
        sa.Column("event_id", UUID(as_uuid=True)),
    )
    op.create_table(
        "career_steps",
        sa.Column("career_step_id", sa.Text, primary_key=True),
        sa.Column("programme_id", sa.Text, nullable=False, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("stepped_on", sa.Date, nullable=False),
        sa.Column("person_id", sa.Text),
        sa.Column("from_sector", sa.Text),
        sa.Column("to_sector", sa.Text),
        sa.Column("withdrawn_reason", sa.Text),
        sa.Column("event_id", UUID(as_uuid=True)),
    )
    op.execute(
        "create unique index career_steps_once on career_steps (programme_id, person_id, kind, state, stepped_on)"
        " where withdrawn_reason is null and person_id is not null"
    )
    op.create_table(
        "surveys",
        sa.Column("survey_id", sa.Text, primary_key=True),
        sa.Column("programme_id", sa.Text, nullable=False, index=True),
        sa.Column("instrument", sa.Text, nullable=False),
        sa.Column("wave", sa.Integer, nullable=False),
        sa.Column("closed_on", sa.Date, nullable=False),
        sa.Column("scores", JSONB, nullable=False),
        sa.Column("scale_from", sa.Text),
        sa.Column("scale_to", sa.Text),
        sa.Column("answers", sa.Integer, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("withdrawn_reason", sa.Text),
        sa.Column("event_id", UUID(as_uuid=True)),
    )
    op.execute(
        "create unique index surveys_once on surveys (programme_id, lower(instrument), wave)"
        " where withdrawn_reason is null"
    )


def downgrade() -> None:
    for table in ("surveys", "career_steps", "training_sessions"):
        op.drop_table(table)
