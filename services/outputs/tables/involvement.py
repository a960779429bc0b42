"""Involvement of the public, and the consents that the people service told of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Numeric, Table, Text, UniqueConstraint, false
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from services.outputs.tables.metadata import metadata


def _common(key: str) -> list[Column[Any]]:
    return [
        Column(key, Text, primary_key=True),
        Column("programme_id", Text, nullable=False, index=True),
        Column("taken_back", Boolean, nullable=False, server_default=false()),
        Column("event_id", UUID(as_uuid=True)),  # the fact that says what is here
    ]


#: who agreed to what, and still does; kept by `commands/known_consents.py`
known_consents = Table(
    "known_consents",
    metadata,
    Column("consent_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False),
    Column("person_id", Text, nullable=False),
    Column("purposes", ARRAY(Text), nullable=False),
)
Index("known_consents_person", known_consents.c.programme_id, known_consents.c.person_id)

involvements = Table(
    "involvements",
    metadata,
    *_common("involvement_id"),
    Column("title", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("standards", ARRAY(Text), nullable=False),
    Column("contributors", Integer, nullable=False),
    Column("register_person_ids", ARRAY(Text), nullable=False),
    Column("hours", Numeric(12, 2)),
    Column("places", JSONB, nullable=False),
    Column("project_ids", ARRAY(Text), nullable=False),
    Column("host_org_id", Text),
    Column("held_on", Date, nullable=False),
)

involvement_payments = Table(
    "involvement_payments",
    metadata,
    *_common("involvement_payment_id"),
    Column("involvement_id", Text, ForeignKey("involvements.involvement_id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("amount", Numeric(19, 4), nullable=False),
    Column("currency", Text, nullable=False),
    Column("paid_on", Date, nullable=False),
)

involvement_changes = Table(
    "involvement_changes",
    metadata,
    *_common("involvement_change_id"),
    Column("involvement_ids", ARRAY(Text), nullable=False),
    Column("project_id", Text),
    Column("output_id", Text),
    Column("decision_id", Text),
    Column("summary_text_id", Text),
    Column("changed_on", Date, nullable=False),
)

#: those who said something were told what became of it; one that was taken back is no longer here
involvement_tellings = Table(
    "involvement_tellings",
    metadata,
    Column("event_id", UUID(as_uuid=True), primary_key=True),
    Column("programme_id", Text, nullable=False),
    Column("involvement_change_id", Text, ForeignKey("involvement_changes.involvement_change_id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("told_on", Date, nullable=False),
    UniqueConstraint("involvement_change_id", "channel", "told_on", name="involvement_tellings_once"),
)

inclusion_profiles = Table(
    "inclusion_profiles",
    metadata,
    *_common("inclusion_profile_id"),
    Column("characteristic", Text, nullable=False),
    Column("period_from", Date, nullable=False),
    Column("period_to", Date, nullable=False),
    Column("shown", JSONB, nullable=False),  # what may be shown of the numbers; they themselves are kept nowhere
    Column("place", JSONB),
    Column("census", JSONB),
    Column("census_source", Text),
)
