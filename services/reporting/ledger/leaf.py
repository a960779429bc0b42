"""What the tree holds of a fact: RFC 8785 of its attributes and of a salted digest of its body.

The salt keeps a redacted body from being guessed from its digest. Position and `known_at` are not in it: the first is
the leaf's place in the tree, the second follows from the times of the leaves before.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

import orjson

SALT = 16


def data_digest(salt: bytes, body: bytes) -> bytes:
    """SHA-256 of the salt and the body."""
    return sha256(salt + body).digest()


def leaf_bytes(attributes: Mapping[str, str | int], digest: bytes) -> bytes:
    """The data of the leaf, whose hash is `tree.leaf_hash` of it."""
    return orjson.dumps({**attributes, "data_digest": digest.hex()}, option=orjson.OPT_SORT_KEYS)
