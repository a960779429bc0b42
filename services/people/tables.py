"""The tables of the people service. Personal data lives in `people` and nowhere else."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, ForeignKey, Index, Integer, MetaData, Table, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData()

people = Table(
    "people",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, unique=True),  # lower case
    Column("orcid", Text, unique=True),  # 0000-0002-1825-0097
    Column("kind", Text, nullable=False),
    Column("import_key", Text, unique=True),
    Column("registered_on", Date, nullable=False),
)

organisations = Table(
    "organisations",
    metadata,
    Column("org_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("ror", Text, unique=True),  # the nine characters, without https://ror.org/
    Column("charity_number", Text, unique=True),
    Column("company_number", Text, unique=True),
    Column("sector", Text, nullable=False),
    Column("import_key", Text, unique=True),
    Column("registered_on", Date, nullable=False),
)

roles = Table(
    "roles",
    metadata,
    Column("role_id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("people.person_id"), nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("programme_id", Text, index=True),  # null: every programme
    Column("project_id", Text),  # null: every project of the programme
    Column("from_on", Date, nullable=False),
    Column("until", Date),  # the last day on which it holds
)

delegations = Table(
    "delegations",
    metadata,
    Column("delegation_id", Text, primary_key=True),
    Column("from_person_id", Text, ForeignKey("people.person_id"), nullable=False),
    Column("to_person_id", Text, ForeignKey("people.person_id"), nullable=False),
    Column("programme_id", Text, nullable=False, index=True),
    Column("from_on", Date, nullable=False),
    Column("until", Date),  # the last day on which it holds
)

accounts = Table(
    "accounts",
    metadata,
    Column("person_id", Text, ForeignKey("people.person_id"), primary_key=True),
    Column("password_hash", Text),  # null: signs in by API token only
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("not_before", DateTime(timezone=True)),  # sign-in is refused until then
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_sha256", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("people.person_id"), nullable=False, index=True),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("last_seen_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("token_id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("people.person_id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("prefix", Text, nullable=False, unique=True),  # shown in lists; finds the row
    Column("sha256", Text, nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("expires_at", DateTime(timezone=True)),  # null only for the operator of the installation
    Column("last_used_at", DateTime(timezone=True)),
    Column("revoked_at", DateTime(timezone=True)),
)

consents = Table(
    "consents",
    metadata,
    Column("consent_id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("people.person_id"), nullable=False, index=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("purposes", ARRAY(Text), nullable=False),
    Column("evidence", Text),  # where the signed form is kept
    Column("given_on", Date, nullable=False),
    Column("withdrawn", JSONB, nullable=False, server_default="{}"),  # purpose -> the day on which it was withdrawn
)

#: for search by the start of a word of the name
Index("people_name", func.lower(people.c.name))
Index("organisations_name", func.lower(organisations.c.name))
