"""The directorates of the council that a programme works with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "projects_0012"
down_revision = "projects_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("programmes", sa.Column("directorates", JSONB, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("programmes", "directorates")
