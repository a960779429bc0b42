"""Ids by which files name outputs: a Researchfish outcome has one for each person who entered it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, Text

from services.outputs.tables.metadata import metadata

import_keys = Table(
    "import_keys",
    metadata,
    Column("programme_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),  # researchfish:5e6a27b6e5cc89.33826613, reference:OUT-17
    Column("output_id", Text, ForeignKey("outputs.output_id"), nullable=False, index=True),
)
