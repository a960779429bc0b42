"""The ledger, its tree, facts that wait, generations of views, keys and heads, jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSON, JSONB, UUID

revision = "reporting_0001"
down_revision = None
branch_labels = None
depends_on = None

instant = sa.DateTime(timezone=True)
now = sa.func.now()


def upgrade() -> None:
    op.create_table(
        "ledger",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("event_id", UUID(as_uuid=True), nullable=False, unique=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("time", instant, nullable=False),
        sa.Column("effectiveon", sa.Date, nullable=False),
        sa.Column("programmeid", sa.Text, nullable=False),
        sa.Column("actorid", sa.Text, nullable=False),
        sa.Column("correlationid", sa.Text, nullable=False),
        sa.Column("corrects", UUID(as_uuid=True)),
        sa.Column("causationid", sa.Text),
        sa.Column("traceparent", sa.Text),
        sa.Column("origin", sa.Text),
        sa.Column("known_at", instant, nullable=False),
        sa.Column("salt", sa.LargeBinary),
        sa.Column("body", sa.LargeBinary),
        sa.Column("data", JSONB),
        sa.Column("data_digest", sa.LargeBinary, nullable=False),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("service", "subject", "sequence", name="ledger_subject"),
    )
    op.create_index("ledger_programme", "ledger", ["programmeid", "position"])
    op.create_index("ledger_known_at", "ledger", ["known_at", "position"])
    # rows are read whole and never change: compressing those past 2 kB would cost the writer more than it saves
    op.execute("alter table ledger set (toast_tuple_target = 8160)")
    op.create_table(
        "tiles",
        sa.Column("height", sa.SmallInteger, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "waiting",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("event_id", UUID(as_uuid=True), nullable=False, unique=True),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("attributes", JSON, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("times", sa.Integer, nullable=False, server_default="1"),
        sa.Column("first_seen", instant, nullable=False, server_default=now),
        sa.Column("last_seen", instant, nullable=False, server_default=now),
        sa.Column("state", sa.Text, nullable=False, server_default="waiting"),
        sa.Column("settled_by", sa.Text),
        sa.Column("settled_reason", sa.Text),
        sa.Column("settled_at", instant),
    )
    op.create_index("waiting_subject", "waiting", ["service", "subject", "sequence"])
    op.create_table(
        "generations",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("made_at", instant, nullable=False, server_default=now),
        sa.Column("retired_by", sa.BigInteger),
    )
    op.create_index(
        "generations_current", "generations", ["state"], unique=True, postgresql_where=sa.text("state = 'current'")
    )
    op.create_table(
        "signing_keys",
        sa.Column("fingerprint", sa.Text, primary_key=True),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("private_key", sa.LargeBinary, nullable=False),
        sa.Column("made_at", instant, nullable=False, server_default=now),
        sa.Column("retired_at", instant),
    )
    op.create_table(
        "heads",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.Column("signed_at", instant, nullable=False),
        sa.Column("key_fingerprint", sa.Text, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "jobs",
        sa.Column("job_id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False, server_default="waiting"),
        sa.Column("done", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("total", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("result", JSONB),
        sa.Column("error", sa.Text),
        sa.Column("asked_by", sa.Text, nullable=False, server_default=""),
        sa.Column("made_at", instant, nullable=False, server_default=now),
        sa.Column("changed_at", instant, nullable=False, server_default=now),
    )


def downgrade() -> None:
    for table in ("jobs", "heads", "signing_keys", "generations", "waiting", "tiles", "ledger"):
        op.drop_table(table)
