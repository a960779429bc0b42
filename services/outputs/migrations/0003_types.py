"""Filled by the change that brings types."""

revision = "outputs_0003"
down_revision = "outputs_0002"
branch_labels = None
depends_on = None


def upgrade() -> None: ...


def downgrade() -> None: ...
