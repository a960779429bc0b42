"""The output types: a file for each in `types/`, so that a type is added by adding a file.

    type          its key; for ever, because facts hold it
    label, hint   what a form shows
    researchfish  the type's name there; maps_to: what one of ours is there, where Researchfish has no such type
    needs         shared fields that a hand-over must have, beside the type's own that are `needed`
    kinds         finer kinds within the type; a type without kinds takes none
    fields        what this type alone has
    personal      it is about one person, so it takes no names
    read_only     kept for what older data holds; nothing new can be recorded as it

A field: label, kind, hint; `of` a vocabulary of words.yaml, or `choices` of its own; `needed` where a hand-over must
have it (it is then shown as missing, never refused); `legacy` where older facts have it and no form asks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import INCLUDE, ValidationError, fields, post_load, validate, validates_schema

from services.outputs.domain.details import KINDS, WITH_WORDS
from services.outputs.vocabulary.wordlists import Strict, Words, WordsField
from shared.datafile import load

#: fields that all types share and that a hand-over may need
SHARED = ("authors", "published_on", "journal", "publisher", "url", "doi", "conference")


@dataclass(frozen=True, slots=True)
class TypeField:
    """A field that one type alone has."""

    label: str
    kind: str
    hint: str = ""
    words: Words | None = None
    needed: bool = False
    legacy: bool = False


@dataclass(frozen=True, slots=True)
class OutputType:
    """One output type."""

    label: str
    hint: str
    #: key -> label of its finer kinds
    kinds: Mapping[str, str]
    kind_words: Words
    fields: Mapping[str, TypeField]
    needs: tuple[str, ...] = ()
    researchfish: str | None = None
    maps_to: Mapping[str, str] | None = None
    personal: bool = False
    read_only: bool = False

    def needed(self, kind: str | None) -> list[str]:
        """The shared fields that a hand-over must have of one of this kind."""
        its = self.kind_words.words.get(kind or "")
        return [*self.needs, *(its.needs if its else ())]


class _FieldSchema(Strict):
    label = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    hint = fields.String(load_default="")
    of = fields.String()
    choices = WordsField()
    needed = fields.Boolean(load_default=False)
    legacy = fields.Boolean(load_default=False)

    @validates_schema
    def _words_where_wanted(self, data: dict[str, Any], **_: Any) -> None:
        named = [name for name in ("of", "choices") if data.get(name)]
        if len(named) != (1 if data.get("kind") in WITH_WORDS else 0):
            raise ValidationError(f"a field of kind {' or '.join(WITH_WORDS)}, and no other, has `of` or `choices`")


class _MapsToSchema(Strict):
    type_ = fields.String(data_key="type")
    subtype = fields.String()
    sheet = fields.String()


class _TypeSchema(Strict):
    type_ = fields.String(required=True, data_key="type", validate=validate.Regexp(r"[a-z]+(_[a-z]+)*\Z"))
    label = fields.String(required=True)
    hint = fields.String(required=True)
    researchfish = fields.String()
    maps_to = fields.Nested(_MapsToSchema)
    needs = fields.List(fields.String(validate=validate.OneOf(SHARED)), load_default=list)
    kinds = WordsField()
    fields_ = fields.Dict(
        keys=fields.String(), values=fields.Nested(_FieldSchema), load_default=dict, data_key="fields"
    )
    personal = fields.Boolean(load_default=False)
    read_only = fields.Boolean(load_default=False)


class _WordsSchema(Strict):
    """Any number of vocabularies by name."""

    class Meta:
        unknown = INCLUDE

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> dict[str, Words]:
        found: dict[str, Words] = fields.Dict(keys=fields.String(), values=WordsField()).deserialize(data)
        return found


def load_words(file: Path) -> dict[str, Words]:
    """The shared vocabularies by name. Raises DataFileError naming file and line."""
    found: dict[str, Words] = load(file, _WordsSchema())
    return found


def load_types(folder: Path, words: Mapping[str, Words]) -> dict[str, OutputType]:
    """Every type by its key, in the order of the files' names. Raises DataFileError naming file and line."""
    found: dict[str, OutputType] = {}
    for file in sorted(folder.glob("*.yaml")):
        data = load(file, _TypeSchema())
        if data["type_"] in found:
            raise ValueError(f"{file.name}: there is a type {data['type_']} already")
        found[data["type_"]] = _type(file.name, data, words)
    for key, each in found.items():
        if each.maps_to and "type" in each.maps_to:
            there = found.get(each.maps_to["type"])
            if there is None or each.maps_to.get("subtype", "") not in ("", *there.kinds):
                raise ValueError(f"{key} maps to {dict(each.maps_to)}, which is not there")
    return found


def _type(file: str, data: dict[str, Any], words: Mapping[str, Words]) -> OutputType:
    kinds = data.get("kinds") or Words({})
    maps_to = data.get("maps_to")
    if maps_to:
        maps_to = {name.rstrip("_"): value for name, value in maps_to.items()}
    return OutputType(
        data["label"],
        data["hint"],
        kinds.labels(),
        kinds,
        dict(_fields(file, data["fields_"], words)),
        tuple(data["needs"]),
        data.get("researchfish"),
        maps_to,
        data["personal"],
        data["read_only"],
    )


def _fields(
    file: str, given: Mapping[str, dict[str, Any]], words: Mapping[str, Words]
) -> Iterable[tuple[str, TypeField]]:
    for name, field in given.items():
        if (of := field.get("of")) and of not in words:
            raise ValueError(f"{file}: {name}: there is no vocabulary {of}; there are {', '.join(words)}")
        its = words[of] if of else field.get("choices")
        yield name, TypeField(field["label"], field["kind"], field["hint"], its, field["needed"], field["legacy"])
