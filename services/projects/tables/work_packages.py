"""Work packages: parts of a project, between it and its milestones."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Table, Text

from services.projects.tables.metadata import metadata

work_packages = Table(
    "work_packages",
    metadata,
    Column("work_package_id", Text, primary_key=True),
    Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True),
    Column("project_id", Text, ForeignKey("projects.project_id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("lead_person_id", Text),
    Column("from_on", Date, nullable=False),
    Column("planned_end", Date),
    Column("ended_on", Date),
    Column("outcome", Text),  # completed | cancelled
)
