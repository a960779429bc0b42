"""What holds of a post from a day on: its size and its end of funding."""

import sqlalchemy as sa
from alembic import op

revision = "projects_0010"
down_revision = "projects_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post_terms",
        sa.Column("post_id", sa.Text, sa.ForeignKey("posts.post_id"), primary_key=True),
        sa.Column("from_on", sa.Date, primary_key=True),
        sa.Column("fte", sa.Numeric(9, 4), nullable=False),
        sa.Column("planned_end", sa.Date),
    )
    op.execute("insert into post_terms select post_id, planned_start, fte, planned_end from posts")


def downgrade() -> None:
    op.drop_table("post_terms")
