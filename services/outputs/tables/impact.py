"""Impact claims with every judgement of their strength, and their evidence. Words are in `texts`, by id."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from services.outputs.tables.metadata import metadata

impact_claims = Table(
    "impact_claims",
    metadata,
    Column("impact_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("beneficiaries", Text, nullable=False),
    Column("themes", ARRAY(Text), nullable=False),
    Column("tags", ARRAY(Text), nullable=False),
    Column("places", JSONB, nullable=False),
    Column("pathway_step_ids", ARRAY(Text), nullable=False),
    Column("decision_id", Text),
    Column("project_ids", ARRAY(Text), nullable=False),
    Column("output_ids", ARRAY(Text), nullable=False),
    Column("began_on", Date, nullable=False),
    Column("dated_before", ARRAY(Date), nullable=False),  # days on which it was said to have begun till then
    Column("claimed_on", Date, nullable=False),
    Column("author_person_id", Text, nullable=False),
    Column("writers", ARRAY(Text), nullable=False),  # who said any of it, the author included: none may verify it
    Column("contribution", Boolean, nullable=False),
    Column("strength", Text, nullable=False),
    Column("judged_on", Date, nullable=False),  # the last judgement, or the day of the claim
    Column("rests_on", ARRAY(Text), nullable=False),
    Column("state", Text, nullable=False),  # standing | withdrawn
    Column("withdrawn_on", Date),
    Column("withdrawn_reason", Text),
    Column("summary_text_id", Text, nullable=False),
    Column("reach_text_id", Text),
    Column("significance_text_id", Text),
    Column("attribution_text_id", Text),
    Column("withdrawn_text_id", Text),
    Column("event_id", UUID(as_uuid=True), nullable=False),  # the impact.claimed that holds began_on
)

judgements = Table(
    "impact_judgements",
    metadata,
    Column("event_id", UUID(as_uuid=True), primary_key=True),
    Column("impact_id", Text, ForeignKey("impact_claims.impact_id"), nullable=False, index=True),
    Column("from_strength", Text, nullable=False),
    Column("to_strength", Text, nullable=False),
    Column("on_date", Date, nullable=False),
    Column("evidence_ids", ARRAY(Text), nullable=False),
    Column("by_person_id", Text, nullable=False),
    Column("reason_code", Text, nullable=False),
    Column("text_id", Text),
)

evidence_items = Table(
    "evidence_items",
    metadata,
    Column("evidence_id", Text, primary_key=True),
    Column("impact_id", Text, ForeignKey("impact_claims.impact_id"), nullable=False, index=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),  # file | link | testimonial
    Column("title", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("outside", Boolean, nullable=False),
    Column("sha256", Text),
    Column("url", Text),
    Column("dated_on", Date, nullable=False),
    Column("shows_people", Boolean, nullable=False),
    Column("consent_id", Text),
    Column("consent_reference", Text),
    Column("public", Boolean, nullable=False),
    Column("attached_by_person_id", Text, nullable=False),
    Column("set_aside", Boolean, nullable=False),  # found not to show the claim when that was lowered to asserted
    Column("state", Text, nullable=False),  # standing | removed
    Column("removed_on", Date),
    Column("removed_reason", Text),
    Column("testimonial_text_id", Text),
    Column("note_text_id", Text),
    Column("removed_text_id", Text),
)
#: the same file or address shows a claim once
_STANDS = "state = 'standing'"
Index(
    "evidence_file", evidence_items.c.impact_id, evidence_items.c.sha256, unique=True,
    postgresql_where=text(f"sha256 is not null and {_STANDS}"),
)  # fmt: skip
Index(
    "evidence_link", evidence_items.c.impact_id, evidence_items.c.url, unique=True,
    postgresql_where=text(f"url is not null and {_STANDS}"),
)  # fmt: skip
