"""Settings of programmes, each with the day from which it holds."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from services.projects.tables.metadata import metadata

thresholds = Table(
    "thresholds",
    metadata,
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("from_on", Date, primary_key=True),
    Column("values", ARRAY(Integer), nullable=False),
    Column("event_id", UUID(as_uuid=True), nullable=False),
)
