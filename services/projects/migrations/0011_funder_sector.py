"""The sector of the funder that an application is made to."""

import sqlalchemy as sa
from alembic import op

revision = "projects_0011"
down_revision = "projects_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("applications", sa.Column("funder_sector", sa.Text))


def downgrade() -> None:
    op.drop_column("applications", "funder_sector")
