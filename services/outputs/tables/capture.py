"""Look-ups as intents, what sources answered, what waits to be claimed, and who may act for whom.

Rows, not facts: a proposal that nobody claims is none of the programme's.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, DateTime, Index, Integer, LargeBinary, Table, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.outputs.tables.metadata import metadata

lookups = Table(
    "lookups",
    metadata,
    Column("lookup_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False),
    Column("scheme", Text, nullable=False),  # doi | pmid | pmcid | orcid
    Column("value", Text, nullable=False),  # in its normal form
    Column("value_key", Text, nullable=False),  # casefolded
    Column("person_id", Text),  # whose ORCID iD it is
    Column("asked_by", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    # waiting | trying | found | known | rejected | not_found | failed
    Column("message", Text),
    Column("sources", JSONB, nullable=False, server_default="[]"),  # [{source, said}] in the order asked
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_try_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("proposal_id", Text),
    Column("output_id", Text),
    Column("found", Integer, nullable=False, server_default="0"),
    Column("fresh", Integer, nullable=False, server_default="0"),  # of those found, proposals that are new
    Column("asked_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("finished_at", DateTime(timezone=True)),
)
# the business key of the intent: asked twice, it is asked once
Index(
    "lookups_open", lookups.c.programme_id, lookups.c.scheme, lookups.c.value_key, unique=True,
    postgresql_where=text("state in ('waiting', 'trying')"),
)  # fmt: skip
Index("lookups_due", lookups.c.next_try_at, postgresql_where=text("state = 'waiting'"))

#: replies of sources by address, asked again only when they are old, and then by their ETag
source_replies = Table(
    "source_replies",
    metadata,
    Column("address", Text, primary_key=True),
    Column("etag", Text),
    Column("body", LargeBinary, nullable=False),
    Column("fetched_at", DateTime(timezone=True), nullable=False),
)
Index("source_replies_oldest", source_replies.c.fetched_at)

proposals = Table(
    "proposals",
    metadata,
    Column("proposal_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False),
    Column("key", Text, nullable=False),  # what makes it the same again: see domain/proposals.py
    Column("identifiers", JSONB, nullable=False, server_default="{}"),
    Column("doi_key", Text),
    Column("work_key", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("subtype", Text),
    Column("title", Text, nullable=False),
    Column("on_date", Date),
    Column("date_precision", Text),
    Column("details", JSONB, nullable=False, server_default="{}"),
    Column("authors", JSONB, nullable=False, server_default="[]"),
    Column("licence", Text),
    Column("url", Text),
    Column("funding", JSONB, nullable=False, server_default="[]"),
    Column("open_access", JSONB, nullable=False, server_default="{}"),
    Column("sources", ARRAY(Text), nullable=False),
    Column("whole", Boolean, nullable=False),  # false: a summary, as ORCID's lists have it
    Column("orcid", Text),
    Column("person_id", Text),
    Column("state", Text, nullable=False, server_default="waiting"),  # waiting | claimed | rejected
    Column("adds_to", Text),  # the known output that lacks something of this
    Column("output_id", Text),  # what it became
    Column("harvested_by", Text, nullable=False),
    Column("harvested_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("decided_by", Text),
    Column("decided_on", Date),
    Column("reason_code", Text),
    Column("note_id", Text),
)
Index("proposals_key", proposals.c.programme_id, proposals.c.key, unique=True)
Index("proposals_state", proposals.c.programme_id, proposals.c.state, proposals.c.proposal_id)

#: who may act for whom, as the people service told; kept by `commands/known_delegations.py`
known_delegations = Table(
    "known_delegations",
    metadata,
    Column("delegation_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False),
    Column("from_person_id", Text, nullable=False),
    Column("to_person_id", Text, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("until", Date),  # the last day on which it holds
)
Index("known_delegations_of", known_delegations.c.programme_id, known_delegations.c.to_person_id)
