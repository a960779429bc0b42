"""Fields that requests have in common: texts, ids, keys, notes, days, places, money, and which page of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

#: far from the ends of the calendar: its last day has no day after it, and figures count on from every day
YEARS = range(1900, 3000)


def sensible(given: date) -> None:
    """Raise ValidationError for a slip of the pen in the year."""
    if given.year not in YEARS:
        raise ValidationError(f"Enter a year from {YEARS[0]} to {YEARS[-1]}")


class Written(validate.Regexp):
    """The whole of a text has this form: no line break behind it is overlooked, and its digits are 0 to 9 alone."""

    def __init__(self, form: str, *, error: str | None = None) -> None:
        self.form = re.compile(form, re.ASCII)
        super().__init__(self.form, error=error)

    def __call__(self, value: str) -> str:  # type: ignore[override]  # of bytes there are none
        if self.form.fullmatch(value) is None:
            raise ValidationError(self._format_error(value))
        return value


def not_blank(given: str) -> None:
    """Raise ValidationError for a text of which nothing can be seen: spaces, line breaks, characters without width."""
    if given and not any(letter.isprintable() and not letter.isspace() for letter in given):
        raise ValidationError("Enter some words: of these nothing can be seen")


def one_line(given: str) -> None:
    """Raise ValidationError for what cannot be part of an id or of the name of a thing in a view."""
    if not given.isprintable():
        raise ValidationError("Write it in one line, without characters that cannot be seen")


def day(words: str, *, required: bool = False) -> fields.Date:
    """A day in Europe/London."""
    return fields.Date(
        required=required,
        allow_none=not required,
        validate=sensible,
        metadata={"description": words},
        error_messages={"required": f"Enter {words}", "invalid": "Enter a date, like 2026-03-31"},
    )


class PageFields(Schema):
    """Which page of a list."""

    after = fields.String(load_default=None, allow_none=True, metadata={"description": "cursor of the page before"})
    limit = fields.Integer(
        load_default=50, validate=validate.Range(1, 200), metadata={"description": "rows in a page, most 200"}
    )


PLACE_KINDS = ("ward", "neighbourhood", "lsoa", "city")
KEY = Written(r"^[a-z0-9]+([_.-][a-z0-9]+)*$", error="Use small letters and digits, with _ . or - between words")


#: a list of words or places has an end: nobody names more, and each is kept and told
MOST_NAMED = validate.Length(max=200)


def text(words: str, *, required: bool = False, longest: int = 300, **options: Any) -> fields.String:
    return fields.String(
        required=required,
        allow_none=not required,
        validate=[
            validate.Length(min=1, max=longest, error=f"Enter {words} of {{min}} to {{max}} characters"),
            not_blank,
        ],
        metadata={"description": words},
        error_messages={"required": f"Enter {words}", "null": f"Enter {words}"},
        **options,
    )


def line(words: str, *, required: bool = False, longest: int = 300) -> fields.String:
    """A text that is part of an id: a place's boundary set."""
    found = text(words, required=required, longest=longest)
    found.validators.append(one_line)
    return found


def an_id(words: str, *, required: bool = False) -> fields.String:
    return line(words, required=required, longest=200)


def new_id() -> fields.String:
    return fields.String(
        validate=Written(r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$", error="Use letters, digits, . _ : and -"),
        metadata={"description": "an id of your own; left out, one is made"},
    )


def key(words: str, *, required: bool = False) -> fields.String:
    return fields.String(
        required=required,
        allow_none=not required,
        validate=KEY,
        metadata={"description": words},
        error_messages={"required": f"Choose {words}", "null": f"Choose {words}"},
    )


def ids(words: str) -> fields.List[str]:
    one = fields.String(validate=[validate.Length(min=1, max=200, error="An id has 1 to 200 characters"), one_line])
    return fields.List(one, validate=MOST_NAMED, metadata={"description": words})


def many(words: str, inner: fields.Field[Any], *, most: int = 200, **options: Any) -> fields.List[Any]:
    """A list of what `inner` is one of."""
    return fields.List(inner, validate=validate.Length(max=most), metadata={"description": words}, **options)


def note() -> fields.String:
    return text("a note, kept in this service and fingerprinted in the fact", longest=10_000)


def programme(*, required: bool = True) -> fields.String:
    return an_id("the programme", required=required)


class PlaceFields(Schema):
    """A place by its code."""

    code = an_id("the code of the place, like E08000012", required=True)
    kind = fields.String(required=True, validate=validate.OneOf(PLACE_KINDS))
    boundary_set = line("the set of boundaries that the code belongs to, with its year", required=True)


class MoneyFields(Schema):
    """An amount with its currency; the amount is decimal text."""

    amount = fields.String(
        required=True,
        validate=Written(r"^-?\d{1,15}(\.\d{1,4})?$", error="Enter an amount, like 12500.00"),
        metadata={"description": "decimal text"},
        error_messages={"required": "Enter an amount"},
    )
    currency = fields.String(
        load_default="GBP", validate=Written(r"^[A-Z]{3}$"), metadata={"description": "ISO 4217 code"}
    )


def only(words: str) -> fields.String:
    return fields.String(allow_none=True, metadata={"description": words})


class FileId(fields.String):
    """The digest of a file that whoever asks has uploaded: `shared.uploads` looks before the request is carried out."""

    def __init__(self, **more: Any) -> None:
        rule = Written(r"^[0-9a-f]{64}$", error="A file is named by 64 hexadecimal digits")
        super().__init__(validate=rule, **more)


def file_id(words: str) -> FileId:
    return FileId(allow_none=True, metadata={"description": words})


def file_ids(words: str) -> fields.List[str]:
    return fields.List(FileId(), validate=MOST_NAMED, load_default=list, metadata={"description": words})


def one_of(words: str, choices: Sequence[str], *, required: bool = False, **options: Any) -> fields.String:
    """One word of a closed list."""
    return fields.String(
        required=required,
        allow_none=not required,
        validate=validate.OneOf(choices, error=f"Choose one of: {', '.join(choices)}"),
        metadata={"description": words},
        error_messages={"required": f"Choose {words}", "null": f"Choose {words}"},
        **options,
    )


def people(words: str, *, required: bool = False, least: int = 0) -> fields.Integer:
    """A number of people; how it may be shown is `smallnumbers`' business."""
    return fields.Integer(
        required=required,
        allow_none=not required,
        strict=True,
        validate=validate.Range(least, 1_000_000),
        metadata={"description": words},
        error_messages={"required": f"Enter {words}", "null": f"Enter {words}"},
    )


def people_by(words: str) -> fields.Dict:
    """Numbers of people by a key or an id: of a directorate, of an organisation."""
    return fields.Dict(
        keys=fields.String(validate=[validate.Length(min=1, max=200), one_line]),
        values=fields.Integer(strict=True, validate=validate.Range(0, 1_000_000)),
        validate=MOST_NAMED,
        allow_none=True,
        metadata={"description": words},
    )
