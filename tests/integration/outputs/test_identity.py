"""One identifier, one output; pairs that look like one; merging, linking versions, and undoing each."""

from __future__ import annotations

from typing import Any

import eventlet
import pytest

from shared.calls import outputs as calls
from shared.errors import Conflict, Invalid, NotFound, WaymarkError

SPELLINGS = (
    "10.5555/AbC-1",
    "doi:10.5555/abc-1",
    "http://dx.doi.org/10.5555/ABC-1",
    "https://www.doi.org/10.5555/abc-1?x=1",
)


@pytest.mark.parametrize("again", SPELLINGS)
def test_the_same_doi_in_any_spelling_is_the_same_output(ask: Any, again: str) -> None:
    ask.record(title="Homes", doi=SPELLINGS[0])
    with pytest.raises(Conflict, match="“Homes” has the DOI"):
        ask.record(title="Other", doi=again)


@pytest.mark.parametrize(
    ("field", "first", "again", "called"),
    [
        ("pmid", "12345678", "https://pubmed.ncbi.nlm.nih.gov/12345678/", "the PubMed number 12345678"),
        ("pmcid", "PMC3733021", "pmc3733021.1", "the PubMed Central number PMC3733021"),
        ("arxiv", "2101.00001v2", "https://arxiv.org/abs/2101.00001", "the arXiv number 2101.00001"),
    ],
)
def test_a_second_output_with_the_same_number_is_refused_naming_the_first(
    ask: Any, field: str, first: str, again: str, called: str
) -> None:
    ask.record(title="Homes", **{field: first})
    with pytest.raises(Conflict, match=f"“Homes” has {called}") as refused:
        ask.record(title="Other", **{field: again})
    assert field in refused.value.fields
    other = ask.record(title="Other")
    with pytest.raises(Conflict, match="“Homes” has"):
        ask(calls.ChangeOutput, output_id=other, **{field: again})


def test_an_isbn_is_of_a_book_alone_and_of_its_chapters_together(ask: Any) -> None:
    isbn = {"isbn": "978-0-306-40615-7"}
    ask.record(title="The book", subtype="book", **isbn)
    for chapter in ("One", "Two"):
        ask.record(title=chapter, subtype="chapter", **isbn)
    with pytest.raises(Conflict, match="“The book” has the ISBN"):
        ask.record(title="The book again", subtype="monograph", isbn="0306406152")
    chapter = ask.record(title="Three", subtype="chapter", **isbn)
    with pytest.raises(Conflict, match="“The book” has the ISBN"):  # it turns out to be a book
        ask(calls.ChangeOutput, output_id=chapter, subtype="edited_book")


def test_of_two_at_once_with_one_pubmed_number_one_is_recorded(ask: Any) -> None:
    said: list[str] = []

    def record(title: str) -> None:
        try:
            said.append(ask.record(title=title, pmid="777"))
        except WaymarkError as error:
            said.append(type(error).__name__)

    for green in [eventlet.spawn(record, f"Paper {n}") for n in range(6)]:
        green.wait()
    assert sorted(said)[1:] == ["Conflict"] * 5
    assert len(ask(calls.Outputs, programme_id=ask.programme)["items"]) == 1


def test_a_number_is_given_back_by_what_was_entered_in_error_and_kept_by_what_was_retracted(ask: Any) -> None:
    first = ask.record(title="Wrong", pmid="1")
    ask(calls.WithdrawOutput, output_id=first, kind="error")
    second = ask.record(title="Right", pmid="1")
    with pytest.raises(Conflict, match="“Right” has the PubMed number 1"):
        ask(calls.ReinstateOutput, output_id=first)
    ask(calls.WithdrawOutput, output_id=second, kind="retracted")
    with pytest.raises(Conflict):
        ask.record(title="Third", pmid="1")


def test_an_imported_work_with_numbers_of_two_works_is_refused_by_itself(ask: Any) -> None:
    ask.record(title="Homes", doi="10.5555/a", pmid="1")
    content = b"@article{a, title={Homes, again}, year={2026}, doi={10.5555/b}, pmid={1}}"
    job = ask.bring(content + b"\n@article{b, title={New}, year={2026}, doi={10.5555/c}, pmid={2}}")
    if job["accepted"] == 2:
        pytest.skip("BibTeX files hold no PubMed number that is read")
    assert job["accepted"] == 1
    assert "one is wrong" in job["refused"][0]["message"]


def test_alike_outputs_are_found_with_the_reason_and_how_alike_they_are(ask: Any) -> None:
    author = {"authors": [{"name": "Ada Okafor", "family": "Okafor"}]}
    one = ask.record(title="Cold homes and winter deaths in Liverpool", **author)
    two = ask.record(title="Cold homes & winter deaths in Liverpool.", published_on="2026-11-01", **author)
    ask.record(title="Cold homes and winter deaths in Leeds and Hull", authors=[{"name": "Bo Li", "family": "Li"}])
    (pair,) = ask(calls.Duplicates, programme_id=ask.programme)["items"]
    assert {pair["one"]["output_id"], pair["other"]["output_id"]} == {one, two}
    assert (pair["reason"], pair["likeness"] >= 88) == ("title", True)
    only = ask(calls.Outputs, programme_id=ask.programme, alike=True)["items"]
    assert {item["output_id"] for item in only} == {one, two}
    ask(calls.MergeOutputs, kept_id=one, absorbed_id=two)
    assert ask(calls.Duplicates, programme_id=ask.programme)["items"] == []


