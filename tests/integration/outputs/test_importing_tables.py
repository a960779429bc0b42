"""Tables through the real import: a template filled in, and files that break at their end or are no plain workbook."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from workbooks import PUBLICATIONS_2022, delimited, publication, workbook

from shared.calls import outputs as calls
from shared.errors import NotFound
from shared.files import Files
from shared.settings import settings

MANY = [PUBLICATIONS_2022, *(publication("HDR-1", f"5e6a27b6e5cc{n:04}", f"Homes {n}") for n in range(700))]
OWN = [
    [
        "Type",
        "Title",
        "Date of publication",
        "Your reference",
        "Main audience",
        "Years in which it took place",
        "What came of it",
    ],
    ["Engagement activity", "A talk", "01/03/2024", "T-1", "Councillors", "2024", "Ann Example said yes"],
    ["Engagement activity", "Another talk", "", "T-2", "The public", "2024, 2025", ""],
]


def bomb() -> bytes:
    made = io.BytesIO(workbook({"Publications": MANY[:2]}))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.xml", bytes(300 << 20))
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (delimited(MANY)[:-30] + b'"never closed', "never closes"),
        (workbook({"Publications": MANY})[:-3000], "damaged or was cut off"),
        (bomb(), "far larger than any list of outputs"),
        (b"\xd0\xcf\x11\xe0" + bytes(5000), "old Excel workbook"),
    ],
    ids=["CSV that breaks off", "workbook that breaks off", "bomb", "xls"],
)
def test_a_file_that_breaks_after_hundreds_of_good_rows_leaves_nothing(ask: Any, content: bytes, says: str) -> None:
    job = ask.bring(content, "file.xlsx")
    assert (job["state"], job["accepted"], job["total"]) == ("refused", 0, None)
    assert says in job["message"]
    assert ask.facts() == [] and ask(calls.Outputs, programme_id=ask.programme)["items"] == []


def test_rows_of_our_own_table_are_outputs_of_their_type_and_known_by_their_reference(ask: Any) -> None:
    tried = ask.bring(delimited(OWN), "talks.csv", dry_run=True)
    assert (tried["accepted"], ask.facts()) == (2, [])
    assert ask.bring(delimited(OWN), "talks.csv")["accepted"] == 2
    first, second = ask.facts("output.recorded")
    assert (first["effectiveon"], first["data"]["details"]) == (
        "2024-03-01",
        {"audience": "councillors", "years": ["2024"]},
    )
    assert (first["data"]["state"], second["data"]["state"]) == ("public", "planned")
    assert "Ann" not in str(ask.facts())
    renamed = [OWN[0], [*OWN[1][:1], "A talk, renamed", *OWN[1][2:]], OWN[2]]
    again = ask.bring(workbook({"Talks": renamed}), "talks.xlsx")
    assert (again["accepted"], again["unchanged"]) == (0, 2)
    assert [(note["row"], note["field"]) for note in again["notes"]] == [(2, "Talks: title")]


def test_one_pubmed_number_with_two_dois_is_refused_by_row_because_one_is_wrong(ask: Any) -> None:
    rows = [["Type", "Title", "DOI", "PubMed number"], ["Publication", "A", "10.1234/a", "12345"],
            ["", "B", "10.1234/b", "12345"]]  # fmt: skip
    job = ask.bring(delimited(rows))
    assert (job["accepted"], job["refused_count"]) == (1, 1)
    assert (job["refused"][0]["row"], job["refused"][0]["field"]) == (3, "pmid")


def test_a_template_is_kept_as_a_file_and_named_in_the_reply(ask: Any) -> None:
    named = ask(calls.OutputTemplate, type="publication", format="csv")
    assert named["file_name"] == "publication.csv"
    assert Files(settings().files_url).read(named["sha256"]).startswith(b"\xef\xbb\xbfType,Kind,Title")
    with pytest.raises(NotFound, match="no type of output poem"):
        ask(calls.OutputTemplate, type="poem")
