"""Words typed as `name=value` as the JSON that a request takes, by the types of its description.

    title="Damp survey"          text, a date, a number, yes or no: whichever the field is
    amount.amount=12500.00       a field of a group; money may be written amount=12500.00 or "amount=12500.00 EUR"
    themes=housing themes=work   a list, by naming it again
    lines='[{"heading": "staff"}]'    anything, as JSON;  lines.0.heading=staff  one field of one row of a list
    lead_person_id=              nothing: what was there is taken away

Not for rules of substance: the suite holds those, and says which field it does not like.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from launcher.asking.description import Description, Field, Request, Schema
from launcher.outcome import WrongUse

TRUTH = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}
MONEY = re.compile(r"(?P<amount>-?\d+(\.\d+)?)(\s+(?P<currency>[A-Z]{3}))?")


def fields_of(
    description: Description, request: Request, words: Iterable[str], begin: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The fields of a request: those of a file first, then what was typed. Raises WrongUse, naming the field."""
    found: dict[str, Any] = dict(begin or {})
    for name in found:
        field_named(request, name)
    typed, begun = Typed(description), set[str]()
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise WrongUse(f"{word}: write a field as name=value; --help {request.short} lists the fields")
        first, _, rest = name.partition(".")
        field = field_named(request, first)
        # a list that is named whole takes the place of the file's; its second naming adds to it
        there = found.get(first) if rest or first in begun else None
        found[first] = typed.put(there, field.schema, rest.split(".") if rest else [], text, name)
        begun.add(first)
    if missing := [field for field in request.fields.values() if field.required and field.name not in found]:
        lines = "".join(f"\n  {field.name}=…  {field.words}" for field in missing)
        raise WrongUse(f"{request.short} needs{' more' if found else ''}:{lines}")
    return found


def field_named(request: Request, name: str) -> Field:
    """A field by its name. Raises WrongUse with the one that may have been meant."""
    if name in request.fields:
        return request.fields[name]
    raise WrongUse(f"{request.short} has no field {name}.{meant(name, request.fields)}")


def meant(name: str, known: Iterable[str]) -> str:
    """Did you mean …?, or which there are."""
    every = list(known)
    near = difflib.get_close_matches(name, every, 2)
    if near:
        return f" Did you mean {' or '.join(near)}?"
    return f" It has {', '.join(every)}." if every else " It has none."


class Typed:
    """Puts typed texts where they belong."""

    def __init__(self, description: Description) -> None:
        self.description = description

    def put(self, there: Any, schema: Schema, path: list[str], text: str, name: str) -> Any:
        """`there` with the text at the path within it; `name` is what was typed, for what is wrong with it."""
        schema = self.description.plain(schema)
        kind = schema.get("type")
        if kind == "array" and not path and not text.startswith("[") and text != "":
            rows = list(there or [])
            return [*rows, self.put(None, schema.get("items", {}), [], text, name)]
        if not path:
            return self.value(schema, text, name)
        first, rest = path[0], path[1:]
        if kind == "array":
            return self._row(list(there or []), schema, path, text, name)
        if kind == "object":
            inner = self._part(schema, first, name)
            group = dict(there or {})
            return group | {first: self.put(group.get(first), inner, rest, text, name)}
        raise WrongUse(f"{name}: {name.partition('.')[0]} is one value and has no {first}")

    def value(self, schema: Schema, text: str, name: str) -> Any:
        """One value by its type. Raises WrongUse."""
        kind = schema.get("type")
        if text == "" and (schema.get("nullable") or kind != "string"):
            return [] if kind == "array" else None
        if kind in ("array", "object"):
            return as_json(text, name) if text.startswith(("[", "{")) else self._group(schema, text, name)
        if kind == "string":
            allowed = [str(one) for one in schema.get("enum", ()) if one is not None]
            if allowed and text not in allowed:
                raise WrongUse(f"{name}={text}: write one of {', '.join(allowed)}")
            return text
        return other_value(kind, text, name)

    def _row(self, rows: list[Any], schema: Schema, path: list[str], text: str, name: str) -> list[Any]:
        first, rest = path[0], path[1:]
        if not first.isdecimal() or int(first) > len(rows):
            raise WrongUse(f"{name}: number the rows of a list from 0 without gaps, or write the list as JSON")
        number = int(first)
        row = self.put(rows[number] if number < len(rows) else None, schema.get("items", {}), rest, text, name)
        return [*rows[:number], row, *rows[number + 1 :]]

    def _part(self, schema: Schema, name: str, typed: str) -> Schema:
        parts = self.description.parts(schema)
        if name in parts:
            return parts[name].schema
        if isinstance(schema.get("additionalProperties"), dict):
            return dict(schema["additionalProperties"])
        raise WrongUse(f"{typed}: there is no {name} in it.{meant(name, parts)}")

    def _group(self, schema: Schema, text: str, name: str) -> Any:
        parts = self.description.parts(schema)
        written = MONEY.fullmatch(text)
        if {"amount", "currency"} <= set(parts) and written:
            return {part: value for part, value in written.groupdict().items() if value}
        example = next(iter(parts), "part")
        raise WrongUse(f"{name}={text}: this is a group of fields: write {name}.{example}=…, or the group as JSON")


def other_value(kind: str | None, text: str, name: str) -> Any:
    """What is neither text nor a group nor a list. Raises WrongUse."""
    if kind == "boolean":
        if text.lower() not in TRUTH:
            raise WrongUse(f"{name}={text}: write yes or no")
        return TRUTH[text.lower()]
    if kind == "integer":
        if not re.fullmatch(r"-?\d{1,15}", text):
            raise WrongUse(f"{name}={text}: write a whole number")
        return int(text)
    return as_json(text, name) if kind == "number" else loosely(text)


def as_json(text: str, name: str) -> Any:
    """The JSON value of a text. Raises WrongUse."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise WrongUse(f"{name}: this is not JSON: {error}") from None


def loosely(text: str) -> Any:
    """A value of a field that may be anything: JSON when it is, else the text."""
    try:
        return json.loads(text)
    except ValueError:
        return text
