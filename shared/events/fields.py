"""The kinds of value that a fact may hold, each with its description, its class of reader and its JSON Schema.

They check the JSON form (dates and money are text), because a body is recorded as it is given and never dumped anew.
Not for rules of substance ("a milestone cannot be achieved before it starts"): those live in the services' `domain/`.

`seen_by` is one of
    open      any reader of the report
    funder    the funder, once a report that uses the fact is submitted
    internal  the programme only
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, cast

from marshmallow import RAISE, Schema, ValidationError, fields

SEEN_BY = ("open", "funder", "internal")
JsonSchema = dict[str, Any]


class Field(fields.Field[Any]):
    """A field that says what it holds and who may see it. Optional unless `required`; null is never a value."""

    def __init__(self, description: str, *, seen_by: str = "open", required: bool = False, **options: Any) -> None:
        if seen_by not in SEEN_BY:
            raise ValueError(f"seen_by is one of {', '.join(SEEN_BY)}, not {seen_by!r}")
        metadata = {"description": description, "seen_by": seen_by}
        super().__init__(required=required, metadata=metadata, **options)

    @property
    def name_in_body(self) -> str:
        """The member's name in JSON: the attribute's, but for words that mean something else on the class."""
        return cast(str, self.data_key or self.name)

    def json_schema(self) -> JsonSchema:
        """The JSON Schema of the value, without its description."""
        raise NotImplementedError


class Text(Field):
    """Text of at least one character."""

    pattern: ClassVar[str | None] = None
    longest: ClassVar[int] = 2000
    expected: ClassVar[str] = "text of 1 to 2,000 characters"
    _compiled: ClassVar[re.Pattern[str]] = re.compile(r".*", re.DOTALL)

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "pattern" in vars(cls) and cls.pattern:
            cls._compiled = re.compile(cls.pattern)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # noqa: ARG002
        # fullmatch, because a pattern's own $ lets a last newline through
        fits = isinstance(value, str) and 0 < len(value) <= self.longest
        if not fits or not self._compiled.fullmatch(value):
            raise ValidationError(f"Must be {self.expected}.")
        return cast(str, value)

    def json_schema(self) -> JsonSchema:
        schema: JsonSchema = {"type": "string", "minLength": 1, "maxLength": self.longest}
        return schema | ({"pattern": f"^(?:{self.pattern})$"} if self.pattern else {})


class Id(Text):
    """The id of a thing of ours, or of a person or organisation: opaque text."""

    longest = 200
    expected = "an id: text of 1 to 200 characters"


class Key(Text):
    """A word of a vocabulary that programmes may extend: a reason, a theme, a role."""

    longest = 100
    pattern = r"[a-z0-9]+([_.-][a-z0-9]+)*"
    expected = "a key: small letters and digits, parts joined by one of _ . -"


class Url(Text):
    """An address on the web."""

    pattern = r"https?://[^\s]+"
    expected = "a web address that starts with http:// or https://"


class Sha256(Text):
    """A SHA-256 digest in hexadecimal."""

    longest = 64
    pattern = r"[0-9a-f]{64}"
    expected = "a SHA-256 digest: 64 hexadecimal digits in small letters"


class DecimalText(Text):
    """A decimal number as text, up to four places, negative allowed."""

    longest = 25
    pattern = r"-?[0-9]{1,15}(\.[0-9]{1,4})?"
    expected = 'a decimal number as text, such as "1250.00"'


class Currency(Text):
    """An ISO 4217 code."""

    longest = 3
    pattern = r"[A-Z]{3}"
    expected = "a currency code such as GBP"


class Date(Text):
    """A day in Europe/London, as ISO 8601 text."""

    longest = 10
    pattern = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    expected = "a date such as 2026-03-31"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            date.fromisoformat(text)
        except ValueError as error:
            raise ValidationError(f"Must be {self.expected}.") from error
        return text

    def json_schema(self) -> JsonSchema:
        return super().json_schema() | {"format": "date"}


class OneOf(Field):
    """One of a closed list of words: adding a word is a new version, so only for lists that the code branches on."""

    def __init__(self, description: str, words: Iterable[str], **options: Any) -> None:
        self.words = tuple(words)
        super().__init__(description, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # noqa: ARG002
        if not isinstance(value, str) or value not in self.words:
            raise ValidationError(f"Must be one of: {', '.join(self.words)}.")
        return value

    def json_schema(self) -> JsonSchema:
        return {"type": "string", "enum": list(self.words)}


class Whole(Field):
    """A whole number between `least` and `most` (both included)."""

    def __init__(self, description: str, *, least: int = 0, most: int = 2**53 - 1, **options: Any) -> None:
        self.least, self.most = least, most
        super().__init__(description, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ARG002
        # True is an int to Python and a different value in JSON
        if not isinstance(value, int) or isinstance(value, bool) or not self.least <= value <= self.most:
            raise ValidationError(f"Must be a whole number from {self.least} to {self.most}.")
        return value

    def json_schema(self) -> JsonSchema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class People(Whole):
    """A number of people. From 1 to 4 it may say something of one of them, so no reader outside the programme has it
    with the fact, and nobody sees it exactly: figures go through `measures/suppression`, everything else through
    `shared.smallnumbers` (measures.md, rule 4)."""

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(description, seen_by="internal", most=1_000_000, **options)


class PeopleBy(Field):
    """Numbers of people by what they came from. No reader has them with the fact, however large: beside a total over
    several facts, a number in each but one gives away the one. Figures go through `measures/suppression`."""

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(description, seen_by="internal", **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, int]:  # noqa: ARG002
        if not isinstance(value, dict):
            raise ValidationError("Must be an object: numbers of people by name.")
        for name, number in value.items():
            if not isinstance(name, str) or not 0 < len(name) <= Id.longest:
                raise ValidationError(f"The name must be {Id.expected}.")
            if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= 1_000_000:
                raise ValidationError({name: ["Must be a whole number from 1 to 1,000,000."]})
        return value

    def json_schema(self) -> JsonSchema:
        number = {"type": "integer", "minimum": 1, "maximum": 1_000_000}
        names = {"minLength": 1, "maxLength": Id.longest}
        return {"type": "object", "propertyNames": names, "additionalProperties": number}


class YesNo(Field):
    """True or false."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:  # noqa: ARG002
        if not isinstance(value, bool):
            raise ValidationError("Must be true or false.")
        return value

    def json_schema(self) -> JsonSchema:
        return {"type": "boolean"}


