"""Fields that requests of several services have in common: days, and which page of a list.

What differs from service to service, as texts and ids do, is declared beside its requests.
"""

from __future__ import annotations

import re
from datetime import date

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
