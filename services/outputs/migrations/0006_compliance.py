"""Filled by the change that brings compliance."""

revision = "outputs_0006"
down_revision = "outputs_0005"
branch_labels = None
depends_on = None


def upgrade() -> None: ...


def downgrade() -> None: ...
