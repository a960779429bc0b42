"""Risks and issues."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "projects_0007"
down_revision = "projects_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "risks",
        sa.Column("risk_id", sa.Text, primary_key=True),
        sa.Column("programme_id", sa.Text, sa.ForeignKey("programmes.programme_id"), nullable=False, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("project_id", sa.Text, sa.ForeignKey("projects.project_id"), index=True),
        sa.Column("workstream_id", sa.Text, sa.ForeignKey("workstreams.workstream_id")),
        sa.Column("from_risk_id", sa.Text, sa.ForeignKey("risks.risk_id")),
        sa.Column("owner_person_id", sa.Text),
        sa.Column("inherent_likelihood", sa.Integer),
        sa.Column("inherent_impact", sa.Integer, nullable=False),
        sa.Column("likelihood", sa.Integer),
        sa.Column("impact", sa.Integer, nullable=False),
        sa.Column("target_score", sa.Integer),
        sa.Column("response", sa.Text),
        sa.Column("proximity", sa.Text),
        sa.Column("review_on", sa.Date),
        sa.Column("raised_on", sa.Date, nullable=False),
        sa.Column("reviewed_on", sa.Date, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("issue_id", sa.Text),
        sa.Column("outcome", sa.Text),
        sa.Column("over_on", sa.Date),
        sa.Column("description_id", sa.Text),
    )
    op.create_table(
        "risk_reviews",
        sa.Column("event_id", UUID(as_uuid=True), primary_key=True),
        sa.Column("risk_id", sa.Text, sa.ForeignKey("risks.risk_id"), nullable=False, index=True),
        sa.Column("on_date", sa.Date, nullable=False),
        sa.Column("likelihood", sa.Integer),
        sa.Column("impact", sa.Integer),
        sa.Column("target_score", sa.Integer),
        sa.Column("response", sa.Text),
        sa.Column("proximity", sa.Text),
        sa.Column("review_on", sa.Date),
        sa.Column("owner_person_id", sa.Text),
        sa.Column("text_id", sa.Text),
    )


def downgrade() -> None:
    op.drop_table("risk_reviews")
    op.drop_table("risks")
