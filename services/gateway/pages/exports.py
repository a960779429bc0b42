"""A list as a CSV file, for a spreadsheet: what the page shows, all of it, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import Response

from services.gateway import asking
from services.gateway.words import value
from shared.calls.call import Read

#: with these a spreadsheet takes a cell for a formula
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
#: an export ends here; whoever needs more takes the API's pages
MOST = 20_000


def every(call: type[Read], fields: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every item of a list, page by page."""
    after: str | None = None
    for _ in range(MOST // 200):
        found = asking.ask(call, fields | {"after": after, "limit": 200})
        yield from found["items"]
        after = found["next"]
        if after is None:
            return


def as_csv(name: str, columns: Mapping[str, str], items: Iterable[dict[str, Any]]) -> Response:
    """The items as an attachment; `columns` maps a field to its heading. UTF-8 with a mark, which Excel needs."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns.values())
    for item in items:
        writer.writerow(_cell(item.get(field)) for field in columns)
    response = Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.csv")
    return response


def _cell(given: Any) -> str:
    if given is None:
        return ""
    text = given if isinstance(given, str) else value(given)
    return f"'{text}" if text.startswith(FORMULA) else text
