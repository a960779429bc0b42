"""The tables of reports as this service keeps them; what others are told of a report is in the facts."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, MetaData, Table, Text, func
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

#: one row per revision; `draft`, then `submitted`, and never changed again but for its receipts
reports = Table(
    "reports",
    metadata,
    Column("report_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("template_version", Integer, nullable=False),
    Column("period_from", Date, nullable=False),
    Column("period_to", Date, nullable=False),
    Column("title", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_on", Date),
    Column("started_by", Text, nullable=False),
    Column("started_on", Date, nullable=False),
    Column("submitted_by", Text),
    Column("submitted_on", Date),
    Column("fingerprint", Text),
    Column("known_at", BigInteger),
    Column("artefacts", JSONB),
    Column("recipients", JSONB),
    Column("receipts", JSONB, nullable=False, server_default="[]"),
)

#: every version of the words of a report, whole, by question; none is edited
narratives = Table(
    "narratives",
    metadata,
    Column("report_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("texts", JSONB, nullable=False),
    Column("saved_by", Text, nullable=False),
    Column("saved_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

#: free text that a fact refers to by id and fingerprint, so that it can be corrected or erased here
texts = Table(
    "texts",
    metadata,
    Column("text_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("kept_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
