"""Filled by the change that brings capture."""

revision = "outputs_0004"
down_revision = "outputs_0003"
branch_labels = None
depends_on = None


def upgrade() -> None: ...


def downgrade() -> None: ...