def test_a_doi_that_hides_in_an_address_or_in_an_arxiv_number_is_seen(ask: Any) -> None:
    ask.record(title="First name of it", doi="10.5555/hidden")
    ask.record(title="Second name of it", url="https://doi.org/10.5555/HIDDEN")
    ask.record(title="Third thing", arxiv="2101.00001")
    ask.record(title="Fourth thing", doi="10.48550/arXiv.2101.00001")
    pairs = ask(calls.Duplicates, programme_id=ask.programme)["items"]
    assert {pair["reason"] for pair in pairs} == {"identifier"}
    assert sorted(pair["shared"] for pair in pairs) == [["arxiv:2101.00001"], ["doi:10.5555/hidden"]]


def test_pairs_are_read_a_page_at_a_time(ask: Any) -> None:
    for name in ("housing", "leisure", "working"):
        for _ in range(2):
            ask.record(title=f"The evidence on {name} in Liverpool")
    first = ask(calls.Duplicates, programme_id=ask.programme, limit=2)
    rest = ask(calls.Duplicates, programme_id=ask.programme, limit=2, after=first["next"])
    seen = [pair["one"]["title"] for pair in first["items"] + rest["items"]]
    assert len(set(seen)) == 3 and rest["next"] is None


def test_two_that_are_two_are_shown_no_more_until_that_is_taken_back(ask: Any) -> None:
    one, two = (ask.record(title="Annual report on warm homes") for _ in range(2))
    said = {"output_id": two, "other_id": one, "reason_code": "same_title", "note": "One is of the council"}
    dismissed = ask(calls.DismissDuplicate, **said)
    assert ask(calls.Duplicates, programme_id=ask.programme)["items"] == []
    (row,) = ask(calls.Duplicates, programme_id=ask.programme, dismissed=True)["items"]
    assert (row["reason_code"], row["note"], row["dismissed_by"]) == ("same_title", "One is of the council", "person-1")
    with pytest.raises(Conflict, match="already that these are two"):
        ask(calls.DismissDuplicate, **said)
    ask(calls.RestoreDuplicate, dismissal_id=dismissed["dismissal_id"])
    assert len(ask(calls.Duplicates, programme_id=ask.programme)["items"]) == 1
    with pytest.raises(Conflict, match="taken back already"):
        ask(calls.RestoreDuplicate, dismissal_id=dismissed["dismissal_id"])
    kinds = [fact["type"] for fact in ask.facts("duplicate.dismissed", "duplicate.restored")]
    assert kinds == ["duplicate.dismissed", "duplicate.restored"]
    ask(calls.DismissDuplicate, **said)  # and said again


def test_what_the_kept_record_lacks_is_taken_over_and_given_back(ask: Any) -> None:
    kept = ask.record(title="Homes", doi="10.5555/kept", licence="CC-BY-4.0")
    author = [{"name": "Ada Okafor", "family": "Okafor"}]
    other = ask.record(title="Homes.", pmid="5", licence="CC0-1.0", authors=author, themes=["housing"], journal="BMJ")
    merge = ask(calls.MergeOutputs, kept_id=kept, absorbed_id=other)
    now = ask(calls.Output, output_id=kept)
    assert (now["licence"], now["themes"], now["journal"]) == ("CC-BY-4.0", ["housing"], "BMJ")
    assert (now["authors"], now["identifiers"]) == (author, {"doi": "10.5555/kept", "pmid": "5"})
    merged, changed = ask.facts("outputs.merged", "output.changed")
    assert merged["data"]["taken_over"] == ["authors", "details", "themes"]
    assert changed["data"]["reason_code"] == "enriched"
    ask(calls.ChangeOutput, output_id=kept, themes=["leisure"])
    ask(calls.UndoMerge, merge_event_id=merge["merge_event_id"])
    now = ask(calls.Output, output_id=kept)
    assert (now["authors"], now["journal"], now["identifiers"]) == ([], None, {"doi": "10.5555/kept"})
    assert now["themes"] == ["leisure"]  # said by somebody since, so it stays


def test_a_number_that_the_merged_record_has_is_not_entered_twice(ask: Any) -> None:
    kept, other = ask.record(title="Homes"), ask.record(title="Homes.", pmid="6")
    ask(calls.MergeOutputs, kept_id=kept, absorbed_id=other, take_over=False)
    with pytest.raises(Conflict, match="merged into this one"):
        ask(calls.ChangeOutput, output_id=kept, pmid="6")
    with pytest.raises(Conflict, match="This is recorded already"):
        ask.record(title="Third", pmid="6")
    assert ask(calls.Output, output_id=other)["stands_with"] == kept


