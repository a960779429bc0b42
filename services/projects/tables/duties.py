"""Reporting duties, what the calendar has brought them, the schedules of awards, and sample stories being told."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Index, Integer, Table, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from services.projects.tables.metadata import metadata

#: the schedule that an award has, and who answers for its duties
duty_schedules = Table(
    "duty_schedules",
    metadata,
    Column("award_id", Text, ForeignKey("awards.award_id"), primary_key=True),
    Column("policy", Text),  # null: none
    Column("policy_version", Integer),
    Column("since", Date, nullable=False),  # duties due before this day are not kept here
    Column("owner_person_id", Text),
    Column("second_person_id", Text),
)

obligations = Table(
    "obligations",
    metadata,
    Column("obligation_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("award_id", Text, ForeignKey("awards.award_id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),  # tells it from others of its kind: the period, the end, the event
    Column("title", Text, nullable=False),
    Column("period_from", Date),
    Column("period_to", Date),
    Column("policy", Text),  # null for one set by hand
    Column("policy_version", Integer),
    Column("met_by_template", Text),
    Column("due_soon_days", ARRAY(Integer), nullable=False),
    Column("escalates", Boolean, nullable=False),
    Column("owner_person_id", Text),
    Column("second_person_id", Text),
    Column("arose_on", Date, nullable=False),
    Column("first_due_on", Date, nullable=False),
    Column("scheduled_on", Date),  # what the schedule said last; null for one set by hand
    Column("due_on", Date, nullable=False),
    Column("watch_from", Date, nullable=False),  # before it the calendar brings nothing
    Column("fell_due_on", Date),  # once recorded; the due day is frozen from then on
    Column("overdue_on", Date),  # once recorded
    Column("met_on", Date),
    Column("met_event_id", UUID(as_uuid=True)),
    Column("evidence", JSONB, nullable=False, server_default="[]"),
    Column("waived_on", Date),
    Column("waived_until", Date),
    Column("waiver_reason_code", Text),
    Column("approver_person_id", Text),
    Column("withdrawn_on", Date),
)
Index(
    "one_obligation_per_award_kind_and_period",
    obligations.c.award_id,
    obligations.c.kind,
    obligations.c.key,
    unique=True,
    postgresql_where=obligations.c.withdrawn_on.is_(None),
)
Index("obligations_by_due_day", obligations.c.due_on, obligations.c.obligation_id)

#: what the calendar brought, each once: the primary key is what makes it so
obligation_occurrences = Table(
    "obligation_occurrences",
    metadata,
    Column("obligation_id", Text, ForeignKey("obligations.obligation_id"), primary_key=True),
    Column("occurrence", Text, primary_key=True),
    Column("on_date", Date, nullable=False),
    Column("event_id", UUID(as_uuid=True), nullable=False),
)

#: programmes whose history a sample is telling: until it is told, no scheduler speaks of them
stories = Table(
    "stories",
    metadata,
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), primary_key=True),
    Column("begun_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("told_at", DateTime(timezone=True)),
)
