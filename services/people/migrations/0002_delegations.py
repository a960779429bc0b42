"""Who may act for whom."""

from alembic import op

revision = "people_0002"
down_revision = "people_0001"
branch_labels = None
depends_on = None

UP = """
create table delegations (
    delegation_id text primary key,
    from_person_id text not null references people,
    to_person_id text not null references people,
    programme_id text not null,
    from_on date not null,
    until date
);
create index ix_delegations_programme_id on delegations (programme_id);
"""


def upgrade() -> None:
    for statement in UP.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("delegations")
