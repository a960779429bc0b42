"""Reading a recorded body as the newest version of its type says it; members that we do not know are left out.

The projector does not need this: it trusts a registered type, and a handler that does not name a member ignores it.
It is for whoever wants the fields and nothing else: exports, tests, other languages' contracts.
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError

from shared.events import registry
from shared.events.fields import Field, Group, Many, Named, described_fields


def read(full_type: str, version: int, body: dict[str, Any]) -> dict[str, Any]:
    """The body brought to the newest version, with known members only.

    Raises KeyError when the type is not in the language, and marshmallow's ValidationError when the body is not one.
    """
    newest = registry.newest(full_type)
    known = _known_members(newest(), registry.upcast(full_type, version, body))
    if mistakes := newest().validate(known):
        raise ValidationError(mistakes)
    return known


def _known_members(schema: Schema, body: dict[str, Any]) -> dict[str, Any]:
    return {
        field.name_in_body: _known_value(field, body[field.name_in_body])
        for field in described_fields(schema)
        if field.name_in_body in body
    }


def _known_value(field: Field, value: Any) -> Any:
    if isinstance(field, Group) and isinstance(value, dict):
        return _known_members(field.schema, value)
    if isinstance(field, Many) and isinstance(value, list):
        return [_known_value(field.inner, item) for item in value]
    if isinstance(field, Named) and isinstance(value, dict):
        return {name: _known_value(field.inner, item) for name, item in value.items()}
    return value
