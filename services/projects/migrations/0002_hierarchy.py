"""Work packages, partners who leave, dependencies and contract dates of the plan, confidence, thresholds, places."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, UUID

revision = "projects_0002"
down_revision = "projects_0001"
branch_labels = None
depends_on = None

uuid = UUID(as_uuid=True)


def upgrade() -> None:
    op.create_table(
        "work_packages",
        sa.Column("work_package_id", sa.Text, primary_key=True),
        _programme(),
        sa.Column("project_id", sa.Text, sa.ForeignKey("projects.project_id"), nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("lead_person_id", sa.Text),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("planned_end", sa.Date),
        sa.Column("ended_on", sa.Date),
        sa.Column("outcome", sa.Text),
    )
    op.add_column(
        "milestones",
        sa.Column("work_package_id", sa.Text, sa.ForeignKey("work_packages.work_package_id"), index=True),
    )
    op.add_column("milestones", sa.Column("contract_on", sa.Date))
    op.add_column("milestones", sa.Column("forecast_known_on", sa.Date))
    op.execute(
        """update milestones set forecast_known_on = coalesce(
            (select max(effective_on) from journal where target_id = milestone_id and type = 'milestone.reforecast'),
            planned_on
        )"""
    )
    op.alter_column("milestones", "forecast_known_on", nullable=False)
    # who depends on a milestone is asked whenever it moves
    op.create_index("ix_milestones_predecessors", "milestones", ["predecessor_ids"], postgresql_using="gin")
    for name, kind in (
        ("left_on", sa.Date),
        ("left_reason", sa.Text),
        ("successor_org_id", sa.Text),
        ("succeeds_partnership_id", sa.Text),
    ):
        op.add_column("partners", sa.Column(name, kind))
    op.create_table(
        "thresholds",
        _programme(primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("from_on", sa.Date, primary_key=True),
        sa.Column("values", ARRAY(sa.Integer), nullable=False),
        sa.Column("event_id", uuid, nullable=False),
    )
    op.create_table(
        "confidence",
        sa.Column("event_id", uuid, primary_key=True),
        _programme(),
        sa.Column("target_id", sa.Text, nullable=False),
        sa.Column("target_kind", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("declared_on", sa.Date, nullable=False),
        sa.Column("reason_text_id", sa.Text, nullable=False),
        sa.Column("action_text_id", sa.Text),
        sa.Column("review_on", sa.Date),
        sa.Column("declared_by", sa.Text, nullable=False),
    )
    op.create_index("ix_confidence_target", "confidence", ["target_id", "declared_on", "event_id"])
    op.create_table(
        "places",
        _programme(primary_key=True),
        sa.Column("boundary_set", sa.Text, primary_key=True),
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("parent_code", sa.Text),
        sa.Column("deprivation_decile", sa.Integer),
        sa.Column("deprivation_index", sa.Text),
        sa.Column("deprivation_year", sa.Integer),
        sa.Column("population", sa.Integer),
        sa.Column("event_id", uuid, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("places")
    op.drop_table("confidence")
    op.drop_table("thresholds")
    for name in ("left_on", "left_reason", "successor_org_id", "succeeds_partnership_id"):
        op.drop_column("partners", name)
    op.drop_index("ix_milestones_predecessors", "milestones")
    op.drop_column("milestones", "forecast_known_on")
    op.drop_column("milestones", "contract_on")
    op.drop_column("milestones", "work_package_id")
    op.drop_table("work_packages")


def _programme(*, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(
        "programme_id",
        sa.Text,
        sa.ForeignKey("programmes.programme_id"),
        nullable=False,
        index=not primary_key,
        primary_key=primary_key,
    )
