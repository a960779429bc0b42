"""What was recorded of each thing."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from services.projects.tables.metadata import metadata

#: what was recorded of each thing, for its page; the ledger is in reporting
journal = Table(
    "journal",
    metadata,
    Column("event_id", UUID(as_uuid=True), primary_key=True),
    Column("target_id", Text, nullable=False, index=True),
    Column("programme_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    Column("text_id", Text),
)
