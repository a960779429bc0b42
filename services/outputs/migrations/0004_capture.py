"""Look-ups, replies of sources, proposals, delegations; who logged an output, and for whom."""

from alembic import op

revision = "outputs_0004"
down_revision = "outputs_0003"
branch_labels = None
depends_on = None

UP = """
create table lookups (
    lookup_id text primary key,
    programme_id text not null,
    scheme text not null,
    value text not null,
    value_key text not null,
    person_id text,
    asked_by text not null,
    state text not null default 'waiting',
    message text,
    sources jsonb not null default '[]',
    attempts integer not null default 0,
    next_try_at timestamptz not null default now(),
    proposal_id text,
    output_id text,
    found integer not null default 0,
    fresh integer not null default 0,
    asked_at timestamptz not null default now(),
    finished_at timestamptz
);
create unique index lookups_open on lookups (programme_id, scheme, value_key) where state in ('waiting', 'trying');
create index lookups_due on lookups (next_try_at) where state = 'waiting';
create table source_replies (
    address text primary key,
    etag text,
    body bytea not null,
    fetched_at timestamptz not null
);
create index source_replies_oldest on source_replies (fetched_at);
create table proposals (
    proposal_id text primary key,
    programme_id text not null,
    key text not null,
    identifiers jsonb not null default '{}',
    doi_key text,
    work_key text not null,
    type text not null,
    subtype text,
    title text not null,
    on_date date,
    date_precision text,
    details jsonb not null default '{}',
    authors jsonb not null default '[]',
    licence text,
    url text,
    funding jsonb not null default '[]',
    open_access jsonb not null default '{}',
    sources text[] not null,
    whole boolean not null,
    orcid text,
    person_id text,
    state text not null default 'waiting',
    adds_to text,
    output_id text,
    harvested_by text not null,
    harvested_at timestamptz not null default now(),
    decided_by text,
    decided_on date,
    reason_code text,
    note_id text
);
create unique index proposals_key on proposals (programme_id, key);
create index proposals_state on proposals (programme_id, state, proposal_id);
create table known_delegations (
    delegation_id text primary key,
    programme_id text not null,
    from_person_id text not null,
    to_person_id text not null,
    from_on date not null,
    until date
);
create index known_delegations_of on known_delegations (programme_id, to_person_id);
alter table outputs add column recorded_by text, add column on_behalf_of text;
"""


def upgrade() -> None:
    for statement in UP.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    for column in ("recorded_by", "on_behalf_of"):
        op.drop_column("outputs", column)
    for table in ("known_delegations", "proposals", "source_replies", "lookups"):
        op.drop_table(table)
