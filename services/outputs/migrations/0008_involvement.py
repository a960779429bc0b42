"""Filled by the change that brings involvement."""

revision = "outputs_0008"
down_revision = "outputs_0007"
branch_labels = None
depends_on = None


def upgrade() -> None: ...


def downgrade() -> None: ...
