"""Formal decisions that were informed. How the evidence was used is in `texts`, by id."""

from __future__ import annotations

from sqlalchemy import Column, Date, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from services.outputs.tables.metadata import metadata

decisions = Table(
    "decisions",
    metadata,
    Column("decision_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("decision_ref", Text),
    Column("url", Text),
    Column("file_id", Text),
    Column("use", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("evidence_kinds", ARRAY(Text), nullable=False),
    Column("output_ids", ARRAY(Text), nullable=False),
    Column("project_ids", ARRAY(Text), nullable=False),
    Column("request_id", Text),
    Column("themes", ARRAY(Text), nullable=False),
    Column("places", JSONB, nullable=False),
    Column("note_id", Text),
    Column("dated_before", ARRAY(Date), nullable=False, server_default="{}"),  # other days that were recorded till then
    Column("withdrawn_reason", Text),
    Column("event_id", UUID(as_uuid=True)),  # the fact that says what is here
)
