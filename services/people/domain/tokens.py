"""Secrets that stand for a person: made here, kept only as a SHA-256, compared without telling by time."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

#: so that a leaked token is recognised by secret scanners and by people
MARK = "waymark_"
PREFIX_LENGTH = 8


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A new token: `text` is shown once, the rest is kept."""

    text: str
    prefix: str
    sha256: str


def new_api_token() -> ApiToken:
    """A token of 256 random bits behind a prefix that finds its row."""
    prefix = secrets.token_hex(PREFIX_LENGTH // 2)
    text = f"{MARK}{prefix}_{secrets.token_urlsafe(32)}"
    return ApiToken(text, prefix, digest(text))


def prefix_of(text: str) -> str:
    """What finds the row of a token; tokens not made by `new_api_token` are found by their own digest."""
    if text.startswith(MARK) and text[len(MARK) + PREFIX_LENGTH : len(MARK) + PREFIX_LENGTH + 1] == "_":
        return text[len(MARK) : len(MARK) + PREFIX_LENGTH]
    return digest(text)[:16]


def new_session_token() -> str:
    """A browser session's secret."""
    return secrets.token_urlsafe(32)


def digest(text: str) -> str:
    """SHA-256 in hex. Enough for long random secrets; passwords need argon2."""
    return hashlib.sha256(text.encode()).hexdigest()


def same(kept: str, given: str) -> bool:
    """Whether `given` has the kept digest, in a time that does not depend on where they differ."""
    return hmac.compare_digest(kept, digest(given))
