"""Files of works are imported once, whole rows at a time, attributed where their funding data says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from installation import until

from shared.calls import outputs as calls

GIVEN = Path(__file__).parents[4] / "shared" / "data"
TWO = b"""@article{a, title={Homes}, author={Other, Ann}, year=2024, month=mar, doi={10.1234/A}}
@article{b, title={Health}, author={Other, Ann}, year=2024}
"""


def counts(job: dict[str, Any]) -> tuple[str, int, int, int]:
    return job["state"], job["accepted"], job["unchanged"], job["refused_count"]


def test_a_file_imported_again_changes_nothing(ask: Any) -> None:
    assert counts(ask.bring(TWO)) == ("done", 2, 0, 0)
    assert counts(ask.bring(TWO, "again.bib")) == ("done", 0, 2, 0)
    recorded = ask.facts()
    assert [fact["type"] for fact in recorded] == ["output.recorded"] * 2
    assert {fact["origin"] for fact in recorded} == {"import"}


def test_a_work_that_somebody_entered_is_not_entered_again(ask: Any) -> None:
    ask.record(title="Homes", doi="10.1234/a")
    assert counts(ask.bring(TWO)) == ("done", 1, 1, 0)


def test_a_work_that_was_merged_away_is_known_still(ask: Any) -> None:
    kept, absorbed = ask.record(title="Homes, kept"), ask.record(title="Homes", doi="10.1234/a")
    ask(calls.MergeOutputs, kept_id=kept, absorbed_id=absorbed)
    assert counts(ask.bring(TWO)) == ("done", 1, 1, 0)


def test_the_same_work_twice_in_one_file_is_one(ask: Any) -> None:
    assert counts(ask.bring(TWO + TWO)) == ("done", 2, 2, 0)
    assert len(ask.facts()) == 2


def test_a_row_that_is_wrong_is_refused_by_file_row_and_field(ask: Any) -> None:
    job = ask.bring(TWO + b"@article{c, title={Wrong}, year={MMXX}}\n", "works.bib")
    assert counts(job) == ("done", 2, 0, 1)
    (refusal,) = job["refused"]
    assert (refusal["file"], refusal["row"], refusal["field"]) == ("works.bib", 3, "year")


def test_a_row_that_no_fact_can_hold_refuses_itself_alone(ask: Any) -> None:
    works = [{"DOI": "10.1234/a", "title": ["A"], "funder": [{"name": "N" * 3000, "award": ["1"]}]},
             {"DOI": "10.1234/b", "title": ["B"]}]  # fmt: skip
    job = ask.bring(json.dumps(works).encode(), "works.json")
    assert counts(job) == ("done", 1, 0, 1)
    assert job["refused"] == [
        {"file": "works.json", "row": 1, "field": "funding", "message": "Must be text of 1 to 2,000 characters."}
    ]


def test_a_dry_run_says_what_would_happen_and_leaves_nothing(ask: Any) -> None:
    assert counts(ask.bring(TWO + TWO, dry_run=True)) == ("done", 2, 2, 0)
    assert ask.facts() == []
    assert ask(calls.Outputs, programme_id=ask.programme)["items"] == []


def test_awards_in_the_funding_data_attribute_the_work(ask: Any) -> None:
    mine, other = f"a-{ask.programme}", f"b-{ask.programme}"
    ask.tell_of_award(mine, "2017YFC0906500")
    nihr = {"DOI": "10.13039/501100000272", "name": "NIHR"}
    work = {
        "DOI": "10.1234/a", "type": "journal-article", "title": ["A"], "issued": {"date-parts": [[2020, 8, 17]]},
        "funder": [nihr | {"award": ["2017YFC0906500 and NIHR 206537"]}, nihr | {"award": ["NIHR206537"]}],
    }  # fmt: skip
    assert counts(ask.bring(json.dumps(work).encode(), "work.json"))[1] == 1
    output_id = ask(calls.Outputs, programme_id=ask.programme)["items"][0]["output_id"]
    ask.tell_of_award(other, "NIHR206537")
    until(lambda: set(ask.attributed(output_id)) == {(mine, "asserted"), (other, "asserted")})
    assert ask.facts("output.recorded")[0]["data"]["funding"] == [
        {"funder_name": "NIHR", "funder_id": "10.13039/501100000272", "awards": ["2017YFC0906500", "NIHR 206537"]}
    ]
    assert {fact["data"]["basis"] for fact in ask.facts("attribution.asserted")} == {"stated_in_work"}


def test_a_work_without_a_date_is_not_counted_as_public(ask: Any) -> None:
    ask.bring(b"\xef\xbb\xbfTY  - JOUR\nDO  - 10.1234/a\nER  - \n", "works.ris")
    assert ask(calls.Outputs, programme_id=ask.programme)["items"][0]["state"] == "accepted"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU A\nER\n", "Web of Science export"),
        (b"   ", "empty"),
        (bytes(range(256)) * 100, "binary"),
        (b"@article{a, title={Caf\xe9}}", "UTF-8"),
        (b"TY  - JOUR\nTI  - A\nER  - \n" * 2_000_000, "larger than 20 MB"),
    ],
    ids=["web of science", "empty", "binary", "encoding", "50 MB"],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence_and_leaves_nothing(
    ask: Any, content: bytes, says: str
) -> None:
    job = ask.bring(content, "file.ris")
    assert counts(job) == ("refused", 0, 0, 0)
    assert says in job["message"]
    assert ask.facts() == []


@pytest.mark.skipif(not GIVEN.is_dir(), reason="the folder of real inputs, ../shared/data, is not here")
def test_every_real_file_is_imported_or_refused_for_what_it_is(ask: Any) -> None:
    names = ["bibtex/bibtex.bib", "crossref/bibtex_science_169_635.bib", "crossref/work_jclinpath-2020-206745.json",
             "crossref/work_plos_0033693.json", "ris/example_basic.ris", "ris/example_bom.ris", "ris/example_full.ris",
             "ris/example_utf_chars.ris", "ris/example_multi_unknown_tags.ris"]  # fmt: skip
    accepted = [counts(ask.bring((GIVEN / name).read_bytes(), name)) for name in names]
    # the last is the same work as the first of the RIS files
    assert accepted == [("done", n, u, 0) for n, u in [(1, 0)] * 6 + [(2, 0), (1, 0), (0, 1)]]
    assert counts(ask.bring((GIVEN / "ris/example_wos.ris").read_bytes(), "wos.ris"))[0] == "refused"
