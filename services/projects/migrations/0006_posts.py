"""Posts, and participation."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

revision = "projects_0006"
down_revision = "projects_0005"
branch_labels = None
depends_on = None

uuid = UUID(as_uuid=True)


def upgrade() -> None:
    op.create_table(
        "posts",
        sa.Column("post_id", sa.Text, primary_key=True),
        _programme(index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("role_family", sa.Text, nullable=False),
        sa.Column("employer_org_id", sa.Text, nullable=False),
        sa.Column("fte", sa.Numeric(9, 4), nullable=False),
        sa.Column("workstream_id", sa.Text, sa.ForeignKey("workstreams.workstream_id")),
        sa.Column("planned_start", sa.Date, nullable=False),
        sa.Column("planned_end", sa.Date),
        sa.Column("weekly_cost", sa.Numeric(19, 4)),
        sa.Column("currency", sa.Text),
        sa.Column("closed_on", sa.Date),
        sa.Column("change_request_id", sa.Text),
    )
    op.create_table(
        "post_steps",
        sa.Column("event_id", uuid, primary_key=True),
        sa.Column("post_id", sa.Text, sa.ForeignKey("posts.post_id"), nullable=False, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("on_date", sa.Date, nullable=False),
        sa.Column("fte", sa.Numeric(9, 4)),
        sa.Column("person_id", sa.Text, index=True),
        sa.Column("basis", sa.Text),
        sa.Column("next_step", sa.Text),
        sa.Column("round", sa.Integer),
        sa.Column("closes_on", sa.Date),
        sa.Column("starts_on", sa.Date),
    )
    op.create_table(
        "participation_targets",
        sa.Column("target_id", sa.Text, primary_key=True),
        _programme(index=False),
        sa.Column("study_id", sa.Text, sa.ForeignKey("projects.project_id")),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("period_from", sa.Date, nullable=False),
        sa.Column("period_to", sa.Date, nullable=False),
        sa.Column("target", sa.Integer, nullable=False),
    )
    # one target for each study (or for the programme), kind and period: setting it again sets it anew
    op.execute(
        "create unique index participation_targets_of_one on participation_targets "
        "(programme_id, coalesce(study_id, ''), kind, period_from, period_to)"
    )
    op.create_table(
        "participation",
        sa.Column("participation_id", sa.Text, primary_key=True),
        _programme(index=True),
        sa.Column("study_id", sa.Text, sa.ForeignKey("projects.project_id"), nullable=False, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("joined", sa.Integer, nullable=False),
        sa.Column("on_date", sa.Date, nullable=False),
        sa.Column("places", JSONB, nullable=False),
        sa.Column("event_id", uuid, nullable=False),
    )


def downgrade() -> None:
    for table in ("participation", "participation_targets", "post_steps", "posts"):
        op.drop_table(table)


def _programme(*, index: bool) -> sa.Column[str]:
    return sa.Column("programme_id", sa.Text, sa.ForeignKey("programmes.programme_id"), nullable=False, index=index)
