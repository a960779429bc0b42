"""Outputs, attributions, merges, the awards that are known, and words kept by reference."""

from alembic import op

from shared.imports import jobs

revision = "outputs_0001"
down_revision = None
branch_labels = ("outputs",)
depends_on = None

UP = """
CREATE TABLE known_awards (
    award_id TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    reference TEXT NOT NULL,
    reference_key TEXT NOT NULL,
    PRIMARY KEY (award_id, programme_id)
);
CREATE INDEX known_awards_reference ON known_awards (programme_id, reference_key);
CREATE TABLE outputs (
    output_id TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    type TEXT NOT NULL,
    subtype TEXT,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    on_date DATE NOT NULL,
    date_precision TEXT NOT NULL,
    dated_by UUID NOT NULL,
    published BOOLEAN NOT NULL,
    embargoed_until DATE,
    identifiers JSONB DEFAULT '{}' NOT NULL,
    doi_key TEXT,
    work_key TEXT NOT NULL,
    details JSONB DEFAULT '{}' NOT NULL,
    authors JSONB DEFAULT '[]' NOT NULL,
    themes TEXT[] DEFAULT '{}' NOT NULL,
    places JSONB DEFAULT '[]' NOT NULL,
    workstream_id TEXT,
    project_ids TEXT[] DEFAULT '{}' NOT NULL,
    version_of TEXT,
    licence TEXT,
    url TEXT,
    funding JSONB DEFAULT '[]' NOT NULL,
    import_key TEXT,
    absorbed_by TEXT,
    withdrawn_kind TEXT,
    withdrawn_on DATE,
    notice_url TEXT,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (output_id),
    FOREIGN KEY(absorbed_by) REFERENCES outputs (output_id)
);
CREATE INDEX outputs_absorbed ON outputs (absorbed_by)
    WHERE absorbed_by IS NOT NULL;
CREATE UNIQUE INDEX outputs_doi ON outputs (programme_id, doi_key)
    WHERE doi_key is not null and coalesce(withdrawn_kind, 'retracted') = 'retracted';
CREATE INDEX outputs_newest ON outputs (programme_id, on_date DESC, output_id DESC);
CREATE INDEX outputs_work ON outputs (programme_id, work_key);
CREATE TABLE texts (
    text_id TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    words TEXT NOT NULL,
    length INTEGER NOT NULL,
    PRIMARY KEY (text_id)
);
CREATE TABLE attributions (
    attribution_id TEXT NOT NULL,
    output_id TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    award_id TEXT,
    project_id TEXT,
    award_reference TEXT,
    reference_key TEXT,
    role TEXT NOT NULL,
    share TEXT,
    basis TEXT NOT NULL,
    state TEXT NOT NULL,
    reason_code TEXT,
    note_id TEXT,
    PRIMARY KEY (attribution_id),
    FOREIGN KEY(output_id) REFERENCES outputs (output_id)
);
CREATE UNIQUE INDEX attributions_award ON attributions (output_id, award_id)
    WHERE award_id is not null and state <> 'withdrawn';
CREATE UNIQUE INDEX attributions_project ON attributions (output_id, project_id)
    WHERE project_id is not null and state <> 'withdrawn';
CREATE INDEX attributions_written ON attributions (programme_id, reference_key)
    WHERE state = 'as_written';
CREATE INDEX ix_attributions_award_id ON attributions (award_id);
CREATE INDEX ix_attributions_output_id ON attributions (output_id);
CREATE TABLE merges (
    merge_event_id UUID NOT NULL,
    programme_id TEXT NOT NULL,
    kept_id TEXT NOT NULL,
    absorbed_id TEXT NOT NULL,
    basis TEXT NOT NULL,
    merged_on DATE NOT NULL,
    undone_on DATE,
    PRIMARY KEY (merge_event_id),
    FOREIGN KEY(kept_id) REFERENCES outputs (output_id),
    FOREIGN KEY(absorbed_id) REFERENCES outputs (output_id)
);
CREATE INDEX ix_merges_kept_id ON merges (kept_id);
"""


def upgrade() -> None:
    for statement in UP.split(";\n"):
        if statement.strip():
            op.execute(statement)
    jobs.create_tables()


def downgrade() -> None:
    jobs.drop_tables()
    for table in ("texts", "known_awards", "merges", "attributions", "outputs"):
        op.drop_table(table)
