"""Programmes, awards, workstreams, projects, partners, milestones, texts, the journal, and import jobs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from shared.imports import jobs

revision = "projects_0001"
down_revision = None
branch_labels = ("projects",)
depends_on = None

uuid = UUID(as_uuid=True)
instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "programmes",
        sa.Column("programme_id", sa.Text, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("host_org_id", sa.Text, nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("planned_end", sa.Date),
        sa.Column("year_start_month", sa.Integer, nullable=False),
        sa.Column("nation", sa.Text, nullable=False),
        sa.Column("places", JSONB, nullable=False),
        sa.Column("themes", JSONB, nullable=False),
        sa.Column("stages", JSONB, nullable=False),
        sa.Column("labels", JSONB, nullable=False),
    )
    op.create_table(
        "awards",
        sa.Column("award_id", sa.Text, primary_key=True),
        sa.Column("programme_id", sa.Text, nullable=False, index=True),
        sa.Column("reference", sa.Text, nullable=False, unique=True),
        sa.Column("id_as_written", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("funder_org_id", sa.Text, nullable=False),
        sa.Column("contracted_org_id", sa.Text),
        sa.Column("funder_programme", sa.Text),
        sa.Column("programme_stream", sa.Text),
        sa.Column("amount", sa.Numeric(19, 4)),
        sa.Column("currency", sa.Text),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date),
        sa.Column("first_ends_on", sa.Date),
        sa.Column("holder_person_ids", ARRAY(sa.Text), nullable=False),
        sa.Column("project_ids", ARRAY(sa.Text), nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("source_status", sa.Text),
        sa.Column("content_sha256", sa.Text),
        sa.Column("event_id", uuid, nullable=False),
    )
    op.create_table(
        "award_extensions",
        sa.Column("event_id", uuid, primary_key=True),
        sa.Column("award_id", sa.Text, sa.ForeignKey("awards.award_id"), nullable=False, index=True),
        sa.Column("agreed_on", sa.Date, nullable=False),
        sa.Column("months", sa.Integer),
        sa.Column("amount_change", sa.Numeric(19, 4)),
        sa.Column("currency", sa.Text),
        sa.Column("new_end", sa.Date),
        sa.Column("funder_reference", sa.Text),
    )
    op.create_table(
        "workstreams",
        sa.Column("workstream_id", sa.Text, primary_key=True),
        _programme(),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("lead_person_id", sa.Text),
        sa.Column("from_on", sa.Date, nullable=False),
    )
    op.create_table(
        "projects",
        sa.Column("project_id", sa.Text, primary_key=True),
        _programme(),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("workstream_id", sa.Text, sa.ForeignKey("workstreams.workstream_id")),
        sa.Column("lead_person_id", sa.Text),
        sa.Column("partner_org_ids", ARRAY(sa.Text), nullable=False),
        sa.Column("themes", ARRAY(sa.Text), nullable=False),
        sa.Column("places", JSONB, nullable=False),
        sa.Column("activity_class", sa.Text),
        sa.Column("stage", sa.Text),
        sa.Column("planned_end", sa.Date),
        sa.Column("award_ids", ARRAY(sa.Text), nullable=False),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
    )
    op.create_table(
        "partners",
        sa.Column("partnership_id", sa.Text, primary_key=True),
        _programme(),
        sa.Column("project_id", sa.Text, sa.ForeignKey("projects.project_id"), index=True),
        sa.Column("org_id", sa.Text, nullable=False),
        sa.Column("roles", ARRAY(sa.Text), nullable=False),
        sa.Column("agreement_id", sa.Text),
        sa.Column("joined_on", sa.Date, nullable=False),
    )
    op.create_table(
        "milestones",
        sa.Column("milestone_id", sa.Text, primary_key=True),
        _programme(),
        sa.Column("project_id", sa.Text, sa.ForeignKey("projects.project_id"), index=True),
        sa.Column("workstream_id", sa.Text, sa.ForeignKey("workstreams.workstream_id")),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("owner_person_id", sa.Text),
        sa.Column("owner_org_id", sa.Text),
        sa.Column("contractual", sa.Boolean, nullable=False),
        sa.Column("evidence_required", sa.Boolean, nullable=False),
        sa.Column("predecessor_ids", ARRAY(sa.Text), nullable=False),
        sa.Column("planned_on", sa.Date, nullable=False),
        sa.Column("first_baseline_on", sa.Date, nullable=False),
        sa.Column("baseline_on", sa.Date, nullable=False),
        sa.Column("forecast_on", sa.Date, nullable=False),
        sa.Column("achieved_on", sa.Date),
        sa.Column("achieved_event_id", uuid),
        sa.Column("evidence_file_ids", ARRAY(sa.Text), nullable=False, server_default="{}"),
        sa.Column("cancelled_on", sa.Date),
    )
    op.create_table(
        "baselines",
        sa.Column("event_id", uuid, primary_key=True),
        _programme(),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
    )
    op.create_table(
        "baseline_milestones",
        sa.Column("event_id", uuid, sa.ForeignKey("baselines.event_id"), primary_key=True),
        sa.Column("milestone_id", sa.Text, sa.ForeignKey("milestones.milestone_id"), primary_key=True, index=True),
        sa.Column("baseline_on", sa.Date, nullable=False),
    )
    op.create_table(
        "texts",
        sa.Column("text_id", sa.Text, primary_key=True),
        sa.Column("programme_id", sa.Text, nullable=False, index=True),
        sa.Column("target_id", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("written_by", sa.Text, nullable=False),
        sa.Column("written_at", instant, nullable=False, server_default=sa.func.now()),
    )
    op.create_table(
        "journal",
        sa.Column("event_id", uuid, primary_key=True),
        sa.Column("target_id", sa.Text, nullable=False, index=True),
        sa.Column("programme_id", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("effective_on", sa.Date, nullable=False),
        sa.Column("recorded_at", instant, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.Column("data", JSONB, nullable=False),
        sa.Column("text_id", sa.Text),
    )
    jobs.create_tables()


def downgrade() -> None:
    jobs.drop_tables()
    for table in (
        "journal",
        "texts",
        "baseline_milestones",
        "baselines",
        "milestones",
        "partners",
        "projects",
        "workstreams",
        "award_extensions",
        "awards",
        "programmes",
    ):
        op.drop_table(table)


def _programme() -> sa.Column[str]:
    return sa.Column("programme_id", sa.Text, sa.ForeignKey("programmes.programme_id"), nullable=False, index=True)
