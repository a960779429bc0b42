"""Risks and issues."""

revision = "projects_0007"
down_revision = "projects_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
