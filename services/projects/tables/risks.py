"""Risks and issues, with every time that somebody looked at one."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from services.projects.tables.metadata import metadata

risks = Table(
    "risks",
    metadata,
    Column("risk_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),  # risk | issue
    Column("title", Text, nullable=False),
    Column("project_id", Text, ForeignKey("projects.project_id"), index=True),
    Column("workstream_id", Text, ForeignKey("workstreams.workstream_id")),
    Column("from_risk_id", Text, ForeignKey("risks.risk_id")),
    Column("owner_person_id", Text),
    Column("inherent_likelihood", Integer),  # none of an issue
    Column("inherent_impact", Integer, nullable=False),
    Column("likelihood", Integer),  # residual, like the impact
    Column("impact", Integer, nullable=False),
    Column("target_score", Integer),
    Column("response", Text),
    Column("proximity", Text),
    Column("review_on", Date),
    Column("raised_on", Date, nullable=False),
    Column("reviewed_on", Date, nullable=False),
    Column("state", Text, nullable=False),  # open | happened | closed
    Column("issue_id", Text),  # what came of it, once it has happened
    Column("outcome", Text),
    Column("over_on", Date),
    Column("description_id", Text),
)

#: the first is how it was raised; what somebody left out is none, and is as it was before
risk_reviews = Table(
    "risk_reviews",
    metadata,
    Column("event_id", UUID(as_uuid=True), primary_key=True),
    Column("risk_id", Text, ForeignKey("risks.risk_id"), nullable=False, index=True),
    Column("on_date", Date, nullable=False),
    Column("likelihood", Integer),
    Column("impact", Integer),
    Column("target_score", Integer),
    Column("response", Text),
    Column("proximity", Text),
    Column("review_on", Date),
    Column("owner_person_id", Text),
    Column("text_id", Text),
)
