"""Good files of every format that is read, small, as a start for changes."""

from __future__ import annotations

import json
from functools import cache

from services.outputs.importers import template_files
from tests.workbooks import POLICY_2022, PUBLICATIONS_2022, delimited, policy, publication, workbook

ID = "5e6a27b6e5cc89.33826613"
BIBTEX = (
    b"@string{jan = {January}}\n@article{a, title={A {B} C}, year=2020, author={Garc{\\'\\i}a, Ana and {G H}}, "
    b"month=jan # { 2}, doi={10.1234/a}, grant={NIHR123456 and 12/34/56}}\n@book{b, title={B}, isbn={9780306406157}}\n"
)
RIS = (
    b"TY  - JOUR\nTI  - Homes\nAU  - Other, Ann\nPY  - 2024/03/01\nDO  - 10.1234/a\nFU  - NIHR [NIHR123456; 12/34/56]\n"
    b"SN  - 1932-6203\nER  - \n\nTY  - BOOK\nT1  - Care\nER  -\n"
)
CROSSREF = json.dumps(
    {
        "message": {
            "items": [
                {"DOI": "10.1234/a", "title": ["A"], "type": "journal-article",
                 "issued": {"date-parts": [[2020, 8, 17]]},
                 "funder": [{"name": "NIHR", "award": ["2017YFC0906500 and NIHR 206537"]}],
                 "author": [{"family": "Other", "given": "Ann", "ORCID": "0000-0002-1825-0097"}],
                 "license": [{"URL": "https://creativecommons.org/licenses/by/4.0/", "content-version": "vor"}]},
            ]
        }
    }
).encode()  # fmt: skip
CSL = json.dumps(
    [{"id": 1, "type": "article-journal", "title": "A", "DOI": "10.1234/a", "issued": {"date-parts": [["2020", "8"]]},
      "author": [{"literal": "G"}, {"family": "Other", "given": "Ann"}], "note": "Award: 12/34/56"}]
).encode()  # fmt: skip


@cache
def seeds() -> dict[str, bytes]:
    """By name."""
    rows = [PUBLICATIONS_2022, publication("HDR-1", ID, "Homes", DOI="10.1234/a"), publication("HDR-2", ID, "Homes")]
    policies = [POLICY_2022, policy("HDR-1", ID, "A policy")]
    own = [["Type", "Title", "Date of publication", "Authors"], ["Publication", "Homes", "01/02/2024", "Other, Ann; G"]]
    return {
        "bibtex": BIBTEX,
        "ris": RIS,
        "crossref": CROSSREF,
        "csl": CSL,
        "researchfish.xlsx": workbook({"Publications": rows, "Policy": policies}),
        "researchfish.csv": delimited(rows),
        "own.csv": delimited(own, ";", "cp1252"),
        "own.xlsx": workbook({"Publication": own}),
        "template.xlsx": template_files.made("media_activity", "xlsx"),
        "utf-16": RIS.decode().encode("utf-16"),
    }
