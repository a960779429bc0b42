"""Filled by the change that brings attributions."""

revision = "outputs_0011"
down_revision = "outputs_0010"
branch_labels = None
depends_on = None


def upgrade() -> None: ...


def downgrade() -> None: ...
