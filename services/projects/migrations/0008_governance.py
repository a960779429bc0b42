"""Approvals, agreements, meetings, actions."""

revision = "projects_0008"
down_revision = "projects_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
