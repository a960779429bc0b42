"""Filled by the change that brings identity."""

revision = "outputs_0005"
down_revision = "outputs_0004"
branch_labels = None
depends_on = None


def upgrade() -> None: ...


def downgrade() -> None: ...
