"""Words of involvement and inclusion: forms, the six standards, channels, characteristics with their categories."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from marshmallow import RAISE, Schema, fields, post_load, validate

from shared.datafile import load
from shared.events.fields import Key

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Words:
    """Key -> what it is called, in the order of the file."""

    forms: dict[str, str]
    standards: dict[str, str]
    channels: dict[str, str]


@dataclass(frozen=True, slots=True)
class Characteristic:
    """What people may be asked, and the answers that are counted."""

    label: str
    categories: dict[str, str]


class _Strict(Schema):
    class Meta:
        unknown = RAISE


def _words() -> fields.Dict:
    key = fields.String(validate=validate.Regexp(f"^(?:{Key.pattern})$", error="Write a key like working_together"))
    title = fields.String(validate=validate.Length(min=1, max=100))
    return fields.Dict(keys=key, values=title, required=True, validate=validate.Length(min=1))


class _WordsSchema(_Strict):
    forms = _words()
    standards = _words()
    channels = _words()

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> Words:
        return Words(**data)


class _CharacteristicSchema(_Strict):
    label = fields.String(required=True)
    categories = _words()

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> Characteristic:
        return Characteristic(**data)


class _InclusionSchema(_Strict):
    characteristics = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(_CharacteristicSchema),
        required=True,
        validate=validate.Length(min=1),
    )


@cache
def words() -> Words:
    """Raises DataFileError at start."""
    found: Words = load(HERE / "involvement.yaml", _WordsSchema())
    return found


@cache
def characteristics() -> dict[str, Characteristic]:
    """Every characteristic by its key. Raises DataFileError at start."""
    found: dict[str, Characteristic] = load(HERE / "inclusion.yaml", _InclusionSchema())["characteristics"]
    return found
