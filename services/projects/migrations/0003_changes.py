"""Change requests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "projects_0003"
down_revision = "projects_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change_requests",
        sa.Column("change_request_id", sa.Text, primary_key=True),
        sa.Column("programme_id", sa.Text, sa.ForeignKey("programmes.programme_id"), nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("needs", sa.Text, nullable=False),
        sa.Column("changes", JSONB, nullable=False),
        sa.Column("effects", JSONB, nullable=False),
        sa.Column("target_ids", ARRAY(sa.Text), nullable=False),
        sa.Column("text_id", sa.Text),
        sa.Column("submitted_by", sa.Text, nullable=False),
        sa.Column("submitted_on", sa.Date, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text),
        sa.Column("decided_by_person_id", sa.Text),
        sa.Column("decided_on", sa.Date),
        sa.Column("funder_reference", sa.Text),
        sa.Column("conditions_text_id", sa.Text),
        sa.Column("decision_text_id", sa.Text),
    )
    op.add_column("baselines", sa.Column("change_request_id", sa.Text))


def downgrade() -> None:
    op.drop_column("baselines", "change_request_id")
    op.drop_table("change_requests")
