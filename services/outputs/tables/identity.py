"""Which outputs are one, by merges, and which look like one and are two."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from services.outputs.tables.metadata import metadata

merges = Table(
    "merges",
    metadata,
    Column("merge_event_id", UUID(as_uuid=True), primary_key=True),
    Column("programme_id", Text, nullable=False),
    Column("kept_id", Text, ForeignKey("outputs.output_id"), nullable=False, index=True),
    Column("absorbed_id", Text, ForeignKey("outputs.output_id"), nullable=False),
    Column("basis", Text, nullable=False),
    Column("merged_on", Date, nullable=False),
    Column("merged_by", Text),
    Column("taken_over", JSONB, nullable=False, server_default="{}"),  # field -> {before, after} of the kept one
    Column("undone_on", Date),
    Column("undone_by", Text),
)
Index("merges_of_programme", merges.c.programme_id, merges.c.merged_on)
Index("merges_absorbed", merges.c.absorbed_id)

#: pairs that somebody looked at and found to be two; output_id is the smaller id of the pair
dismissals = Table(
    "dismissals",
    metadata,
    Column("dismissal_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("output_id", Text, ForeignKey("outputs.output_id"), nullable=False),
    Column("other_id", Text, ForeignKey("outputs.output_id"), nullable=False),
    Column("reason_code", Text, nullable=False),
    Column("note_id", Text),
    Column("dismissed_by", Text, nullable=False),
    Column("dismissed_on", Date, nullable=False),
    Column("restored_by", Text),
    Column("restored_on", Date),
)
Index(
    "dismissals_pair", dismissals.c.output_id, dismissals.c.other_id, unique=True,
    postgresql_where=dismissals.c.restored_on.is_(None),
)  # fmt: skip
