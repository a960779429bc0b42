"""The tables of the projects service. `programme_id` is "" for awards that belong to no programme."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

metadata = MetaData()

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

projects = Table(
    "projects",
    metadata,
    Column("project_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("workstream_id", Text, ForeignKey("workstreams.workstream_id")),
    Column("lead_person_id", Text),
    Column("partner_org_ids", ARRAY(Text), nullable=False),
    Column("themes", ARRAY(Text), nullable=False),
    Column("places", JSONB, nullable=False),
    Column("activity_class", Text),
    Column("stage", Text),
    Column("planned_end", Date),
    Column("award_ids", ARRAY(Text), nullable=False),
    Column("started_on", Date, nullable=False),
    Column("state", Text, nullable=False),  # active | paused | completed | cancelled
    Column("since", Date, nullable=False),
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
)

milestones = Table(
    "milestones",
    metadata,
    Column("milestone_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("project_id", Text, ForeignKey("projects.project_id"), index=True),
    Column("workstream_id", Text, ForeignKey("workstreams.workstream_id")),
    Column("title", Text, nullable=False),
    Column("owner_person_id", Text),
    Column("owner_org_id", Text),
    Column("contractual", Boolean, nullable=False),
    Column("evidence_required", Boolean, nullable=False),
    Column("predecessor_ids", ARRAY(Text), nullable=False),
    Column("planned_on", Date, nullable=False),
    Column("first_baseline_on", Date, nullable=False),
    Column("baseline_on", Date, nullable=False),
    Column("forecast_on", Date, nullable=False),
    Column("achieved_on", Date),
    Column("achieved_event_id", UUID(as_uuid=True)),
    Column("evidence_file_ids", ARRAY(Text), nullable=False, server_default="{}"),
    Column("cancelled_on", Date),
)

baselines = Table(
    "baselines",
    metadata,
    Column("event_id", UUID(as_uuid=True), primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("from_on", Date, nullable=False),
)

baseline_milestones = Table(
    "baseline_milestones",
    metadata,
    Column("event_id", UUID(as_uuid=True), ForeignKey("baselines.event_id"), primary_key=True),
    Column("milestone_id", Text, ForeignKey("milestones.milestone_id"), primary_key=True, index=True),
    Column("baseline_on", Date, nullable=False),
)

#: free text: it can name people and their health, so it stays here, and facts hold its id and SHA-256
texts = Table(
    "texts",
    metadata,
    Column("text_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("target_id", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("written_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

#: what was recorded of each thing, for its page; the ledger is in reporting
journal = Table(
    "journal",
    metadata,
    Column("event_id", UUID(as_uuid=True), primary_key=True),
    Column("target_id", Text, nullable=False, index=True),
    Column("programme_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    Column("text_id", Text),
)