class Many(Field):
    """A list of values of one kind; may be empty."""

    def __init__(self, inner: Field, description: str, **options: Any) -> None:
        self.inner = inner
        super().__init__(description, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list | tuple):
            raise ValidationError("Must be a list.")
        mistakes: dict[int, Any] = {}
        for number, item in enumerate(value):
            try:
                self.inner.deserialize(item, attr, data, **kwargs)
            except ValidationError as error:
                mistakes[number] = error.messages
        if mistakes:
            raise ValidationError(cast("dict[str, Any]", mistakes))
        return list(value)

    def json_schema(self) -> JsonSchema:
        return {"type": "array", "items": self.inner.json_schema()}


class Named(Field):
    """Values of one kind by name: identifiers by scheme, labels by word."""

    def __init__(self, inner: Field, description: str, **options: Any) -> None:
        self.inner = inner
        super().__init__(description, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValidationError("Must be an object: values by name.")
        mistakes: dict[str, Any] = {}
        for name, item in value.items():
            if not isinstance(name, str) or not Key._compiled.fullmatch(name):
                mistakes[str(name)] = [f"The name must be {Key.expected}."]
                continue
            try:
                self.inner.deserialize(item, attr, data, **kwargs)
            except ValidationError as error:
                mistakes[name] = error.messages
        if mistakes:
            raise ValidationError(mistakes)
        return value

    def json_schema(self) -> JsonSchema:
        return {
            "type": "object",
            "propertyNames": {"pattern": f"^(?:{Key.pattern})$"},
            "additionalProperties": self.inner.json_schema(),
        }


class Plain(Field):
    """What a type-specific detail or a value before and after may be: JSON without fractions; null where `nullable`."""

    def __init__(self, description: str, *, nullable: bool = False, **options: Any) -> None:
        super().__init__(description, allow_none=nullable, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:  # noqa: ARG002
        if isinstance(value, float):
            raise ValidationError("Must not be a number with a fraction; write it as text.")
        return value

    def json_schema(self) -> JsonSchema:
        kinds = ["string", "integer", "boolean", "array", "object"]
        return {"type": [*kinds, "null"] if self.allow_none else kinds}


class Part(Schema):
    """A group of fields inside a fact; subclass it, and use it through `Group`."""

    class Meta:
        unknown = RAISE


class Group(Field):
    """One `Part`."""

    part: ClassVar[type[Part]]

    def __init__(self, description: str, *, part: type[Part] | None = None, **options: Any) -> None:
        self.schema = (part or self.part)()
        super().__init__(description, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:  # noqa: ARG002
        if not fits(self.schema, value) and (mistakes := self.schema.validate(value)):
            raise ValidationError(mistakes)
        return value

    def json_schema(self) -> JsonSchema:
        return object_schema(self.schema)


def fits(schema: Schema, value: Any) -> bool:
    """Whether a value is surely what the schema wants; three times as quick as `validate`, which then says what is not.

    False means only that `validate` must be asked.
    """
    if not isinstance(value, dict) or len(value) > len(schema.load_fields):
        return False
    by_name, required = _layout(schema)
    if not required <= value.keys():
        return False
    try:
        for name, item in value.items():
            field = by_name.get(name)
            if field is None or (item is None and not field.allow_none) or field.validators:
                return False
            if item is not None:
                field._deserialize(item, name, value)
    except ValidationError:
        return False
    return True


def _layout(schema: Schema) -> tuple[dict[str, Field], set[str]]:
    """Fields by their name in the body, and the names of those that must be there; made once for each schema."""
    layout: tuple[dict[str, Field], set[str]] | None = getattr(schema, "_layout", None)
    if layout is None:
        by_name = {field.name_in_body: field for field in cast("list[Field]", list(schema.load_fields.values()))}
        layout = by_name, {name for name, field in by_name.items() if field.required}
        schema._layout = layout  # type: ignore[attr-defined]
    return layout


def described_fields(schema: Schema) -> list[Field]:
    """The fields of a fact or part in order of declaration, those that every fact has last."""
    common = {"import_key", "on_behalf_of"}
    found = cast("list[Field]", list(schema.load_fields.values()))
    return sorted(found, key=lambda field: field.name in common)


def object_schema(schema: Schema, *, with_seen_by: bool = False) -> JsonSchema:
    """The JSON Schema of a fact or part as it is checked on writing: nothing besides its fields is let in."""
    properties: JsonSchema = {}
    for field in described_fields(schema):
        about = {"description": field.metadata["description"]}
        if with_seen_by:
            about["x-seen-by"] = field.metadata["seen_by"]
        properties[field.name_in_body] = field.json_schema() | about
    found: JsonSchema = {"type": "object", "properties": properties, "additionalProperties": False}
    required = [field.name_in_body for field in described_fields(schema) if field.required]
    return found | ({"required": required} if required else {})
