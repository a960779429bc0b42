"""Fields that requests of several services have in common: days, and which page of a list.

What differs from service to service, as texts and ids do, is declared beside its requests.
"""

from __future__ import annotations

from marshmallow import Schema, fields, validate


def day(words: str, *, required: bool = False) -> fields.Date:
    """A day in Europe/London."""
    return fields.Date(
        required=required,
        allow_none=not required,
        metadata={"description": words},
        error_messages={"required": f"Enter {words}", "invalid": "Enter a date, like 2026-03-31"},
    )


class PageFields(Schema):
    """Which page of a list."""

    after = fields.String(load_default=None, allow_none=True, metadata={"description": "cursor of the page before"})
    limit = fields.Integer(
        load_default=50, validate=validate.Range(1, 200), metadata={"description": "rows in a page, most 200"}
    )
