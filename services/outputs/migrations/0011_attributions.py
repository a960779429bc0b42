"""Who said, agreed to, disputed and took back an attribution; who leads a project and holds an award; who funds it."""

from alembic import op

revision = "outputs_0011"
down_revision = "outputs_0010"
branch_labels = None
depends_on = None

UP = """
alter table attributions
    add column event_id uuid, add column reason_id text,
    add column asserted_by text, add column asserted_on date,
    add column asserted_at timestamptz not null default now(),
    add column agreed_by text, add column agreed_on date,
    add column disputed_by text, add column disputed_on date, add column dispute_code text,
    add column dispute_note_id text,
    add column withdrawn_by text, add column withdrawn_on date;
update attributions set asserted_on = outputs.on_date from outputs where outputs.output_id = attributions.output_id;
create index attributions_of_programme on attributions (programme_id, asserted_at);
create index ix_attributions_project_id on attributions (project_id);
alter table known_awards add column holder_person_ids text[] not null default '{}', add column funder_org text;
create table known_projects (
    project_id text not null,
    programme_id text not null,
    lead_person_id text,
    primary key (project_id)
);
create table known_funders (
    org_id text not null,
    name text not null,
    ror text,
    primary key (org_id)
)
"""


def upgrade() -> None:
    for statement in UP.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("known_funders")
    op.drop_table("known_projects")
    op.drop_column("known_awards", "holder_person_ids")
    op.drop_column("known_awards", "funder_org")
    op.execute("drop index attributions_of_programme")
    op.execute("drop index ix_attributions_project_id")
    for column in (
        "event_id", "reason_id", "asserted_by", "asserted_on", "asserted_at", "agreed_by", "agreed_on", "disputed_by",
        "disputed_on", "dispute_code", "dispute_note_id", "withdrawn_by", "withdrawn_on",
    ):  # fmt: skip
        op.drop_column("attributions", column)
