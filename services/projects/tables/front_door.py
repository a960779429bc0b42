"""Requests at the front door, and applications for funding. Words are in `texts`, by id."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.projects.tables.metadata import metadata

requests = Table(
    "requests",
    metadata,
    Column("request_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("directorate", Text),
    Column("org_id", Text),
    Column("themes", ARRAY(Text), nullable=False),
    Column("places", JSONB, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("needed_by", Date),
    Column("decision_body", Text),
    Column("question_text_id", Text),
    Column("workstream_id", Text, ForeignKey("workstreams.workstream_id")),
    Column("person_id", Text),
    Column("priority", Text),
    Column("answer_expected_on", Date),
    Column("triaged_on", Date),
    Column("triage_text_id", Text),
    Column("answer", Text),  # while it stands
    Column("answered_on", Date),
    Column("reason_code", Text),
    Column("output_id", Text),
    Column("project_id", Text, ForeignKey("projects.project_id"), index=True),
    Column("application_id", Text),  # of applications, which name their request in turn
    Column("answer_text_id", Text),
    Column("reopened_on", Date),
)

applications = Table(
    "applications",
    metadata,
    Column("application_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("funder_org_id", Text, nullable=False),
    Column("scheme", Text),
    Column("amount", Numeric(19, 4), nullable=False),
    Column("currency", Text, nullable=False),
    Column("lead_org_id", Text, nullable=False),
    Column("lead_sector", Text, nullable=False),
    Column("hdrc_role", Text, nullable=False),
    Column("funder_sector", Text),
    Column("request_id", Text, ForeignKey("requests.request_id"), index=True),
    Column("project_id", Text, ForeignKey("projects.project_id"), index=True),
    Column("submitted_on", Date, nullable=False),
    Column("outcome", Text),
    Column("decided_on", Date),
    Column("amount_awarded", Numeric(19, 4)),
    Column("amount_to_partnership", Numeric(19, 4)),
    Column("award_id", Text, ForeignKey("awards.award_id")),
    Column("decided_text_id", Text),
)
