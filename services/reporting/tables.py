"""The tables of the ledger and of the machinery around it. The views have schemas of their own: `projections/store.py`.

Nothing in `ledger` is edited, but for a lawful redaction, which takes away body, salt and data and leaves the rest.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSON, JSONB, UUID

metadata = MetaData()

#: every fact, once, in the order in which it became known
ledger = Table(
    "ledger",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", UUID(as_uuid=True), nullable=False, unique=True),  # the projector's inbox
    Column("type", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("service", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("time", DateTime(timezone=True), nullable=False),
    Column("effectiveon", Date, nullable=False),
    Column("programmeid", Text, nullable=False),
    Column("actorid", Text, nullable=False),
    Column("correlationid", Text, nullable=False),
    Column("corrects", UUID(as_uuid=True)),
    Column("causationid", Text),
    Column("traceparent", Text),
    Column("origin", Text),
    Column("known_at", DateTime(timezone=True), nullable=False),  # never runs back
    Column("salt", LargeBinary),
    Column("body", LargeBinary),
    Column("data", JSONB),
    Column("data_digest", LargeBinary, nullable=False),  # SHA-256(salt || body)
    Column("leaf", LargeBinary, nullable=False),  # hash in the tree (RFC 9162)
    UniqueConstraint("service", "subject", "sequence", name="ledger_subject"),
    Index("ledger_programme", "programmeid", "position"),
    Index("ledger_known_at", "known_at", "position"),
)

#: roots of the full subtrees of 256, 65,536, ... leaves; smaller ones are computed from the leaves
tiles = Table(
    "tiles",
    metadata,
    Column("height", SmallInteger, primary_key=True),  # 8, 16, 24
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
)

#: facts that cannot be taken yet, with all later facts of their subject
waiting = Table(
    "waiting",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("event_id", UUID(as_uuid=True), nullable=False, unique=True),
    Column("service", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("attributes", JSON, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),  # gap | unknown | failed | taken
    Column("reason", Text, nullable=False),
    Column("times", Integer, nullable=False, server_default="1"),
    Column("first_seen", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("last_seen", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("state", Text, nullable=False, server_default="waiting"),  # waiting | discarded
    Column("settled_by", Text),
    Column("settled_reason", Text),
    Column("settled_at", DateTime(timezone=True)),
    Index("waiting_subject", "service", "subject", "sequence"),
)

#: each whole set of views, in its schema views_<number>; one is current
generations = Table(
    "generations",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),  # building | scratch | current | retired
    Column("fingerprint", Text, nullable=False),  # of the declarations that made it
    Column("position", BigInteger, nullable=False),  # last position folded: the checkpoint
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("retired_by", BigInteger),  # the transaction that switched away from it
    Index("generations_current", "state", unique=True, postgresql_where=text("state = 'current'")),
)

#: keys that sign tree heads; the newest that is not retired signs
signing_keys = Table(
    "signing_keys",
    metadata,
    Column("fingerprint", Text, primary_key=True),  # SHA-256 of the raw public key, hex
    Column("public_key", LargeBinary, nullable=False),
    Column("private_key", LargeBinary, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("retired_at", DateTime(timezone=True)),
)

#: signed heads that were given out
heads = Table(
    "heads",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
    Column("signed_at", DateTime(timezone=True), nullable=False),
    Column("key_fingerprint", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

#: work that outlives its request: rebuilds, audits
jobs = Table(
    "jobs",
    metadata,
    Column("job_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),  # waiting | running | done | failed
    Column("done", BigInteger, nullable=False, server_default="0"),
    Column("total", BigInteger, nullable=False, server_default="0"),
    Column("result", JSONB),
    Column("error", Text),
    Column("asked_by", Text, nullable=False, server_default=""),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("changed_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
