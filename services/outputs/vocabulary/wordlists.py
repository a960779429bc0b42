"""Vocabularies: keys with their labels, and every spelling under which another system has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from services.outputs.domain import joined_lists


class Strict(Schema):
    class Meta:
        unknown = RAISE


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a vocabulary: what a page shows, and how else it is written."""

    label: str
    written: tuple[str, ...] = ()
    #: of a kind within a type: the shared fields that Researchfish must have for it
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """A vocabulary. Keys are for ever: facts hold them."""

    words: Mapping[str, Word]
    #: label or other spelling -> key
    spellings: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        found: dict[str, str] = {}
        for key, word in self.words.items():
            for spelling in (word.label, *word.written):
                if found.setdefault(_folded(spelling), key) != key:
                    raise ValidationError(f"“{spelling}” means both {found[_folded(spelling)]} and {key}")
        object.__setattr__(self, "spellings", found)

    def labels(self) -> dict[str, str]:
        """Key -> label, in order."""
        return {key: word.label for key, word in self.words.items()}

    def key(self, written: str) -> str:
        """The key of one word, given as its key, its label or another spelling. Raises ValueError in words."""
        text = written.strip()
        found = text if text in self.words else self.spellings.get(_folded(text))
        if found is None:
            raise ValueError(f"Choose one of {', '.join(self.words)}: “{text[:60]}” is none of them")
        return found

    def keys(self, given: str | Iterable[str]) -> list[str]:
        """The keys of several: a list of them, or what an export joined by commas. Raises ValueError in words."""
        if not isinstance(given, str):
            return list(dict.fromkeys(self.key(str(each)) for each in given))
        found = joined_lists.read(given, dict(self.spellings) | {key: key for key in self.words})
        if found.unknown:
            raise ValueError(f"Choose some of {', '.join(self.words)}: “{found.unknown[0][:60]}” is none of them")
        return found.known


class WordField(fields.Field[Any]):
    """`Label`, or {label: Label, written: [other spellings], needs: [fields]}."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Word:  # noqa: ARG002
        if isinstance(value, str):
            return Word(value)
        found = _WordSchema().load(value)
        return Word(found["label"], tuple(found["written"]), tuple(found["needs"]))


class _WordSchema(Strict):
    label = fields.String(required=True)
    written = fields.List(fields.String(), load_default=list)
    needs = fields.List(fields.String(), load_default=list)


class WordsField(fields.Field[Any]):
    """A vocabulary in a data file."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Words:
        one = fields.Dict(keys=fields.String(), values=WordField())
        return Words(one.deserialize(value, attr, data, **kwargs))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
