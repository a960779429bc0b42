"""Training sessions, steps in careers, and waves of surveys. Numbers here are exact: reads go by `smallnumbers`."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, Numeric, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from services.outputs.tables.metadata import metadata

training_sessions = Table(
    "training_sessions",
    metadata,
    Column("training_session_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("provider_org_id", Text),
    Column("held_on", Date, nullable=False),
    Column("places_taken", Integer, nullable=False),
    Column("by_directorate", JSONB, nullable=False),
    Column("by_partner", JSONB, nullable=False),
    Column("from_community", Integer),
    Column("register_person_ids", ARRAY(Text), nullable=False),
    Column("confidence_before", Numeric(4, 2)),
    Column("confidence_after", Numeric(4, 2)),
    Column("answers", Integer),
    Column("asked", Integer),
    Column("withdrawn_reason", Text),
    Column("event_id", UUID(as_uuid=True)),  # the fact that says what is here
)

career_steps = Table(
    "career_steps",
    metadata,
    Column("career_step_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("stepped_on", Date, nullable=False),
    Column("person_id", Text),
    Column("from_sector", Text),
    Column("to_sector", Text),
    Column("withdrawn_reason", Text),
    Column("event_id", UUID(as_uuid=True)),
    # of somebody who is named, the same step is there once
    Index(
        "career_steps_once",
        "programme_id",
        "person_id",
        "kind",
        "state",
        "stepped_on",
        unique=True,
        postgresql_where=text("withdrawn_reason is null and person_id is not null"),
    ),
)

surveys = Table(
    "surveys",
    metadata,
    Column("survey_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("instrument", Text, nullable=False),
    Column("wave", Integer, nullable=False),
    Column("closed_on", Date, nullable=False),
    Column("scores", JSONB, nullable=False),
    Column("scale_from", Text),
    Column("scale_to", Text),
    Column("answers", Integer, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("withdrawn_reason", Text),
    Column("event_id", UUID(as_uuid=True)),
    Index(
        "surveys_once",
        "programme_id",
        text("lower(instrument)"),
        "wave",
        unique=True,
        postgresql_where=text("withdrawn_reason is null"),
    ),
)
