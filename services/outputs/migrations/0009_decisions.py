"""Filled by the change that brings decisions."""

revision = "outputs_0009"
down_revision = "outputs_0008"
branch_labels = None
depends_on = None


def upgrade() -> None: ...


def downgrade() -> None: ...