def test_what_may_not_be_merged_is_refused_in_words(ask: Any) -> None:
    public, planned = ask.record(title="Public"), ask.record(title="Planned", published_on=None, planned_on="2027")
    gone = ask.record(title="Gone")
    ask(calls.WithdrawOutput, output_id=gone, kind="error")
    refusals = [
        (Invalid, public, public, "with itself"),
        (Conflict, planned, public, "keep the one that is public"),
        (Conflict, public, gone, "“Gone” was withdrawn"),
        (Conflict, gone, public, "“Gone” was withdrawn"),
        (NotFound, public, "nothing", "no such output"),
    ]
    for error, kept, absorbed, words in refusals:
        with pytest.raises(error, match=words):
            ask(calls.MergeOutputs, kept_id=kept, absorbed_id=absorbed)
    mine, ask.programme = ask.programme, f"{ask.programme}-B"
    theirs = ask.record(title="Theirs")
    with pytest.raises(NotFound):
        ask(calls.MergeOutputs, kept_id=theirs, absorbed_id=public)
    ask.programme = mine
    with pytest.raises(NotFound):
        ask(calls.MergeOutputs, kept_id=public, absorbed_id=theirs)
    assert ask.facts("outputs.merged") == []


def test_versions_are_linked_and_parted_and_never_in_a_circle(ask: Any) -> None:
    preprint, article, correction = (ask.record(title=name) for name in ("Preprint", "Article", "Correction"))
    ask(calls.LinkVersion, output_id=preprint, version_of=article)
    ask(calls.LinkVersion, output_id=article, version_of=correction)
    for output_id, version_of, words in (
        (correction, preprint, "a version of this one already"),
        (preprint, article, "a version of “Article” already"),
        (preprint, correction, "Unlink it from that one first"),
    ):
        with pytest.raises(Conflict, match=words):
            ask(calls.LinkVersion, output_id=output_id, version_of=version_of)
    with pytest.raises(Invalid, match="version of itself"):
        ask(calls.LinkVersion, output_id=correction, version_of=correction)
    with pytest.raises(Conflict, match="a version of this one already"):
        ask(calls.ChangeOutput, output_id=correction, version_of=preprint)
    with pytest.raises(Conflict, match="linked as versions"):
        ask(calls.MergeOutputs, kept_id=correction, absorbed_id=preprint)
    shown = ask(calls.Output, output_id=article)
    assert (shown["version_of"], [one["title"] for one in shown["versions"]]) == (correction, ["Preprint"])
    ask(calls.UnlinkVersion, output_id=preprint)
    with pytest.raises(Conflict, match="not linked"):
        ask(calls.UnlinkVersion, output_id=preprint)
    codes = [fact["data"]["reason_code"] for fact in ask.facts("output.changed")]
    assert codes == ["version_linked", "version_linked", "version_unlinked"]


def test_merges_are_listed_with_who_and_when_and_whether_they_stand(ask: Any) -> None:
    a, b, c = (ask.record(title=name) for name in "ABC")
    first = ask(calls.MergeOutputs, kept_id=a, absorbed_id=b)["merge_event_id"]
    ask(calls.MergeOutputs, kept_id=a, absorbed_id=c)
    ask(calls.UndoMerge, merge_event_id=first)
    rows = ask(calls.Merges, programme_id=ask.programme)["items"]
    assert [(row["kept_title"], row["absorbed_title"], row["merged_by"]) for row in rows] == [
        ("A", "C", "person-1"), ("A", "B", "person-1"),
    ]  # fmt: skip
    (undone,) = ask(calls.Merges, programme_id=ask.programme, undone=True)["items"]
    assert (undone["merge_event_id"], undone["undone_by"]) == (first, "person-1")
    ask.programme = f"{ask.programme}-B"
    assert ask(calls.Merges)["items"] == []


def test_the_register_is_narrowed_and_put_in_order(ask: Any) -> None:
    ask.record(title="Beta", published_on="2025-05-01", themes=["housing"])
    gone = ask.record(title="Alpha", published_on="2026-02", themes=["leisure"])
    ask(calls.WithdrawOutput, output_id=gone, kind="retracted")
    ask.record(title="Gamma", published_on="2026-01", doi="10.5555/gamma")

    def titles(**wanted: Any) -> list[str]:
        return [item["title"] for item in ask(calls.Outputs, programme_id=ask.programme, **wanted)["items"]]

    assert titles() == ["Gamma", "Beta"]
    assert titles(order="oldest", withdrawn=True) == ["Beta", "Gamma", "Alpha"]
    assert titles(order="title", withdrawn=True) == ["Alpha", "Beta", "Gamma"]
    assert titles(order="recorded") == ["Gamma", "Beta"]
    assert titles(only_withdrawn=True) == ["Alpha"]
    assert titles(theme="housing") == ["Beta"]
    assert titles(year=2026) == ["Gamma"]
    assert titles(search="https://doi.org/10.5555/GAMMA") == ["Gamma"]
