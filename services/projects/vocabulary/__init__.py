"""Words that people will change, as data with a schema, read once: the headings of budgets."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from marshmallow import RAISE, Schema, fields, validate

from shared.datafile import load
from shared.events.fields import Key

HERE = Path(__file__).parent


class _HeadingsSchema(Schema):
    class Meta:
        unknown = RAISE

    headings = fields.Dict(
        keys=fields.String(validate=validate.Regexp(f"^(?:{Key.pattern})$", error="Write a key like research_costs")),
        values=fields.String(validate=validate.Length(min=1, max=100)),
        required=True,
    )


@cache
def headings() -> dict[str, str]:
    """The usual headings, key -> title, in the order of the file."""
    found: dict[str, str] = load(HERE / "headings.yaml", _HeadingsSchema())["headings"]
    return found
