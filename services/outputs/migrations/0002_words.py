"""Words of the same form as in every service: whose they are, and their fingerprint."""

from alembic import op

revision = "outputs_0002"
down_revision = "outputs_0001"
branch_labels = None
depends_on = None

UP = """
alter table texts add column target_id text, add column sha256 text, add column written_by text,
    add column written_at timestamptz not null default now();
update texts set target_id = coalesce((select attribution_id from attributions where note_id = text_id), ''),
    sha256 = encode(sha256(convert_to(words, 'UTF8')), 'hex'), written_by = '';
alter table texts alter column target_id set not null, alter column sha256 set not null,
    alter column written_by set not null, drop column length;
create index ix_texts_programme_id on texts (programme_id);
"""


def upgrade() -> None:
    for statement in UP.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    op.execute("drop index ix_texts_programme_id")
    op.execute("alter table texts add column length integer not null default 0")
    op.execute("update texts set length = length(words)")
    for column in ("target_id", "sha256", "written_by", "written_at"):
        op.drop_column("texts", column)
