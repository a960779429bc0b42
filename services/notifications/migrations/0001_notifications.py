"""Messages and their tries, who holds which role, and what things are called."""

from alembic import op

revision = "notifications_0001"
down_revision = None
branch_labels = ("notifications",)
depends_on = None

UP = """
CREATE TABLE messages (
    message_id TEXT NOT NULL,
    business_key TEXT NOT NULL,
    rule TEXT NOT NULL,
    event_id UUID NOT NULL,
    person_id TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    cause JSONB NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    attempts INTEGER DEFAULT '0' NOT NULL,
    next_try_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (message_id),
    UNIQUE (business_key)
);
CREATE INDEX messages_open ON messages (next_try_at)
    WHERE state in ('waiting', 'sending', 'handing_over');
CREATE INDEX messages_programme ON messages (programme_id, message_id);
CREATE TABLE role_holders (
    role_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    role TEXT NOT NULL,
    programme_id TEXT,
    project_id TEXT,
    from_on DATE NOT NULL,
    until DATE,
    PRIMARY KEY (role_id)
);
CREATE INDEX ix_role_holders_programme_id ON role_holders (programme_id);
CREATE TABLE things (
    thing_id TEXT NOT NULL,
    title TEXT NOT NULL,
    owner_person_id TEXT,
    PRIMARY KEY (thing_id)
);
CREATE TABLE attempts (
    message_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    begun_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    outcome TEXT NOT NULL,
    detail TEXT,
    PRIMARY KEY (message_id, number),
    FOREIGN KEY(message_id) REFERENCES messages (message_id)
);
"""


def upgrade() -> None:
    for statement in UP.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    for table in ("things", "role_holders", "attempts", "messages"):
        op.drop_table(table)
