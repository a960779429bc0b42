"""How a Researchfish download is laid out: read once from researchfish.yaml, whose comments say what each part is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from marshmallow import RAISE, Schema, fields, post_load

from services.outputs import vocabulary
from shared.datafile import load

#: fields that a sheet may have whatever its type
COMMON = frozenset(
    [
        "award",
        "outcome_id",
        "entry",
        "doi",
        "url",
        "outcome_type",
        "subtype",
        "title",
        "chapter",
        "journal",
        "publisher",
        "volume",
        "issue",
        "pages",
        "year",
        "expected_year",
        "month",
        "author",
        "other_authors",
        "pmid",
        "pmcid",
        "isbn",
        "issn",
        "arxiv",
        "licence",
        "licence_url",
        "found",
    ]
)


def folded(heading: str) -> str:
    """What two spellings of one heading are compared by."""
    return " ".join(heading.replace("_", " ").split()).rstrip("*? ").casefold()


@dataclass(frozen=True, slots=True)
class SheetOf:
    """How the sheets of one type look."""

    type: str
    names: frozenset[str]
    made_by: tuple[str, ...]
    #: our field -> its headings, folded, in order of preference
    columns: Mapping[str, tuple[str, ...]]
    flags: Mapping[str, Mapping[str, str]]
    left_out: frozenset[str]
    year_of: str | None = None
    month_of: str | None = None
    told_as: str | None = None
    only_if: str | None = None
    means: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A sheet that holds no outputs."""

    name: str
    names: frozenset[str]
    made_by: tuple[frozenset[str], ...]
    says: str
    refused: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """Every sheet that we know."""

    sheets: tuple[SheetOf, ...]
    elsewhere: tuple[Elsewhere, ...]
    days: tuple[str, ...]


class _Strict(Schema):
    class Meta:
        unknown = RAISE


_spellings = fields.List(fields.String())
_columns = fields.Dict(keys=fields.String(), values=_spellings, load_default=dict)
_words = fields.Dict(
    keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.String()), load_default=dict
)


class _SheetSchema(_Strict):
    sheets = fields.List(fields.String(), required=True)
    made_by = fields.List(fields.String(), required=True)
    columns = _columns
    more_columns = _columns
    flags = _words
    means = _words
    left_out = fields.List(fields.String(), load_default=list)
    year_of = month_of = told_as = only_if = fields.String(load_default=None)


class _ElsewhereSchema(_Strict):
    sheets = fields.List(fields.String(), required=True)
    made_by = fields.List(fields.List(fields.String()), required=True)
    says = fields.String(required=True)
    refused = fields.Boolean(load_default=True)


class _LayoutSchema(_Strict):
    common = _columns
    days = fields.List(fields.String(), required=True)
    left_out = fields.List(fields.String(), required=True)
    types = fields.Dict(keys=fields.String(), values=fields.Nested(_SheetSchema), required=True)
    elsewhere = fields.Dict(keys=fields.String(), values=fields.Nested(_ElsewhereSchema), required=True)

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> Layout:
        sheets = tuple(
            _sheet(type_, each, data["common"], data["left_out"] + data["days"])
            for type_, each in data["types"].items()
        )
        elsewhere = tuple(
            Elsewhere(
                name,
                _folded(each["sheets"]),
                tuple(_folded(headings) for headings in each["made_by"]),
                each["says"],
                each["refused"],
            )
            for name, each in data["elsewhere"].items()
        )
        return Layout(sheets, elsewhere, tuple(folded(each) for each in data["days"]))


def _sheet(type_: str, given: dict[str, Any], common: Mapping[str, Sequence[str]], left_out: Sequence[str]) -> SheetOf:
    kind = vocabulary.types().get(type_)
    if kind is None:
        raise ValueError(f"researchfish.yaml: there is no type {type_}")
    columns = {**given["columns"], **given["more_columns"]}
    for name in (*columns, *given["flags"], *given["means"]):
        if name not in COMMON and name not in kind.fields:
            raise ValueError(f"researchfish.yaml: {type_} has no field {name}")
    for name, headings in common.items():
        columns[name] = [*columns.get(name, []), *headings]
    return SheetOf(
        type_,
        _folded(given["sheets"]),
        tuple(given["made_by"]),
        {name: tuple(folded(each) for each in headings) for name, headings in columns.items()},
        {name: {folded(each): key for each, key in words.items()} for name, words in given["flags"].items()},
        _folded([*left_out, *given["left_out"]]),
        given["year_of"],
        given["month_of"],
        given["told_as"],
        given["only_if"],
        {name: {each.casefold(): value for each, value in words.items()} for name, words in given["means"].items()},
    )


def _folded(headings: Sequence[str]) -> frozenset[str]:
    return frozenset(sheet_name(each) for each in headings)


def sheet_name(name: str) -> str:
    """What two spellings of a sheet's name, or of a heading, are compared by."""
    return re.sub(r"\s+", " ", folded(name))


@cache
def layout() -> Layout:
    """The layout. Raises DataFileError at start."""
    found: Layout = load(Path(__file__).parent / "researchfish.yaml", _LayoutSchema())
    return found
