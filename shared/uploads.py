"""A request may name a file only if whoever makes it has uploaded that file: a digest alone opens nothing.

Without this, somebody who has seen a digest could call the file evidence of a thing of their own, and then read it.
Looked at in one place, for every field that is a `FileId`, before a command is carried out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from marshmallow import Schema, fields

from shared import context
from shared.calls.call import Call
from shared.calls.fields import FileId
from shared.errors import Invalid
from shared.files import Files
from shared.settings import settings


def check_named(call: type[Call], given: dict[str, Any]) -> None:
    """Raise Invalid naming the files that the request names and its actor has not uploaded."""
    wrong: dict[str, list[str]] = {}
    for name, digest in _named(call(), given):
        if not _may_name(digest):
            wrong.setdefault(name, []).append(
                f"You have uploaded no file with the digest {digest}: upload it first (POST /api/v1/files)"
            )
    if wrong:
        raise Invalid(f"{next(iter(wrong.values()))[0]}.", wrong)


def _may_name(digest: str) -> bool:
    about = context.current()
    kept = _files(settings().files_url)
    if about.origin == "sample" and about.recorded_on is not None:
        # one operator brings the files of a whole invented cast
        return kept.holds(digest)
    return kept.uploaded(digest, about.actor.id)


def _named(schema: Schema, given: Any) -> Iterator[tuple[str, str]]:
    """Each digest of a file, with the field of the request that names it."""
    for name, field in schema.load_fields.items():
        value = given.get(name) if isinstance(given, dict) else None
        for one in value if isinstance(value, list) else [value]:
            inner = field.inner if isinstance(field, fields.List) else field
            if isinstance(inner, FileId) and one is not None:
                yield name, one
            elif isinstance(inner, fields.Nested):
                yield from ((name, digest) for _, digest in _named(inner.schema, one))


@lru_cache(maxsize=4)
def _files(url: str) -> Files:
    return Files(url)
