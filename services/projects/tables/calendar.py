"""Secret addresses of calendars. The secret itself is not here, only its digest."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, Table, Text, func

from services.projects.tables.metadata import metadata

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("feed_id", Text, primary_key=True),
    Column("token_sha256", Text, nullable=False, unique=True),
    Column("person_id", Text, nullable=False, index=True),  # whose address it is, and whose rights it has
    Column("kind", Text, nullable=False),  # person | project | programme
    Column("programme_id", Text, ForeignKey("programmes.programme_id")),
    Column("project_id", Text, ForeignKey("projects.project_id")),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("revoked_at", DateTime(timezone=True)),
)
