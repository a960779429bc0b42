"""Places by code and boundary set, as loaded from a file; each programme has its own list."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from services.projects.tables.metadata import metadata

places = Table(
    "places",
    metadata,
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), primary_key=True),
    Column("boundary_set", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("parent_code", Text),
    Column("deprivation_decile", Integer),
    Column("deprivation_index", Text),
    Column("deprivation_year", Integer),
    Column("population", Integer),
    Column("event_id", UUID(as_uuid=True), nullable=False),
)
