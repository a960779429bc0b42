"""What outputs arose from, and what we were told of the awards and projects: who holds, leads and funds them."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, ForeignKey, Index, Table, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from services.outputs.tables.metadata import metadata

attributions = Table(
    "attributions",
    metadata,
    Column("attribution_id", Text, primary_key=True),
    Column("output_id", Text, ForeignKey("outputs.output_id"), nullable=False, index=True),
    Column("programme_id", Text, nullable=False),
    Column("award_id", Text, index=True),
    Column("project_id", Text, index=True),
    Column("award_reference", Text),  # as written; alone while the award is not known here
    Column("reference_key", Text),
    Column("role", Text, nullable=False),
    Column("share", Text),
    Column("basis", Text, nullable=False),  # stated_in_work | asserted_by_person
    Column("state", Text, nullable=False),  # as_written | asserted | agreed | disputed | withdrawn
    Column("event_id", UUID(as_uuid=True)),  # the attribution.asserted that holds
    Column("reason_id", Text),  # why it arose from it, in words
    Column("asserted_by", Text),
    Column("asserted_on", Date),  # the effective date of the assertion
    Column("asserted_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("agreed_by", Text),
    Column("agreed_on", Date),
    Column("disputed_by", Text),
    Column("disputed_on", Date),
    Column("dispute_code", Text),
    Column("dispute_note_id", Text),
    Column("withdrawn_by", Text),
    Column("withdrawn_on", Date),
    Column("reason_code", Text),  # of the withdrawal, as the note is
    Column("note_id", Text),
)
Index(
    "attributions_award", attributions.c.output_id, attributions.c.award_id, unique=True,
    postgresql_where=text("award_id is not null and state <> 'withdrawn'"),
)  # fmt: skip
Index(
    "attributions_project", attributions.c.output_id, attributions.c.project_id, unique=True,
    postgresql_where=text("project_id is not null and state <> 'withdrawn'"),
)  # fmt: skip
Index("attributions_of_programme", attributions.c.programme_id, attributions.c.asserted_at)
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
    Column("holder_person_ids", ARRAY(Text), nullable=False, server_default="{}"),
    Column("funder_org", Text),
)
Index("known_awards_reference", known_awards.c.programme_id, known_awards.c.reference_key)

known_projects = Table(
    "known_projects",
    metadata,
    Column("project_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False),
    Column("lead_person_id", Text),
)

#: organisations that fund, so that their policies are found; told by the people service
known_funders = Table(
    "known_funders",
    metadata,
    Column("org_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("ror", Text),
)
