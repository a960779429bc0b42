"""Ids that other systems have for outputs, several for one; and what a person should know of imported rows."""

import sqlalchemy as sa
from alembic import op

from shared.imports import jobs

revision = "outputs_0012"
down_revision = "outputs_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_keys",
        sa.Column("programme_id", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("output_id", sa.Text, sa.ForeignKey("outputs.output_id"), nullable=False, index=True),
    )
    jobs.create_tables()


def downgrade() -> None:
    op.drop_table("import_notes")
    op.drop_table("import_keys")
