"""Filled by the change that brings training."""

revision = "outputs_0007"
down_revision = "outputs_0006"
branch_labels = None
depends_on = None


def upgrade() -> None: ...


def downgrade() -> None: ...
