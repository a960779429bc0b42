"""Keys of outputs by scheme, what an output stands with, who merged, and pairs that are two after all."""

from alembic import op

revision = "outputs_0005"
down_revision = "outputs_0004"
branch_labels = None
depends_on = None

_HOLDS = "coalesce(withdrawn_kind, 'retracted') = 'retracted'"
_BOOK = "case when subtype in ('book', 'edited_book', 'monograph', 'scholarly_edition') then identifiers->>'isbn' end"

UP = f"""
alter table outputs add column stands_with text references outputs (output_id);
with recursive chain (output_id, stands_with) as (
    select output_id, absorbed_by from outputs where absorbed_by is not null
    union all
    select chain.output_id, outputs.absorbed_by from chain
    join outputs on outputs.output_id = chain.stands_with where outputs.absorbed_by is not null
)
update outputs set stands_with = ends.stands_with from (
    select chain.output_id, chain.stands_with from chain
    join outputs on outputs.output_id = chain.stands_with where outputs.absorbed_by is null
) ends where ends.output_id = outputs.output_id;
create index outputs_stands_with on outputs (stands_with) where stands_with is not null;
create index outputs_version_of on outputs (version_of) where version_of is not null;
create unique index outputs_one_pmid on outputs (programme_id, (identifiers->>'pmid'))
    where (identifiers->>'pmid') is not null and {_HOLDS};
create unique index outputs_one_pmcid on outputs (programme_id, (identifiers->>'pmcid'))
    where (identifiers->>'pmcid') is not null and {_HOLDS};
create unique index outputs_one_arxiv on outputs (programme_id, (identifiers->>'arxiv'))
    where (identifiers->>'arxiv') is not null and {_HOLDS};
create unique index outputs_one_isbn on outputs (programme_id, ({_BOOK}))
    where ({_BOOK}) is not null and {_HOLDS};
alter table merges add column merged_by text, add column undone_by text,
    add column taken_over jsonb not null default '{{}}';
create index merges_of_programme on merges (programme_id, merged_on);
create index merges_absorbed on merges (absorbed_id);
create table dismissals (
    dismissal_id text not null,
    programme_id text not null,
    output_id text not null references outputs (output_id),
    other_id text not null references outputs (output_id),
    reason_code text not null,
    note_id text,
    dismissed_by text not null,
    dismissed_on date not null,
    restored_by text,
    restored_on date,
    primary key (dismissal_id)
);
create unique index dismissals_pair on dismissals (output_id, other_id) where restored_on is null;
create index ix_dismissals_programme_id on dismissals (programme_id)
"""  # noqa: S608  (all of it is our own text)


def upgrade() -> None:
    for statement in UP.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("dismissals")
    for column in ("merged_by", "undone_by", "taken_over"):
        op.drop_column("merges", column)
    for index in (
        "outputs_one_pmid",
        "outputs_one_pmcid",
        "outputs_one_arxiv",
        "outputs_one_isbn",
        "merges_of_programme",
    ):
        op.execute(f"drop index {index}")
    op.execute("drop index merges_absorbed")
    op.drop_column("outputs", "stands_with")
    op.execute("drop index outputs_version_of")
