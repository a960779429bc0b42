"""Reporting duties, and calendar feeds."""

revision = "projects_0004"
down_revision = "projects_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
