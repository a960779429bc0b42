"""Hashing and checking passwords with argon2id, in a native thread: its 50 ms of processor would stop the hub.

Not for tokens: those are long and random, and a fast hash is right for them.
"""

from __future__ import annotations

import functools

import eventlet.tpool
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()


@functools.cache
def _nobody() -> str:
    """A hash that no password has, so that an unknown address costs as much time as a known one."""
    return _hasher.hash("\x00 no password is this one")


class Passwords:
    """What the commands need of argon2."""

    def __init__(self) -> None:
        _nobody()  # made now, so that the first unknown address takes no longer than the next

    def hash(self, password: str) -> str:
        """The hash to keep, with its salt and parameters in it."""
        found: str = eventlet.tpool.execute(_hasher.hash, password)
        return found

    def matches(self, kept: str | None, password: str) -> bool:
        """Whether the password is the one hashed. Without a hash it takes the same time and is false."""
        return bool(eventlet.tpool.execute(_matches, kept, password))

    def stale(self, kept: str) -> bool:
        """Whether the hash was made with weaker parameters than today's."""
        return _hasher.check_needs_rehash(kept)


def _matches(kept: str | None, password: str) -> bool:
    try:
        right = _hasher.verify(kept or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None
