"""When outputs were submitted and accepted, and which fact withdrew them."""

from alembic import op

revision = "outputs_0003"
down_revision = "outputs_0002"
branch_labels = None
depends_on = None

#: the outbox has migrations of its own, and a new database has none yet: then nothing was withdrawn either
UP = """
ALTER TABLE outputs ADD COLUMN submitted_on DATE, ADD COLUMN accepted_on DATE, ADD COLUMN withdrawn_by UUID;
DO $$ BEGIN
    IF to_regclass('outbox') IS NOT NULL THEN
        UPDATE outputs SET withdrawn_by = told.id FROM (
            SELECT DISTINCT ON (attributes ->> 'subject') attributes ->> 'subject' AS subject, id FROM outbox
            WHERE attributes ->> 'type' = 'outputs.output.withdrawn' ORDER BY attributes ->> 'subject', id DESC
        ) told WHERE told.subject = outputs.output_id AND outputs.withdrawn_kind IS NOT NULL;
    END IF;
END $$
"""
DOWN = "ALTER TABLE outputs DROP COLUMN submitted_on, DROP COLUMN accepted_on, DROP COLUMN withdrawn_by"


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
