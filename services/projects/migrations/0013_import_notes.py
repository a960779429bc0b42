"""What a person should know of imported rows that were taken, or were there already."""

from alembic import op

from shared.imports import jobs

revision = "projects_0013"
down_revision = "projects_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    jobs.create_tables()


def downgrade() -> None:
    op.drop_table("import_notes")
