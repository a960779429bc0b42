"""What is known of how outputs keep the funder's policies, and what one award's contract says otherwise."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from services.outputs.tables.metadata import metadata

#: what was established of an article: field -> [value, day of the evidence]; of two days the later one holds
open_access = Table(
    "open_access",
    metadata,
    Column("output_id", Text, ForeignKey("outputs.output_id"), primary_key=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("known", JSONB, nullable=False),
    Column("known_on", Date, nullable=False),  # the day of the newest evidence
    Column("source", Text, nullable=False),  # of it
)

#: the last check of each output
acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("output_id", Text, ForeignKey("outputs.output_id"), primary_key=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("judged_on", Date, nullable=False),
    Column("checked_on", Date, nullable=False),
    Column("acknowledged", Boolean, nullable=False),
    Column("results", JSONB, nullable=False),  # clause -> outcome
    Column("award_ids", ARRAY(Text), nullable=False),
    Column("text_id", Text, nullable=False),
    Column("text_sha256", Text, nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("notice_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("output_id", Text, ForeignKey("outputs.output_id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("told_on", Date, nullable=False),
    Column("planned_on", Date),
    Column("channel", Text, nullable=False),
    Column("reference", Text),
    Column("with_output_ids", ARRAY(Text), nullable=False),
    Column("event_id", UUID(as_uuid=True)),  # the fact that says what is here
)

#: of which last days for notice somebody was warned: each once
notice_warnings = Table(
    "notice_warnings",
    metadata,
    Column("output_id", Text, ForeignKey("outputs.output_id"), primary_key=True),
    Column("due_on", Date, primary_key=True),
    Column("programme_id", Text, nullable=False),
    Column("event_id", UUID(as_uuid=True), nullable=False),
)

award_terms = Table(
    "award_terms",
    metadata,
    Column("award_term_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("award_id", Text, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("award_kind", Text),  # project | infrastructure
    Column("nihr_majority", Boolean),
    Column("notice_days", Integer),
    Column("notice_counted", Text),  # working | calendar
    Column("notice_covers", Text),  # media | every_output | nothing
    Column("reason_code", Text),
    Column("event_id", UUID(as_uuid=True)),
)
Index("award_terms_once", award_terms.c.programme_id, award_terms.c.award_id, award_terms.c.from_on, unique=True)

#: programmes that the projects service has told of: whose bank holidays count, and whether a sample tells its history
known_programmes = Table(
    "known_programmes",
    metadata,
    Column("programme_id", Text, primary_key=True),
    Column("nation", Text, nullable=False),
    Column("being_told", Boolean, nullable=False),
)
