"""Change requests with the commands that their approval carries out."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.projects.tables.metadata import metadata

change_requests = Table(
    "change_requests",
    metadata,
    Column("change_request_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("needs", Text, nullable=False),
    Column("changes", JSONB, nullable=False),  # [{call, fields}], as they were asked for
    Column("effects", JSONB, nullable=False),  # what they were found to touch when it was submitted
    Column("target_ids", ARRAY(Text), nullable=False),
    Column("text_id", Text),
    Column("submitted_by", Text, nullable=False),
    Column("submitted_on", Date, nullable=False),
    Column("state", Text, nullable=False),  # awaiting | approved | rejected | withdrawn
    Column("decided_by", Text),  # person | board | funder
    Column("decided_by_person_id", Text),
    Column("decided_on", Date),
    Column("funder_reference", Text),
    Column("conditions_text_id", Text),
    Column("decision_text_id", Text),
)
