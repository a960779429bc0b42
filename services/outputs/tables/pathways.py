"""The logic model of a programme: its steps and what they are linked to."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, Text

from services.outputs.tables.metadata import metadata

pathway_steps = Table(
    "pathway_steps",
    metadata,
    Column("step_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("level", Text, nullable=False),  # activity | output | outcome | impact
    Column("title", Text, nullable=False),
    Column("place", Integer),
    Column("added_on", Date, nullable=False),
    Column("state", Text, nullable=False),  # standing | removed
    Column("removed_on", Date),
    Column("assumptions_text_id", Text),
)

pathway_links = Table(
    "pathway_links",
    metadata,
    Column("step_id", Text, ForeignKey("pathway_steps.step_id"), primary_key=True),
    Column("target_kind", Text, primary_key=True),  # step | project | output | indicator
    Column("target_id", Text, primary_key=True),
    Column("linked_on", Date, nullable=False),
)
Index("pathway_links_target", pathway_links.c.target_kind, pathway_links.c.target_id)
