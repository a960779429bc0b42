"""Signed heads: "at this position the ledger's tree had this root", by an Ed25519 key that is made at first start.

The public key's fingerprint is for everyone to know; a head verifies without the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from services.reporting.ledger import nodes
from services.reporting.proof import tree
from services.reporting.tables import heads, signing_keys
from shared import clock


@dataclass(frozen=True, slots=True)
class Head:
    """A tree head with its signature."""

    position: int
    root: bytes
    signed_at: datetime
    key_fingerprint: str
    signature: bytes

    def signed_bytes(self) -> bytes:
        """What the signature is over: RFC 8785 of the other fields."""
        return _statement(self.position, self.root, self.signed_at, self.key_fingerprint)

    def as_json(self) -> dict[str, Any]:
        """For packs and answers; bytes are hex."""
        return {
            "position": self.position,
            "root": self.root.hex(),
            "signed_at": _instant(self.signed_at),
            "key_fingerprint": self.key_fingerprint,
            "signature": self.signature.hex(),
        }


def ensure_key(connection: Connection) -> str:
    """Make the signing key if there is none. Gives its fingerprint."""
    connection.exec_driver_sql("lock table signing_keys in share row exclusive mode")
    found = connection.execute(select(signing_keys.c.fingerprint).where(signing_keys.c.retired_at.is_(None))).scalar()
    if found is not None:
        return str(found)
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    connection.execute(
        insert(signing_keys).values(
            fingerprint=sha256(public).hexdigest(), public_key=public, private_key=private.private_bytes_raw()
        )
    )
    return sha256(public).hexdigest()


def key_fingerprint(connection: Connection) -> str | None:
    """The fingerprint of the key that signs now: SHA-256 of the raw public key, hex. None before the first start."""
    return connection.execute(
        select(signing_keys.c.fingerprint).where(signing_keys.c.retired_at.is_(None))
    ).scalar_one_or_none()


def public_key(connection: Connection, fingerprint: str) -> bytes:
    """The raw public key of a fingerprint. Raises LookupError when it was never ours."""
    found = connection.execute(
        select(signing_keys.c.public_key).where(signing_keys.c.fingerprint == fingerprint)
    ).scalar_one_or_none()
    if found is None:
        raise LookupError(f"no key of ours has the fingerprint {fingerprint}")
    return bytes(found)


def root_at(connection: Connection, position: int) -> bytes:
    """The root of the tree as it was at a position."""
    return nodes.root(connection.connection.cursor(), position)  # type: ignore[arg-type]


def sign(connection: Connection, position: int) -> Head:
    """The signed head at a position: the one that was given out before, or a new one."""
    row = connection.execute(select(heads).where(heads.c.position == position)).one_or_none()
    if row is None:
        key = connection.execute(select(signing_keys).where(signing_keys.c.retired_at.is_(None))).one()
        root, now = root_at(connection, position), clock.system.now()
        signed = Ed25519PrivateKey.from_private_bytes(bytes(key.private_key)).sign(
            _statement(position, root, now, key.fingerprint)
        )
        values = {
            "position": position,
            "root": root,
            "signed_at": now,
            "key_fingerprint": key.fingerprint,
            "signature": signed,
        }
        connection.execute(upsert(heads).values(values).on_conflict_do_nothing())
        row = connection.execute(select(heads).where(heads.c.position == position)).one()
    return Head(row.position, bytes(row.root), row.signed_at, row.key_fingerprint, bytes(row.signature))


def verify(head: Head, public: bytes) -> bool:
    """Whether the head was signed by this key (raw, 32 bytes) and names it."""
    if sha256(public).hexdigest() != head.key_fingerprint:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(head.signature, head.signed_bytes())
    except InvalidSignature:
        return False
    return True


def inclusion(connection: Connection, position: int, size: int) -> list[bytes]:
    """The proof that the fact at `position` is in the tree of the first `size` facts."""
    subtree = nodes.reader(connection.connection.cursor())  # type: ignore[arg-type]
    return tree.inclusion_proof(position - 1, size, subtree)


def consistency(connection: Connection, first: int, second: int) -> list[bytes]:
    """The proof that the ledger at `second` has the ledger at `first` as its beginning."""
    return tree.consistency_proof(first, second, nodes.reader(connection.connection.cursor()))  # type: ignore[arg-type]


def _statement(position: int, root: bytes, signed_at: datetime, fingerprint: str) -> bytes:
    return orjson.dumps(
        {"position": position, "root": root.hex(), "signed_at": _instant(signed_at), "key_fingerprint": fingerprint},
        option=orjson.OPT_SORT_KEYS,
    )


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
