"""Words of the trade for fields: labels and hints where the declared ones are too short, and reasons to choose from."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields, validate

from services.gateway.pages.reasons import REASONS

LABELS: Mapping[str, str] = {
    "note": "In your words",
    "programme_id": "Programme",
}
#: field -> heading of its column and of its line
COLUMNS: Mapping[str, str] = {
    "org": "Organisation",
    "person": "Who",
    "owner_person": "Answers for it",
    "lead_person": "Led by",
    "fte": "FTE",
    "items": "Rows",
    "text": "What",
}
HINTS: Mapping[str, str] = {}
#: fields that hold a key of a vocabulary -> its words
WORDS: Mapping[str, Mapping[str, str]] = {"reason_code": REASONS}
SHA_256 = "[0-9a-f]{64}"


def choices(name: str) -> list[dict[str, str]]:
    """The words that a field of this name may be."""
    return [{"value": key, "text": words} for key, words in WORDS.get(name, {}).items()]


def is_file(name: str, inner: fields.Field) -> bool:
    """Whether the field holds the digest of a file, which the page takes as a file."""
    digest = any(isinstance(one, validate.Regexp) and SHA_256 in one.regex.pattern for one in inner.validators)
    return digest and not name.endswith("fingerprint")
