"""Programmes, their awards, workstreams and partners. `programme_id` is "" for awards that belong to no programme."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from services.projects.tables.metadata import metadata

programmes = Table(
    "programmes",
    metadata,
    Column("programme_id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("host_org_id", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("planned_end", Date),
    Column("year_start_month", Integer, nullable=False),
    Column("nation", Text, nullable=False),
    Column("places", JSONB, nullable=False),
    Column("themes", JSONB, nullable=False),
    Column("stages", JSONB, nullable=False),
    Column("directorates", JSONB, nullable=False, server_default="[]"),
    Column("labels", JSONB, nullable=False),
)

awards = Table(
    "awards",
    metadata,
    Column("award_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("reference", Text, nullable=False, unique=True),  # as domain.references normalises it
    Column("id_as_written", Text, nullable=False),
    Column("title", Text),
    Column("funder_org_id", Text, nullable=False),
    Column("contracted_org_id", Text),
    Column("funder_programme", Text),
    Column("programme_stream", Text),
    Column("amount", Numeric(19, 4)),  # when it was signed; NIHR publishes four decimals
    Column("currency", Text),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),  # as it is now, extensions included
    Column("first_ends_on", Date),  # as it was signed
    Column("holder_person_ids", ARRAY(Text), nullable=False),
    Column("project_ids", ARRAY(Text), nullable=False),
    Column("url", Text),
    Column("source_status", Text),  # as the register has it: Active, Complete, Contracted, Discontinued
    Column("content_sha256", Text),  # of the imported record, to know it unchanged at the next import
    Column("event_id", UUID(as_uuid=True), nullable=False),  # the fact that says what is here
)

award_extensions = Table(
    "award_extensions",
    metadata,
    Column("event_id", UUID(as_uuid=True), primary_key=True),
    Column("award_id", Text, ForeignKey("awards.award_id"), nullable=False, index=True),
    Column("agreed_on", Date, nullable=False),
    Column("months", Integer),
    Column("amount_change", Numeric(19, 4)),
    Column("currency", Text),
    Column("new_end", Date),
    Column("funder_reference", Text),
)

workstreams = Table(
    "workstreams",
    metadata,
    Column("workstream_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("lead_person_id", Text),
    Column("from_on", Date, nullable=False),
)

partners = Table(
    "partners",
    metadata,
    Column("partnership_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("project_id", Text, ForeignKey("projects.project_id"), index=True),
    Column("org_id", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("agreement_id", Text),
    Column("joined_on", Date, nullable=False),
    Column("left_on", Date),
    Column("left_reason", Text),
    Column("successor_org_id", Text),
    Column("succeeds_partnership_id", Text),
)
