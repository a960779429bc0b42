"""Change requests."""

revision = "projects_0003"
down_revision = "projects_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
