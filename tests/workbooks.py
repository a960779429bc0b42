"""Workbooks and CSV files for tests, in the shape of a Researchfish download or of anything else.

workbook({"Publications": [["Award Reference", "id"], ["HDR-1", "5e6a27b6e5cc89.33826613"]]})
publications({"award": "HDR-1", "id": "5e6a27b6e5cc89.33826613", "title": "Homes", "year": 2021})
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

#: the headings of the sheet Publications of 2022 that a test needs, in their order there
PUBLICATIONS_2022 = (
    "Outcome Type", "Funder", "Award Reference", "Award Title", "Start Date", "End Date", "id", "pubid",
    "Outcome Sub-type", "PubMed ID", "Author", "Publication", "Journal", "Month", "Year", "DOI", "URL",
    "Outcome Base ID", "Unique",
)  # fmt: skip
POLICY_2022 = (
    "Outcome Type", "Funder", "Award Reference", "Start Date", "End Date", "id", "Record Title", "Outcome Sub-type",
    "First Year of Influence", "Geographic Reach", "Country", "Policy Impact Areas", "Policy Impact Types", "Impact",
    "Outcome Base ID",
)  # fmt: skip


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """An XLSX file; texts stay texts, a text that begins with `=` is a formula, numbers are numbers."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": True, "strings_to_urls": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(number, place, cell)
    return made.getvalue()


def delimited(rows: Sequence[Sequence[Any]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """The same as CSV."""
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter).writerows([["" if cell is None else cell for cell in row] for row in rows])
    return made.getvalue().encode(encoding)


def publication(award: str, id: str, title: str, **more: Any) -> list[Any]:
    """A row of PUBLICATIONS_2022: a journal article of 2021, with changes by heading (`_` for a space)."""
    plain: dict[str, Any] = {
        "Outcome Type": "Publications", "Funder": "MRC", "Award Reference": award, "Award Title": "An award",
        "Start Date": "2018-04-01", "End Date": "2023-03-31", "id": f"{id}1647538336", "pubid": id,
        "Outcome Sub-type": "Journal Article", "Author": "Other A", "Publication": title, "Journal": "Journal of Homes",
        "Month": 3, "Year": 2021, "Outcome Base ID": id, "Unique": "=1+1",
    }  # fmt: skip
    return [(plain | more).get(heading) for heading in PUBLICATIONS_2022]


def policy(award: str, id: str, title: str, **more: Any) -> list[Any]:
    """A row of POLICY_2022."""
    plain: dict[str, Any] = {
        "Outcome Type": "Policy", "Funder": "MRC", "Award Reference": award, "Start Date": "2018-04-01",
        "End Date": "2023-03-31", "id": f"{id}1647538336", "Record Title": title,
        "Outcome Sub-type": "Citation in other policy documents", "First Year of Influence": 2021,
        "Geographic Reach": "Local/Municipal/Regional", "Country": "United Kingdom",
        "Policy Impact Areas": "Healthcare",
        "Policy Impact Types": "Not known", "Impact": "A policy changed", "Outcome Base ID": id,
    }  # fmt: skip
    return [(plain | more).get(heading) for heading in POLICY_2022]
