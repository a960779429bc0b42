"""How outputs keep the funder's policies: evidence of open access, checks, notices, and awards' own terms."""

from alembic import op

revision = "outputs_0006"
down_revision = "outputs_0005"
branch_labels = None
depends_on = None

UP = """
create table open_access (
    output_id text primary key references outputs, programme_id text not null, known jsonb not null,
    known_on date not null, source text not null);
create index ix_open_access_programme_id on open_access (programme_id);
create table acknowledgements (
    output_id text primary key references outputs, programme_id text not null, judged_on date not null,
    checked_on date not null, acknowledged boolean not null, results jsonb not null, award_ids text[] not null,
    text_id text not null, text_sha256 text not null);
create index ix_acknowledgements_programme_id on acknowledgements (programme_id);
create table notices (
    notice_id text primary key, programme_id text not null, output_id text not null references outputs,
    kind text not null, told_on date not null, planned_on date, channel text not null, reference text,
    with_output_ids text[] not null, event_id uuid);
create index ix_notices_programme_id on notices (programme_id);
create index ix_notices_output_id on notices (output_id);
create table notice_warnings (
    output_id text not null references outputs, due_on date not null, programme_id text not null,
    event_id uuid not null, primary key (output_id, due_on));
create table award_terms (
    award_term_id text primary key, programme_id text not null, award_id text not null, from_on date not null,
    award_kind text, nihr_majority boolean, notice_days integer, notice_counted text, notice_covers text,
    reason_code text, event_id uuid);
create index ix_award_terms_programme_id on award_terms (programme_id);
create unique index award_terms_once on award_terms (programme_id, award_id, from_on);
create table known_programmes (programme_id text primary key, nation text not null, being_told boolean not null);
"""
TABLES = ("known_programmes", "award_terms", "notice_warnings", "notices", "acknowledgements", "open_access")


def upgrade() -> None:
    for statement in UP.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
