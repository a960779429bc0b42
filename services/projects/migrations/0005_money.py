"""Budgets, spend, forecasts, claims, contributions, payments."""

revision = "projects_0005"
down_revision = "projects_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
