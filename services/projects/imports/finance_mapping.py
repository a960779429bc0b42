"""What the columns and codes of a council's finance system mean here: data, one file for each source.

A file in `mappings/` names the columns for what we need, the codes that stand for headings, and those that stand for
organisations. Which file fits is found by the columns of what was sent, or said by whoever sends it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate

from shared.datafile import load

FOLDER = Path(__file__).parent / "mappings"
#: stands for the programme's host
HOST = "host"
NEEDED = ("source_ref", "posted_on", "heading")
KNOWN = (*NEEDED, "amount", "debit", "credit", "partner", "period", "extract_on", "project")


@dataclass(frozen=True, slots=True)
class Source:
    """One source. Columns are named as people write them; codes are compared without regard to case."""

    name: str
    title: str
    columns: Mapping[str, tuple[str, ...]]
    optional: frozenset[str]
    headings: Mapping[str, str]
    partners: Mapping[str, str]
    period_year: re.Pattern[str] | None

    def needed(self) -> dict[str, str]:
        """The columns that make a file one of this source: normal name -> as written."""
        return {
            normal(column): column for what, its in self.columns.items() if what not in self.optional for column in its
        }


def normal(column: str) -> str:
    """A column's name as the reader of tables compares it."""
    return re.sub(r"[\s_]+", "_", column.strip()).casefold()


class _Columns(fields.Field[Any]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[str, ...]:  # noqa: ARG002
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not names or not all(isinstance(name, str) and name for name in names):
            raise ValidationError("Name a column, or a list of columns.")
        return tuple(names)


class _SourceSchema(Schema):
    class Meta:
        unknown = RAISE

    title = fields.String(required=True)
    columns = fields.Dict(keys=fields.String(validate=validate.OneOf(KNOWN)), values=_Columns(), required=True)
    optional = fields.List(fields.String(validate=validate.OneOf(KNOWN)), load_default=list)
    headings = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    partners = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)
    period_year = fields.String(allow_none=True, load_default=None)

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        columns = data["columns"]
        if missing := [name for name in NEEDED if name not in columns]:
            raise ValidationError(f"name the columns for {', '.join(missing)}", "columns")
        if ("amount" in columns) == ("debit" in columns and "credit" in columns):
            raise ValidationError("name one column for amount, or one each for debit and credit", "columns")
        for name, its in columns.items():
            if name != "source_ref" and len(its) > 1:
                raise ValidationError(f"name one column for {name}", "columns")
        try:
            pattern = re.compile(data["period_year"]) if data["period_year"] else None
        except re.error as error:
            raise ValidationError(f"is no regular expression: {error}", "period_year") from error
        return data | {"period_year": pattern}


def read(file: Path) -> Source:
    """One file. Raises DataFileError naming its mistakes."""
    data = load(file, _SourceSchema())
    return Source(
        name=file.stem,
        title=data["title"],
        columns=data["columns"],
        optional=frozenset(data["optional"]),
        headings={code.strip().casefold(): heading for code, heading in data["headings"].items()},
        partners={code.strip().casefold(): org_id for code, org_id in data["partners"].items()},
        period_year=data["period_year"],
    )


@cache
def mappings() -> dict[str, Source]:
    """Every source there is, by name. A mistake in a file stops the start."""
    return {file.stem: read(file) for file in sorted(FOLDER.glob("*.yaml"))}
