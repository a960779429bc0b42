"""The output types and the words that other systems have for them: data with a schema, read once at start."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate

from shared.datafile import load

HERE = Path(__file__).parent
FIELD_KINDS = ("text", "words", "year", "yes_no", "number", "choice")
#: the words of no type: what is not known is a publication of another kind, never a lost record
UNKNOWN = ("publication", "other")


@dataclass(frozen=True, slots=True)
class TypeField:
    """A field that one type alone has."""

    label: str
    kind: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutputType:
    """One output type."""

    label: str
    hint: str
    kinds: dict[str, str]
    fields: dict[str, TypeField]
    read_only: bool


class _Strict(Schema):
    class Meta:
        unknown = RAISE


class _FieldSchema(_Strict):
    label = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(FIELD_KINDS))
    choices = fields.List(fields.String(), load_default=list)

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> TypeField:
        if (data["kind"] == "choice") != bool(data["choices"]):
            raise ValidationError("a field of kind choice, and no other, has choices", "choices")
        return TypeField(data["label"], data["kind"], tuple(data["choices"]))


class _TypeSchema(_Strict):
    label = fields.String(required=True)
    hint = fields.String(required=True)
    kinds = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)
    fields_ = fields.Dict(
        keys=fields.String(), values=fields.Nested(_FieldSchema), load_default=dict, data_key="fields"
    )
    read_only = fields.Boolean(load_default=False)

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> OutputType:
        return OutputType(data["label"], data["hint"], data["kinds"], data["fields_"], data["read_only"])


class _TypesSchema(_Strict):
    types = fields.Dict(keys=fields.String(), values=fields.Nested(_TypeSchema), required=True)


class _KindsSchema(_Strict):
    bibtex = ris = crossref = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String(), validate=validate.Length(min=1, max=2)),
        required=True,
    )


@cache
def types() -> dict[str, OutputType]:
    """Every output type by its key, in the order of the file. Raises DataFileError at start."""
    found: dict[str, OutputType] = load(HERE / "types.yaml", _TypesSchema())["types"]
    return found


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    words: dict[str, dict[str, list[str]]] = load(HERE / "kinds.yaml", _KindsSchema())
    for format_, table in words.items():
        for word, (type_, *kind) in table.items():
            if type_ not in types() or not set(kind) <= set(types()[type_].kinds):
                raise ValueError(f"kinds.yaml: {format_}: {word}: {type_} {kind} is not in types.yaml")
    return words


def meaning(format_: str, word: str) -> tuple[str, str | None]:
    """Type and kind of a work that a file of this format calls `word`."""
    found = _words()[format_].get(" ".join(word.split()).casefold())
    if not found:
        return UNKNOWN
    return found[0], found[1] if len(found) > 1 else None
