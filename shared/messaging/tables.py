"""The tables that every service's database has beside its own: made by `messaging/migrations`."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

metadata = MetaData()

#: facts recorded and not yet confirmed by the broker; selected by state (presence), never by `id > last`
outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("exchange", Text, nullable=False),
    Column("routing_key", Text, nullable=False),
    Column("attributes", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
)

#: the version of every aggregate; the row is the lock under which its facts are recorded
subjects = Table(
    "subjects",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
)

#: which consumer has handled which fact; written first in the handler's own transaction
inbox = Table(
    "inbox",
    metadata,
    Column("consumer", Text, primary_key=True),
    Column("event_id", UUID(as_uuid=True), primary_key=True),
    Column("handled_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

#: idempotency keys with the reply that was given, stored in the business transaction
commands = Table(
    "commands",
    metadata,
    Column("key", Text, primary_key=True),
    Column("method", Text, nullable=False),
    Column("request", Text, nullable=False),  # SHA-256 of what was asked
    Column("reply", JSONB),  # null only inside the transaction that claims the key
    Column("done_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

#: messages that could not be handled, for an operator to see, replay or discard
parked = Table(
    "parked",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("queue", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("content_type", Text),
    Column("body", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("times", Integer, nullable=False, server_default="1"),
    Column("first_seen", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("last_seen", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("state", Text, nullable=False, server_default="parked"),  # parked | replayed | discarded
    Column("settled_by", Text),
    Column("settled_reason", Text),
    Column("settled_at", DateTime(timezone=True)),
    UniqueConstraint("queue", "message_id", name="parked_once_per_queue"),
)
