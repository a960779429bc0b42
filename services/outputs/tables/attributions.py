"""What outputs arose from, and the awards that we were told of."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text, text

from services.outputs.tables.metadata import metadata

attributions = Table(
    "attributions",
    metadata,
    Column("attribution_id", Text, primary_key=True),
    Column("output_id", Text, ForeignKey("outputs.output_id"), nullable=False, index=True),
    Column("programme_id", Text, nullable=False),
    Column("award_id", Text, index=True),
    Column("project_id", Text),
    Column("award_reference", Text),  # as written; alone while the award is not known here
    Column("reference_key", Text),
    Column("role", Text, nullable=False),
    Column("share", Text),
    Column("basis", Text, nullable=False),  # stated_in_work | asserted_by_person
    Column("state", Text, nullable=False),  # as_written | asserted | agreed | withdrawn
    Column("reason_code", Text),
    Column("note_id", Text),
)
_STANDS = text("state <> 'withdrawn'")
Index(
    "attributions_award", attributions.c.output_id, attributions.c.award_id, unique=True,
    postgresql_where=text("award_id is not null and state <> 'withdrawn'"),
)  # fmt: skip
Index(
    "attributions_project", attributions.c.output_id, attributions.c.project_id, unique=True,
    postgresql_where=text("project_id is not null and state <> 'withdrawn'"),
)  # fmt: skip
Index(
    "attributions_written", attributions.c.programme_id, attributions.c.reference_key,
    postgresql_where=text("state = 'as_written'"),
)  # fmt: skip

#: awards that the projects service has told of, by the funder's number; kept by `commands/known_awards.py`
known_awards = Table(
    "known_awards",
    metadata,
    Column("award_id", Text, primary_key=True),
    Column("programme_id", Text, primary_key=True),
    Column("reference", Text, nullable=False),
    Column("reference_key", Text, nullable=False),
)
Index("known_awards_reference", known_awards.c.programme_id, known_awards.c.reference_key)
