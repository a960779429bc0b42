"""Words of the trade for fields: labels and hints where the declared ones are too short, and reasons to choose from."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields

from services.gateway.pages.reasons import REASONS
from shared.calls.fields import FileId

LABELS: Mapping[str, str] = {
    "note": "In your words",
    "programme_id": "Programme",
}
#: field -> heading of its column and of its line
COLUMNS: Mapping[str, str] = {
    "org": "Organisation",
    "provider_org": "Given by",
    "partner_orgs": "From partners",
    "stepped": "Day",
    "person": "Who",
    "owner_person": "Answers for it",
    "lead_person": "Led by",
    "fte": "FTE",
    "items": "Rows",
    "text": "What",
    "contributors_shown": "Contributors",
    "register_used": "Counted on a register",
    "first_told": "Reported back",
    "public": "Shown outside the programme",
    "attached_by_person": "Attached by",
    "how_to_put_it": "How to take it",
    "sha256": "Fingerprint of the file",
    "url": "Web address",
}
HINTS: Mapping[str, str] = {}
#: fields that hold a key of a vocabulary -> its words
WORDS: Mapping[str, Mapping[str, str]] = {"reason_code": REASONS}


def choices(name: str) -> list[dict[str, str]]:
    """The words that a field of this name may be."""
    return [{"value": key, "text": words} for key, words in WORDS.get(name, {}).items()]


def is_file(inner: fields.Field) -> bool:
    """Whether the field holds the digest of a file, which the page takes as a file."""
    return isinstance(inner, FileId)
