"""Requests, applications."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "projects_0009"
down_revision = "projects_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "requests",
        sa.Column("request_id", sa.Text, primary_key=True),
        _programme(),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("directorate", sa.Text),
        sa.Column("org_id", sa.Text),
        sa.Column("themes", ARRAY(sa.Text), nullable=False),
        sa.Column("places", JSONB, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("needed_by", sa.Date),
        sa.Column("decision_body", sa.Text),
        sa.Column("question_text_id", sa.Text),
        sa.Column("workstream_id", sa.Text, sa.ForeignKey("workstreams.workstream_id")),
        sa.Column("person_id", sa.Text),
        sa.Column("priority", sa.Text),
        sa.Column("answer_expected_on", sa.Date),
        sa.Column("triaged_on", sa.Date),
        sa.Column("triage_text_id", sa.Text),
        sa.Column("answer", sa.Text),
        sa.Column("answered_on", sa.Date),
        sa.Column("reason_code", sa.Text),
        sa.Column("output_id", sa.Text),
        sa.Column("project_id", sa.Text, sa.ForeignKey("projects.project_id"), index=True),
        sa.Column("application_id", sa.Text),
        sa.Column("answer_text_id", sa.Text),
        sa.Column("reopened_on", sa.Date),
    )
    op.create_table(
        "applications",
        sa.Column("application_id", sa.Text, primary_key=True),
        _programme(),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("funder_org_id", sa.Text, nullable=False),
        sa.Column("scheme", sa.Text),
        sa.Column("amount", sa.Numeric(19, 4), nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("lead_org_id", sa.Text, nullable=False),
        sa.Column("lead_sector", sa.Text, nullable=False),
        sa.Column("hdrc_role", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, sa.ForeignKey("requests.request_id"), index=True),
        sa.Column("project_id", sa.Text, sa.ForeignKey("projects.project_id"), index=True),
        sa.Column("submitted_on", sa.Date, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("decided_on", sa.Date),
        sa.Column("amount_awarded", sa.Numeric(19, 4)),
        sa.Column("amount_to_partnership", sa.Numeric(19, 4)),
        sa.Column("award_id", sa.Text, sa.ForeignKey("awards.award_id")),
        sa.Column("decided_text_id", sa.Text),
    )


def downgrade() -> None:
    for table in ("applications", "requests"):
        op.drop_table(table)


def _programme() -> sa.Column[str]:
    return sa.Column("programme_id", sa.Text, sa.ForeignKey("programmes.programme_id"), nullable=False, index=True)
