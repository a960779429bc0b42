"""Projects, milestones and named baselines."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from services.projects.tables.metadata import metadata

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

milestones = Table(
    "milestones",
    metadata,
    Column("milestone_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("project_id", Text, ForeignKey("projects.project_id"), index=True),
    Column("workstream_id", Text, ForeignKey("workstreams.workstream_id")),
    Column("work_package_id", Text, ForeignKey("work_packages.work_package_id"), index=True),
    Column("title", Text, nullable=False),
    Column("owner_person_id", Text),
    Column("owner_org_id", Text),
    Column("contractual", Boolean, nullable=False),
    Column("contract_on", Date),  # the contract's own date, where it names one; moves with the contract alone
    Column("evidence_required", Boolean, nullable=False),
    Column("predecessor_ids", ARRAY(Text), nullable=False),
    Column("planned_on", Date, nullable=False),
    Column("first_baseline_on", Date, nullable=False),
    Column("baseline_on", Date, nullable=False),
    Column("forecast_on", Date, nullable=False),
    Column("forecast_known_on", Date, nullable=False),  # the day on which that was known
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
    Column("change_request_id", Text),  # the change that was approved; none for the first
)

baseline_milestones = Table(
    "baseline_milestones",
    metadata,
    Column("event_id", UUID(as_uuid=True), ForeignKey("baselines.event_id"), primary_key=True),
    Column("milestone_id", Text, ForeignKey("milestones.milestone_id"), primary_key=True, index=True),
    Column("baseline_on", Date, nullable=False),
)
