"""Posts with what happened to them, and participation."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from services.projects.tables.metadata import metadata

posts = Table(
    "posts",
    metadata,
    Column("post_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("role_family", Text, nullable=False),
    Column("employer_org_id", Text, nullable=False),
    Column("fte", Numeric(9, 4), nullable=False),
    Column("workstream_id", Text, ForeignKey("workstreams.workstream_id")),
    Column("planned_start", Date, nullable=False),
    Column("planned_end", Date),
    Column("weekly_cost", Numeric(19, 4)),  # of one full-time equivalent
    Column("currency", Text),
    Column("closed_on", Date),
    Column("change_request_id", Text),
)

#: size and end of funding of a post, as they hold from a day on; `posts` has the latest
post_terms = Table(
    "post_terms",
    metadata,
    Column("post_id", Text, ForeignKey("posts.post_id"), primary_key=True),
    Column("from_on", Date, primary_key=True),
    Column("fte", Numeric(9, 4), nullable=False),
    Column("planned_end", Date),
)

#: what happened to a post, as it is known now: an entry that was corrected is not here any more
post_steps = Table(
    "post_steps",
    metadata,
    Column("event_id", UUID(as_uuid=True), primary_key=True),
    Column("post_id", Text, ForeignKey("posts.post_id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),  # advertised | appointed | filled | vacated
    Column("on_date", Date, nullable=False),
    Column("fte", Numeric(9, 4)),
    Column("person_id", Text, index=True),
    Column("basis", Text),
    Column("next_step", Text),
    Column("round", Integer),
    Column("closes_on", Date),
    Column("starts_on", Date),
)

participation_targets = Table(
    "participation_targets",
    metadata,
    Column("target_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False),
    Column("study_id", Text, ForeignKey("projects.project_id")),
    Column("kind", Text, nullable=False),  # people | groups | sites
    Column("period_from", Date, nullable=False),
    Column("period_to", Date, nullable=False),
    Column("target", Integer, nullable=False),
)

participation = Table(
    "participation",
    metadata,
    Column("participation_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("study_id", Text, ForeignKey("projects.project_id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),  # people | groups | sites
    Column("joined", Integer, nullable=False),
    Column("on_date", Date, nullable=False),
    Column("places", JSONB, nullable=False),
    Column("event_id", UUID(as_uuid=True), nullable=False),
)
