"""Posts, and participation."""

revision = "projects_0006"
down_revision = "projects_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
