"""Indicators with their targets, and what was measured."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Numeric, Table, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from services.outputs.tables.metadata import metadata

indicators = Table(
    "indicators",
    metadata,
    Column("indicator_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("adding", Text, nullable=False),
    Column("baseline", Numeric(20, 4)),
    Column("baseline_on", Date),
    Column("targets", JSONB, nullable=False),
    Column("source", Text),
    Column("themes", ARRAY(Text), nullable=False),
    Column("places", JSONB, nullable=False),
    Column("context", Boolean, nullable=False),
    Column("counts_people", Boolean, nullable=False),
    Column("from_on", Date, nullable=False),
)

#: of a number of people from 1 to 4 there is `hidden` and no value: it is nowhere kept
measurements = Table(
    "measurements",
    metadata,
    Column("measurement_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("indicator_id", Text, ForeignKey("indicators.indicator_id"), nullable=False, index=True),
    Column("value", Numeric(20, 4)),
    Column("hidden", Text),  # few | withheld
    Column("on_date", Date, nullable=False),
    Column("period_from", Date),
    Column("place", JSONB(none_as_null=True)),
    Column("group", Text),
    Column("source", Text, nullable=False),
    Column("published_on", Date),
    Column("withdrawn_reason", Text),
    Column("event_id", UUID(as_uuid=True), nullable=False),  # the fact that says what is here
)
#: there is one value for the same days, place and group
Index(
    "measurements_of",
    measurements.c.indicator_id,
    measurements.c.on_date,
    func.coalesce(measurements.c.period_from, measurements.c.on_date),
    func.coalesce(measurements.c.place["code"].astext, ""),
    func.coalesce(measurements.c.group, ""),
    unique=True,
    postgresql_where=text("withdrawn_reason is null"),
)
