"""Lists as CSV files: whole, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from services.gateway.pages.exports import as_csv
from tests.unit.gateway.switchboard import Switchboard


def test_an_export_has_every_page_of_the_list_and_no_formulas(browser: Any, services: Switchboard) -> None:
    services.answers["projects.programme"] = {"programme_id": "P", "title": "A programme"}

    def listed(fields: dict[str, Any]) -> dict[str, Any]:
        first = "after" not in fields
        title = "=cmd()" if first else "Second"
        return {"items": [{"title": title, "author_names": ["A", "B"]}], "next": "x" if first else None}

    services.answers["outputs.outputs"] = listed
    answer = browser.get("/programmes/P/outputs?format=csv&state=public&after=ignored")
    assert answer.headers["Content-Disposition"] == "attachment; filename=P-outputs.csv"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["Title"] for row in rows] == ["'=cmd()", "Second"]
    assert rows[0]["First authors"] == "A, B"
    assert services.last("outputs.outputs")[0]["state"] == "public"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_begins_as_a_formula_does(start: str) -> None:
    answer = as_csv("list", {"title": "Title"}, [{"title": f"{start}cmd()"}])
    (row,) = csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline=""))
    assert row["Title"] == f"'{start}cmd()"
