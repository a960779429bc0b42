"""Approvals, agreements, meetings, actions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

revision = "projects_0008"
down_revision = "projects_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approvals",
        sa.Column("approval_id", sa.Text, primary_key=True),
        _programme(),
        sa.Column("project_id", sa.Text, sa.ForeignKey("projects.project_id"), nullable=False, index=True),
        sa.Column("project_ids", ARRAY(sa.Text), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("needed", sa.Boolean, nullable=False),
        sa.Column("reason_code", sa.Text),
        sa.Column("found_on", sa.Date, nullable=False),
        sa.Column("sought_on", sa.Date),
        sa.Column("awaiting_since", sa.Date),
        sa.Column("body", sa.Text),
        sa.Column("application_reference", sa.Text),
        sa.Column("decision", sa.Text),
        sa.Column("decided_on", sa.Date),
        sa.Column("reference", sa.Text),
        sa.Column("stands", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("valid_until", sa.Date),
        sa.Column("conditions_text_id", sa.Text),
        sa.Column("warned_for", sa.Date),
        sa.Column("expired_for", sa.Date),
    )
    op.create_table(
        "agreements",
        sa.Column("agreement_id", sa.Text, primary_key=True),
        _programme(),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("party_org_ids", ARRAY(sa.Text), nullable=False),
        sa.Column("project_ids", ARRAY(sa.Text), nullable=False),
        sa.Column("signed_on", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date),
        sa.Column("file_id", sa.Text),
        sa.Column("ended_on", sa.Date),
        sa.Column("end_reason", sa.Text),
        sa.Column("successor_id", sa.Text, sa.ForeignKey("agreements.agreement_id")),
        sa.Column("end_text_id", sa.Text),
        sa.Column("warned_for", sa.Date),
    )
    op.create_table(
        "boards",
        sa.Column("board_id", sa.Text, primary_key=True),
        _programme(),
        sa.Column("title", sa.Text, nullable=False),
    )
    op.create_table(
        "board_rules",
        sa.Column("board_id", sa.Text, sa.ForeignKey("boards.board_id"), primary_key=True),
        sa.Column("from_on", sa.Date, primary_key=True),
        sa.Column("quorum", sa.Integer, nullable=False),
        sa.Column("least_public", sa.Integer, nullable=False),
    )
    op.create_table(
        "meetings",
        sa.Column("meeting_id", sa.Text, primary_key=True),
        _programme(),
        sa.Column("board_id", sa.Text, sa.ForeignKey("boards.board_id"), nullable=False, index=True),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("attendance", JSONB, nullable=False),
        sa.Column("present", sa.Integer, nullable=False),
        sa.Column("public_members_present", sa.Integer, nullable=False),
        sa.Column("quorum", sa.Integer, nullable=False),
        sa.Column("least_public", sa.Integer, nullable=False),
        sa.Column("quorate", sa.Boolean, nullable=False),
        sa.Column("themes", ARRAY(sa.Text), nullable=False),
        sa.Column("places", JSONB, nullable=False),
        sa.Column("minutes_file_id", sa.Text),
        sa.Column("decisions_text_id", sa.Text),
        sa.Column("event_id", UUID(as_uuid=True)),
    )
    op.create_table(
        "actions",
        sa.Column("action_id", sa.Text, primary_key=True),
        _programme(),
        sa.Column("meeting_id", sa.Text, sa.ForeignKey("meetings.meeting_id"), nullable=False, index=True),
        sa.Column("project_id", sa.Text, sa.ForeignKey("projects.project_id"), index=True),
        sa.Column("owner_person_id", sa.Text, nullable=False),
        sa.Column("agreed_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("text_id", sa.Text, nullable=False),
        sa.Column("completed_on", sa.Date),
        sa.Column("done_text_id", sa.Text),
    )


def downgrade() -> None:
    for table in ("actions", "meetings", "board_rules", "boards", "agreements", "approvals"):
        op.drop_table(table)


def _programme() -> sa.Column[str]:
    return sa.Column("programme_id", sa.Text, sa.ForeignKey("programmes.programme_id"), nullable=False, index=True)
