"""What each registry's reply becomes, and what is made of several."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from registries import Registries, Reply, as_json, kept

from services.outputs.domain.authors import consortium, person
from services.outputs.domain.dates import PartialDate
from services.outputs.importers.work import Broken
from services.outputs.sources.asking import Sources
from services.outputs.sources.datacite import DataCite
from services.outputs.sources.europe_pmc import EuropePmc
from services.outputs.sources.fetching import NoAnswer
from services.outputs.sources.orcid import Orcid

DOI = "10.5555/homes.2026.01"
GIVEN = Path(__file__).parents[5] / "shared" / "data"
ANN = person("Other", "Ann", orcid="0000-0002-1825-0097")
AUTHORS = (ANN, person("Ple", "Sam"), consortium("The Invented Homes Group"))


def said(answer: Any) -> list[tuple[str, str]]:
    return [(each["source"], each["said"]) for each in answer.said]


def test_an_article_by_doi_has_crossrefs_record_and_what_europe_pmc_adds(
    sources: Sources, registries: Registries
) -> None:
    registries.crossref(DOI, as_json(kept("crossref")))
    registries.europe_pmc(kept("europe_pmc"))
    answer = sources.find("doi", DOI)
    (found,) = answer.found
    work = found.work
    assert said(answer) == [("Crossref", "found"), ("Europe PMC", "found")]
    assert (work.type, work.subtype, work.title) == (
        "publication",
        "journal_article",
        "Warm homes and asthma in three wards",
    )
    assert work.published == PartialDate(date(2026, 2, 17), "day")
    assert work.identifiers == {
        "doi": "10.5555/Homes.2026.01",
        "pmid": "39000001",
        "pmcid": "PMC11000001",
        "issn": "1932-6203",
    }
    assert work.authors == AUTHORS
    assert work.licence == "CC-BY-4.0"  # of the version of record, not of text mining
    assert [(funder.name, funder.awards) for funder in work.funders] == [
        ("National Institute for Health and Care Research", ("NIHR 206537", "17/44/48")),
        ("Invented Trust", ("IT-1",)),
        ("Wellcome Trust", ("WT-77",)),
    ]
    assert found.open_access == {
        "licence_vor": "CC-BY-4.0",
        "in_europe_pmc": True,
        "in_pubmed_central": False,
        "open_access": True,
        "author_manuscript": False,
        "licence": "CC-BY",
        "full_text_on": "2026-02-20",
    }


def test_data_that_crossref_does_not_know_comes_from_datacite(sources: Sources, registries: Registries) -> None:
    registries.datacite("10.5555/data.9", as_json(kept("datacite"), "application/vnd.api+json"))
    answer = sources.find("doi", "10.5555/data.9")
    work = answer.found[0].work
    assert said(answer) == [("Crossref", "does not know it"), ("DataCite", "found")]
    assert (work.type, work.subtype, work.title) == ("dataset_database_model", None, "Damp readings in 400 homes")
    assert work.authors == (ANN, consortium("Invented City Council"), person("Ple", "Sam"))
    assert work.published == PartialDate(date(2025, 11, 4), "day")
    assert (work.licence, work.details, work.url) == (
        "CC-BY-4.0",
        {"publisher": "Invented Repository"},
        "https://data.example.org/9",
    )
    assert work.funders[0].awards == ("NIHR206537",)
    assert registries.asked[1].headers["accept"] == "application/vnd.api+json"


def test_a_year_alone_stays_a_year(sources: Sources, registries: Registries) -> None:
    record = kept("datacite")
    record["data"]["attributes"]["dates"] = [{"date": "unknown", "dateType": "Issued"}]
    registries.datacite("10.5555/data.9", as_json(record))
    assert sources.find("doi", "10.5555/data.9").found[0].work.published == PartialDate(date(2025, 1, 1), "year")


def test_an_article_by_pubmed_number_has_crossrefs_funders_too(sources: Sources, registries: Registries) -> None:
    registries.europe_pmc(kept("europe_pmc"))
    registries.crossref(DOI, as_json(kept("crossref")))
    answer = sources.find("pmid", "39000001")
    assert registries.asked[0].query["query"] == "EXT_ID:39000001 AND SRC:MED"
    assert said(answer) == [("Europe PMC", "found"), ("Crossref", "found")]
    assert answer.found[0].work.licence == "CC-BY-4.0"
    assert answer.found[0].work.identifiers["pmcid"] == "PMC11000001"


def test_europe_pmc_alone_is_enough_while_crossref_is_out_of_order(sources: Sources, registries: Registries) -> None:
    registries.crossref(DOI, Reply(status=503))
    registries.europe_pmc(kept("europe_pmc"))
    answer = sources.find("doi", DOI)
    work = answer.found[0].work
    assert (work.title, work.authors, work.licence) == ("Warm homes and asthma in three wards", AUTHORS, "CC-BY")
    assert work.published == PartialDate(date(2026, 2, 17), "day")
    assert "out of order" in str(answer.away[0])


def test_an_issue_without_a_day_is_known_to_its_month(sources: Sources, registries: Registries) -> None:
    """Europe PMC writes 2026-03-01 for what is known as March 2026."""
    hit = kept("europe_pmc", firstPublicationDate="2026-03-01")
    del hit["electronicPublicationDate"]
    registries.europe_pmc(hit)
    assert sources.find("pmcid", "PMC11000001").found[0].work.published == PartialDate(date(2026, 3, 1), "month")


def test_a_hit_that_only_mentions_the_number_is_not_the_article(sources: Sources, registries: Registries) -> None:
    registries.europe_pmc(kept("europe_pmc", pmid="1"))
    answer = sources.find("pmid", "39000001")
    assert (answer.found, said(answer)) == ([], [("Europe PMC", "does not know it")])


def test_the_works_of_an_orcid_id_are_one_for_each_group_by_identifiers_of_their_own(
    sources: Sources, registries: Registries
) -> None:
    registries.orcid("0000-0002-1825-0097", as_json(kept("orcid")))
    first, second = (found.work for found in sources.find("orcid", "0000-0002-1825-0097").found)
    assert (first.title, first.type, first.subtype) == (
        "Warm homes and asthma in three wards",
        "publication",
        "journal_article",
    )
    assert first.identifiers == {"doi": "10.5555/HOMES.2026.01", "pmid": "39000001"}
    assert first.published == PartialDate(date(2026, 2, 1), "month")
    # the identifier of what it is a version of, or a part of, is not its own
    assert (second.title, second.identifiers) == ("What tenants told us: a brief", {})
    assert second.url == "https://council.example/brief"


def test_what_nobody_knows_is_said_by_each(sources: Sources) -> None:
    answer = sources.find("doi", "10.5555/nothing")
    assert said(answer) == [("Crossref", "does not know it"), ("DataCite", "does not know it")]
    assert (answer.found, answer.away, answer.useless) == ([], [], [])


def test_a_doi_cannot_lead_out_of_its_place_in_the_address(sources: Sources, registries: Registries) -> None:
    sources.find("doi", "10.5555/../../admin?x=1#y")
    assert registries.paths() == [
        "/works/10.5555%2F..%2F..%2Fadmin%3Fx%3D1%23y",
        "/dois/10.5555%2F..%2F..%2Fadmin%3Fx%3D1%23y",
    ]


@pytest.mark.skipif(not GIVEN.is_dir(), reason="the folder of real inputs, ../shared/data, is not here")
def test_real_records_are_read(sources: Sources, registries: Registries) -> None:
    for name in ("work_jclinpath-2020-206745", "work_plos_0033693"):
        record = orjson.loads((GIVEN / f"crossref/{name}.json").read_bytes())
        message = record.get("message", record)
        registries.crossref(message["DOI"], as_json({"status": "ok", "message": message}))
        work = sources.find("doi", message["DOI"]).found[0].work
        assert (work.identifiers["doi"], bool(work.authors), bool(work.published)) == (message["DOI"], True, True)
    whole = orjson.loads((GIVEN / "orcid/record-full-3.0.json").read_bytes())
    registries.orcid("0000-0002-7319-2192", as_json(whole["activities-summary"]["works"]))
    (found,) = sources.find("orcid", "0000-0002-7319-2192").found
    assert found.work.title == "Work Title"
    assert "doi" not in found.work.identifiers  # its own is no DOI, and the other is of what it is a version of


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def _mutated(record: Any, path: list[int], value: Any) -> Any:
    """The record with what is at one place of it replaced by anything."""
    if not path or not isinstance(record, dict | list) or not record:
        return value
    copy: Any = dict(record) if isinstance(record, dict) else list(record)
    place = list(copy)[path[0] % len(copy)] if isinstance(copy, dict) else path[0] % len(copy)
    copy[place] = _mutated(copy[place], path[1:], value)
    return copy


@given(
    which=st.sampled_from(
        [(DataCite, "datacite", "10.5555/data.9"), (Orcid, "orcid", "x"), (EuropePmc, "europe_pmc", "1")]
    ),
    path=st.lists(st.integers(0, 40), min_size=1, max_size=8),
    value=anything,
)
def test_a_reply_of_any_shape_is_read_or_refused(which: Any, path: list[int], value: Any) -> None:
    source, name, identifier = which
    record = _mutated(kept(name), path, value)
    if name == "europe_pmc":
        record = {"resultList": {"result": [record]}}
    try:
        source().find(lambda *_: record, "pmid" if name == "europe_pmc" else "doi", identifier)
    except (NoAnswer, ValueError, Broken) as refused:
        assert str(refused)
