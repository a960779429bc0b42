"""Outputs; which are one is in `identity`. Authors as published are public and live here; names of staff do not."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Table,
    Text,
    func,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from services.outputs.tables.metadata import metadata

outputs = Table(
    "outputs",
    metadata,
    Column("output_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("subtype", Text),
    Column("title", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("on_date", Date, nullable=False),  # first public date, or planned date while unpublished
    Column("date_precision", Text, nullable=False),  # day | month | year: on_date is the first day that it can be
    Column("dated_by", UUID(as_uuid=True), nullable=False),  # the event that holds on_date
    Column("published", Boolean, nullable=False),  # whether dated_by is an output.published
    Column("embargoed_until", Date),
    Column("submitted_on", Date),
    Column("accepted_on", Date),
    Column("identifiers", JSONB, nullable=False, server_default="{}"),  # as displayed: the DOI in its publisher's case
    Column("doi_key", Text),  # casefolded, for comparison
    Column("work_key", Text, nullable=False),  # same title, year, first author and kind: see domain/same_work.py
    Column("details", JSONB, nullable=False, server_default="{}"),
    Column("authors", JSONB, nullable=False, server_default="[]"),
    Column("themes", ARRAY(Text), nullable=False, server_default="{}"),
    Column("places", JSONB, nullable=False, server_default="[]"),
    Column("workstream_id", Text),
    Column("project_ids", ARRAY(Text), nullable=False, server_default="{}"),
    Column("version_of", Text),
    Column("licence", Text),
    Column("url", Text),
    Column("funding", JSONB, nullable=False, server_default="[]"),  # funders and awards that the work itself names
    Column("import_key", Text),
    Column("absorbed_by", Text, ForeignKey("outputs.output_id")),
    Column("stands_with", Text, ForeignKey("outputs.output_id")),  # the end of the chain of merges; null: for itself
    Column("withdrawn_kind", Text),  # retracted | not_ours | error
    Column("withdrawn_on", Date),
    Column("withdrawn_by", UUID(as_uuid=True)),  # the event, so that it can be taken back
    Column("notice_url", Text),
    Column("recorded_by", Text),  # who logged it; not known of what was imported
    Column("on_behalf_of", Text),  # the person for whom a delegate logged it
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

#: kinds that an ISBN names whole; chapters and papers share that of their book
BOOKS = ("book", "edited_book", "monograph", "scholarly_edition")
_BOOK = f"case when subtype in ({', '.join(repr(kind) for kind in BOOKS)}) then identifiers->>'isbn' end"
#: scheme -> the key by which an output has its identifier to itself
KEYS: dict[str, ColumnElement[str]] = {
    "doi": outputs.c.doi_key,
    "pmid": literal_column("identifiers->>'pmid'", Text),
    "pmcid": literal_column("identifiers->>'pmcid'", Text),
    "arxiv": literal_column("identifiers->>'arxiv'", Text),
    "isbn": literal_column(f"({_BOOK})", Text),
}

# One DOI in a programme is one output, and so is one number of PubMed, PubMed Central, arXiv, or a book. An absorbed
# output still holds its own, so that importing it again finds it; one that was entered in error, or is not ours, gives
# them back.
HOLDS = "coalesce(withdrawn_kind, 'retracted') = 'retracted'"
Index(
    "outputs_doi", outputs.c.programme_id, outputs.c.doi_key, unique=True,
    postgresql_where=text(f"doi_key is not null and {HOLDS}"),
)  # fmt: skip
for _scheme in ("pmid", "pmcid", "arxiv"):
    _held = f"(identifiers->>'{_scheme}')"
    _holds = text(f"{_held} is not null and {HOLDS}")
    Index(f"outputs_one_{_scheme}", outputs.c.programme_id, text(_held), unique=True, postgresql_where=_holds)
_holds = text(f"({_BOOK}) is not null and {HOLDS}")
Index("outputs_one_isbn", outputs.c.programme_id, text(f"({_BOOK})"), unique=True, postgresql_where=_holds)
Index("outputs_work", outputs.c.programme_id, outputs.c.work_key)
Index("outputs_newest", outputs.c.programme_id, outputs.c.on_date.desc(), outputs.c.output_id.desc())
Index("outputs_absorbed", outputs.c.absorbed_by, postgresql_where=outputs.c.absorbed_by.is_not(None))
Index("outputs_stands_with", outputs.c.stands_with, postgresql_where=outputs.c.stands_with.is_not(None))
Index("outputs_version_of", outputs.c.version_of, postgresql_where=outputs.c.version_of.is_not(None))
