"""Filled by the change that brings impact."""

revision = "outputs_0010"
down_revision = "outputs_0009"
branch_labels = None
depends_on = None


def upgrade() -> None: ...


def downgrade() -> None: ...
