"""The output types and the words that other systems have for them: data with a schema, read once at start."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from marshmallow import fields, validate

from services.outputs.vocabulary.output_types import OutputType, TypeField, load_types, load_words
from services.outputs.vocabulary.wordlists import Strict, Words
from shared.datafile import load

__all__ = ["UNKNOWN", "OutputType", "TypeField", "Words", "meaning", "types", "words"]

HERE = Path(__file__).parent
#: where the types are, a file for each
TYPES = HERE / "types"
#: the words of no type: what is not known is a publication of another kind, never a lost record
UNKNOWN = ("publication", "other")


class _KindsSchema(Strict):
    bibtex = ris = crossref = datacite = europe_pmc = orcid = csl = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String(), validate=validate.Length(min=1, max=2)),
        required=True,
    )


@cache
def words() -> dict[str, Words]:
    """The vocabularies that several types share, by name. Raises DataFileError at start."""
    return load_words(HERE / "words.yaml")


@cache
def types() -> dict[str, OutputType]:
    """Every output type by its key, in the order of the files. Raises DataFileError at start."""
    return load_types(TYPES, words())


@cache
def _meanings() -> dict[str, dict[str, list[str]]]:
    meanings: dict[str, dict[str, list[str]]] = load(HERE / "kinds.yaml", _KindsSchema())
    for format_, table in meanings.items():
        for word, (type_, *kind) in table.items():
            if type_ not in types() or not set(kind) <= set(types()[type_].kinds):
                raise ValueError(f"kinds.yaml: {format_}: {word}: {type_} {kind} is not among the types")
    return meanings


def meaning(format_: str, word: str) -> tuple[str, str | None]:
    """Type and kind of a work that a file of this format calls `word`."""
    found = _meanings()[format_].get(" ".join(word.split()).casefold())
    if not found:
        return UNKNOWN
    return found[0], found[1] if len(found) > 1 else None
