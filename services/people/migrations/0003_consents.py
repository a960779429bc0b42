"""What people have agreed to: name, image, testimonial, data, per programme."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "people_0003"
down_revision = "people_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("consent_id", sa.Text, primary_key=True),
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.person_id"), nullable=False, index=True),
        sa.Column("programme_id", sa.Text, nullable=False, index=True),
        sa.Column("purposes", ARRAY(sa.Text), nullable=False),
        sa.Column("evidence", sa.Text),
        sa.Column("given_on", sa.Date, nullable=False),
        sa.Column("withdrawn", JSONB, nullable=False, server_default="{}"),
    )


def downgrade() -> None:
    op.drop_table("consents")
