"""Delivery confidence as somebody declared it; the words are in `texts`. The computed RAG is nowhere stored."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from services.projects.tables.metadata import metadata

confidence = Table(
    "confidence",
    metadata,
    Column("event_id", UUID(as_uuid=True), primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("target_id", Text, nullable=False),
    Column("target_kind", Text, nullable=False),  # workstream | programme
    Column("level", Text, nullable=False),  # red | amber | green
    Column("declared_on", Date, nullable=False),
    Column("reason_text_id", Text, nullable=False),
    Column("action_text_id", Text),
    Column("review_on", Date),
    Column("declared_by", Text, nullable=False),
)
