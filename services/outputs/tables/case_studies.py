"""Case studies, and every version of each of their sections."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from services.outputs.tables.metadata import metadata

case_studies = Table(
    "case_studies",
    metadata,
    Column("case_study_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("impact_ids", ARRAY(Text), nullable=False),
    Column("begun_on", Date, nullable=False),
    Column("state", Text, nullable=False),  # standing | withdrawn
    Column("withdrawn_on", Date),
    Column("withdrawn_reason", Text),
)

case_study_drafts = Table(
    "case_study_drafts",
    metadata,
    Column("event_id", UUID(as_uuid=True), primary_key=True),
    Column("case_study_id", Text, ForeignKey("case_studies.case_study_id"), nullable=False),
    Column("section", Text, nullable=False),
    Column("draft", Integer, nullable=False),
    Column("word_count", Integer, nullable=False),
    Column("item_count", Integer),
    Column("written_on", Date, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("text_id", Text, nullable=False),
    UniqueConstraint("case_study_id", "section", "draft"),
)
