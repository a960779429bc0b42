"""What the classes say of themselves in sentences."""

from __future__ import annotations

import inspect

from shared.events.fact import Fact
from shared.events.fields import Field, Group, Many, Named, described_fields


def recorded_when(fact: type[Fact]) -> str:
    """The class's docstring."""
    return inspect.cleandoc(fact.__doc__ or "")


def shape(field: Field) -> str:
    """What kind of value a field holds: `date`, `list of id`, `{amount, currency}`."""
    if isinstance(field, Many):
        return f"list of {shape(field.inner)}"
    if isinstance(field, Named):
        return f"by name: {shape(field.inner)}"
    if isinstance(field, Group):
        return "{" + ", ".join(part.name_in_body for part in described_fields(field.schema)) + "}"
    words = getattr(field, "words", None)
    return " / ".join(words) if words else _SHAPES.get(type(field).__name__, type(field).__name__.lower())


_SHAPES = {
    "Whole": "whole number",
    "YesNo": "true or false",
    "DecimalText": "decimal as text",
    "Sha256": "SHA-256",
    "Plain": "any value",
    "ShownPeople": "number of people, or why it is not shown",
    "Url": "web address",
}
