"""Which kinds of file are taken: data (`kinds.yaml`), checked by a schema when the process starts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from marshmallow import Schema, fields, validate

from shared.datafile import load

#: how a kind may be looked into, see `looking`
LOOKS = ("pdf", "png", "jpeg", "office", "text")
EVIDENCE, IMPORT = "evidence", "import"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file."""

    key: str
    words: str
    endings: tuple[str, ...]
    media_type: str
    look: str
    uses: tuple[str, ...]
    main: str | None = None


class _KindSchema(Schema):
    words = fields.String(required=True, validate=validate.Length(min=1))
    endings = fields.List(
        fields.String(validate=validate.Regexp("^[a-z0-9]+$")), required=True, validate=validate.Length(min=1)
    )
    media_type = fields.String(required=True, validate=validate.Regexp(r"^[a-z]+/[a-z0-9.+-]+(; charset=utf-8)?$"))
    look = fields.String(required=True, validate=validate.OneOf(LOOKS))
    uses = fields.List(fields.String(validate=validate.OneOf((EVIDENCE, IMPORT))), required=True)
    main = fields.String(load_default=None)


class _KindsSchema(Schema):
    largest_mb = fields.Integer(required=True, validate=validate.Range(min=1, max=50))
    kinds = fields.Dict(keys=fields.String(), values=fields.Nested(_KindSchema), required=True)


@cache
def _data() -> tuple[int, dict[str, Kind]]:
    found = load(Path(__file__).with_name("kinds.yaml"), _KindsSchema())
    kinds = {
        key: Kind(key, **one | {"endings": tuple(one["endings"]), "uses": tuple(one["uses"])})
        for key, one in found["kinds"].items()
    }
    return found["largest_mb"] << 20, kinds


def largest() -> int:
    """The most bytes that a file may have."""
    return _data()[0]


def kinds(use: str | None = None) -> dict[str, Kind]:
    """The kinds that are taken, all or those for one use."""
    return {key: kind for key, kind in _data()[1].items() if use is None or use in kind.uses}


def in_words(use: str) -> str:
    """What may be sent: `a PDF, a PNG picture or plain text`."""
    words = [kind.words for kind in kinds(use).values()]
    return f"{', '.join(words[:-1])} or {words[-1]}"


def media_type(key: str | None) -> str:
    """As what a file of this kind is handed out; bytes, where nobody knows."""
    kind = _data()[1].get(key or "")
    return kind.media_type if kind else "application/octet-stream"


def ending(key: str | None) -> str:
    """`.pdf`; nothing where nobody knows."""
    kind = _data()[1].get(key or "")
    return f".{kind.endings[0]}" if kind else ""
