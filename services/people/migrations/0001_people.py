"""People, organisations, roles, accounts, sessions and API tokens."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "people_0001"
down_revision = None
branch_labels = ("people",)
depends_on = None

now = sa.func.now()
instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("person_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, unique=True),
        sa.Column("orcid", sa.Text, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("import_key", sa.Text, unique=True),
        sa.Column("registered_on", sa.Date, nullable=False),
    )
    op.create_index("people_name", "people", [sa.text("lower(name)")])
    op.create_table(
        "organisations",
        sa.Column("org_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("ror", sa.Text, unique=True),
        sa.Column("charity_number", sa.Text, unique=True),
        sa.Column("company_number", sa.Text, unique=True),
        sa.Column("sector", sa.Text, nullable=False),
        sa.Column("import_key", sa.Text, unique=True),
        sa.Column("registered_on", sa.Date, nullable=False),
    )
    op.create_index("organisations_name", "organisations", [sa.text("lower(name)")])
    op.create_table(
        "roles",
        sa.Column("role_id", sa.Text, primary_key=True),
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.person_id"), nullable=False, index=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("programme_id", sa.Text, index=True),
        sa.Column("project_id", sa.Text),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
    )
    op.create_table(
        "accounts",
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.person_id"), primary_key=True),
        sa.Column("password_hash", sa.Text),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("not_before", instant),
    )
    op.create_table(
        "sessions",
        sa.Column("token_sha256", sa.Text, primary_key=True),
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.person_id"), nullable=False, index=True),
        sa.Column("created_at", instant, nullable=False, server_default=now),
        sa.Column("last_seen_at", instant, nullable=False, server_default=now),
        sa.Column("expires_at", instant, nullable=False),
        sa.Column("revoked_at", instant),
    )
    op.create_table(
        "api_tokens",
        sa.Column("token_id", sa.Text, primary_key=True),
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.person_id"), nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False, unique=True),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("scopes", ARRAY(sa.Text), nullable=False),
        sa.Column("created_at", instant, nullable=False, server_default=now),
        sa.Column("expires_at", instant),
        sa.Column("last_used_at", instant),
        sa.Column("revoked_at", instant),
    )


def downgrade() -> None:
    for table in ("api_tokens", "sessions", "accounts", "roles", "organisations", "people"):
        op.drop_table(table)
