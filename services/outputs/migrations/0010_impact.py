"""Impact claims with their judgements and evidence, the logic model, and case studies."""

from alembic import op

revision = "outputs_0010"
down_revision = "outputs_0009"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE impact_claims (
    impact_id TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    title TEXT NOT NULL,
    beneficiaries TEXT NOT NULL,
    themes TEXT[] NOT NULL,
    tags TEXT[] NOT NULL,
    places JSONB NOT NULL,
    pathway_step_ids TEXT[] NOT NULL,
    decision_id TEXT,
    project_ids TEXT[] NOT NULL,
    output_ids TEXT[] NOT NULL,
    began_on DATE NOT NULL,
    dated_before DATE[] NOT NULL,
    claimed_on DATE NOT NULL,
    author_person_id TEXT NOT NULL,
    writers TEXT[] NOT NULL,
    contribution BOOLEAN NOT NULL,
    strength TEXT NOT NULL,
    judged_on DATE NOT NULL,
    rests_on TEXT[] NOT NULL,
    state TEXT NOT NULL,
    withdrawn_on DATE,
    withdrawn_reason TEXT,
    summary_text_id TEXT NOT NULL,
    reach_text_id TEXT,
    significance_text_id TEXT,
    attribution_text_id TEXT,
    withdrawn_text_id TEXT,
    event_id UUID NOT NULL,
    PRIMARY KEY (impact_id)
);
CREATE INDEX ix_impact_claims_programme_id ON impact_claims (programme_id);
CREATE TABLE impact_judgements (
    event_id UUID NOT NULL,
    impact_id TEXT NOT NULL,
    from_strength TEXT NOT NULL,
    to_strength TEXT NOT NULL,
    on_date DATE NOT NULL,
    evidence_ids TEXT[] NOT NULL,
    by_person_id TEXT NOT NULL,
    reason_code TEXT NOT NULL,
    text_id TEXT,
    PRIMARY KEY (event_id),
    FOREIGN KEY(impact_id) REFERENCES impact_claims (impact_id)
);
CREATE INDEX ix_impact_judgements_impact_id ON impact_judgements (impact_id);
CREATE TABLE evidence_items (
    evidence_id TEXT NOT NULL,
    impact_id TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    outside BOOLEAN NOT NULL,
    sha256 TEXT,
    url TEXT,
    dated_on DATE NOT NULL,
    shows_people BOOLEAN NOT NULL,
    consent_id TEXT,
    consent_reference TEXT,
    public BOOLEAN NOT NULL,
    attached_by_person_id TEXT NOT NULL,
    set_aside BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    removed_on DATE,
    removed_reason TEXT,
    testimonial_text_id TEXT,
    note_text_id TEXT,
    removed_text_id TEXT,
    PRIMARY KEY (evidence_id),
    FOREIGN KEY(impact_id) REFERENCES impact_claims (impact_id)
);
CREATE UNIQUE INDEX evidence_file ON evidence_items (impact_id, sha256) WHERE sha256 is not null and state = 'standing';
CREATE UNIQUE INDEX evidence_link ON evidence_items (impact_id, url) WHERE url is not null and state = 'standing';
CREATE INDEX ix_evidence_items_impact_id ON evidence_items (impact_id);
CREATE INDEX ix_evidence_items_programme_id ON evidence_items (programme_id);
CREATE TABLE pathway_steps (
    step_id TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    level TEXT NOT NULL,
    title TEXT NOT NULL,
    place INTEGER,
    added_on DATE NOT NULL,
    state TEXT NOT NULL,
    removed_on DATE,
    assumptions_text_id TEXT,
    PRIMARY KEY (step_id)
);
CREATE INDEX ix_pathway_steps_programme_id ON pathway_steps (programme_id);
CREATE TABLE pathway_links (
    step_id TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target_id TEXT NOT NULL,
    linked_on DATE NOT NULL,
    PRIMARY KEY (step_id, target_kind, target_id),
    FOREIGN KEY(step_id) REFERENCES pathway_steps (step_id)
);
CREATE INDEX pathway_links_target ON pathway_links (target_kind, target_id);
CREATE TABLE case_studies (
    case_study_id TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    title TEXT NOT NULL,
    impact_ids TEXT[] NOT NULL,
    begun_on DATE NOT NULL,
    state TEXT NOT NULL,
    withdrawn_on DATE,
    withdrawn_reason TEXT,
    PRIMARY KEY (case_study_id)
);
CREATE INDEX ix_case_studies_programme_id ON case_studies (programme_id);
CREATE TABLE case_study_drafts (
    event_id UUID NOT NULL,
    case_study_id TEXT NOT NULL,
    section TEXT NOT NULL,
    draft INTEGER NOT NULL,
    word_count INTEGER NOT NULL,
    item_count INTEGER,
    written_on DATE NOT NULL,
    written_by TEXT NOT NULL,
    text_id TEXT NOT NULL,
    PRIMARY KEY (event_id),
    UNIQUE (case_study_id, section, draft),
    FOREIGN KEY(case_study_id) REFERENCES case_studies (case_study_id)
);
"""


def upgrade() -> None:
    for statement in UP.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    for table in (
        "case_study_drafts",
        "case_studies",
        "pathway_links",
        "pathway_steps",
        "evidence_items",
        "impact_judgements",
        "impact_claims",
    ):
        op.drop_table(table)
