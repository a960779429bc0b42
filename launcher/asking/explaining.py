"""Help about one request, and the list of all, in the words of the service that declares them."""

from __future__ import annotations

import textwrap

from launcher.asking.description import Description, Field, Request
from launcher.outcome import EXIT_CODES

#: an example of each kind of text
EXAMPLES = {"date": "2026-09-30", "url": "https://example.org", "uuid": "0198…", "email": "ada@example.org"}
WIDTH = 100


def explain(description: Description, request: Request, command: str) -> str:
    """What it does, its fields with type and meaning, an example."""
    lines = [request.name, *wrapped(request.words, "  "), "", "Fields (* must be given):"]
    for field in request.fields.values():
        lines += about(description, field, field.name, "  ")
    if not request.fields:
        lines.append("  none")
    needed = [f"{field.name}={example(description, field)}" for field in request.fields.values() if field.required]
    lines += [
        "",
        "Example:",
        *wrapped(" ".join([f"./waymark {command} {request.short}", *needed]), "  "),
        "",
        EXIT_CODES,
    ]
    return "\n".join(lines)


def listed(requests: list[Request]) -> str:
    """Every request with what it does, a line or two each."""
    width = max((len(one.name) for one in requests), default=0)
    lines: list[str] = []
    for one in requests:
        first, *rest = textwrap.wrap(one.summary, max(30, WIDTH - width)) or [""]
        lines += [f"{one.name.ljust(width)}  {first}", *(f"{'':{width}}  {line}" for line in rest)]
    return "\n".join(lines)


def about(description: Description, field: Field, name: str, indent: str) -> list[str]:
    """A field, and the fields within it."""
    star = "*" if field.required else ""
    lines = wrapped(f"{name}{star}  {kind_of(description, field)}", indent)
    lines += wrapped(field.words, indent + "    ")
    schema = field.schema
    if field.kind == "array":
        schema = description.plain(schema.get("items", {}))
        name = f"{name}.0"
    for part in description.parts(schema).values():
        lines += about(description, part, f"{name}.{part.name}", indent + "  ")
    return lines


def kind_of(description: Description, field: Field) -> str:
    """The type in words, with the words it may be and what it is when left out."""
    schema = field.schema
    if field.kind == "array":
        inner = description.plain(schema.get("items", {}))
        said = f"list: name it again for each, or JSON ({inner.get('type', 'any')})"
    elif field.kind == "object":
        said = "group of fields"
        if {"amount", "currency"} <= set(schema.get("properties", {})):
            said = "money: 12500.00, in pounds unless it says otherwise"
    elif "enum" in schema:
        said = "one of " + ", ".join(str(one) for one in schema["enum"] if one is not None)
    elif field.kind == "boolean":
        said = "yes or no"
    elif field.kind == "integer":
        said = "whole number" + bounds(schema.get("minimum"), schema.get("maximum"))
    elif field.kind == "string":
        said = "date" if schema.get("format") == "date" else "text"
    else:
        said = field.kind
    if schema.get("default") not in (None, [], {}, ""):
        default = schema["default"]
        said += f"; left out: {('no', 'yes')[default] if isinstance(default, bool) else default}"
    return said


def bounds(least: object, most: object) -> str:
    if least is None and most is None:
        return ""
    if most is None:
        return f" from {least}"
    return f" from {least} to {most}" if least is not None else f" up to {most}"


def example(description: Description, field: Field) -> str:
    """A value that shows the form."""
    schema = field.schema
    if "enum" in schema:
        return str(schema["enum"][0])
    if field.kind == "object":
        return "12500.00" if {"amount", "currency"} <= set(schema.get("properties", {})) else "'{…}'"
    if field.kind == "array":
        return "'[{…}]'" if description.plain(schema.get("items", {})).get("type") == "object" else "…"
    numbers = {"boolean": "yes", "integer": str(schema.get("minimum", 1)), "number": "1"}
    return numbers.get(field.kind) or EXAMPLES.get(str(schema.get("format")), "…")


def wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ")
