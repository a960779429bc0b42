"""Crossref's JSON, as its API replies and as people save it."""

import json

import pytest

from services.outputs.importers import crossref
from services.outputs.importers.work import Unreadable

WORK = {
    "DOI": "10.1234/ABC",
    "type": "journal-article",
    "title": ["Homes of\n   <i>KRAS</i> &amp; health"],
    "author": [
        {"given": "Ana", "family": "García", "ORCID": "https://orcid.org/0000-0002-1825-0097"},
        {"name": "HDRC Consortium"},
    ],
    "issued": {"date-parts": [[2024]]},
    "published-print": {"date-parts": [[2025, 5]]},
    "container-title": ["Journal of Homes"],
    "funder": [
        {"DOI": "10.13039/501100000272", "name": "NIHR", "award": ["NIHR123456 and 12/34/56"]},
        {"DOI": "10.13039/501100000272", "name": "National Institute", "award": ["NIHR 123456"]},
    ],
    "license": [
        {"URL": "https://example.org/mining", "content-version": "tdm"},
        {"URL": "https://creativecommons.org/licenses/by/4.0/", "content-version": "vor"},
    ],
}


def only(item):
    (work,) = crossref.read(json.dumps(item))
    return work


def test_a_work_is_read_from_a_reply_a_page_a_list_or_by_itself():
    shapes = [WORK, [WORK], {"message": WORK}, {"message": {"items": [WORK]}}]
    assert {only(shape).title for shape in shapes} == {"Homes of KRAS & health"}


def test_works_may_stand_one_to_a_line():
    assert len(list(crossref.read("\n".join([json.dumps(WORK)] * 3)))) == 3


def test_a_date_may_be_a_year_only():
    assert str(only(WORK).published) == "2024"


def test_a_date_that_crossref_does_not_know_is_none():
    assert only(WORK | {"issued": {"date-parts": [[None]]}, "published-print": None}).published is None


def test_a_funder_listed_once_per_award_is_one_funder_with_its_awards_apart():
    (funder,) = only(WORK).funders
    assert funder.awards == ("NIHR123456", "12/34/56")


def test_the_licence_is_that_of_the_text_that_people_read():
    assert only(WORK).licence == "CC-BY-4.0"


def test_a_consortium_stays_whole():
    assert [author.name for author in only(WORK).authors] == ["Ana García", "HDRC Consortium"]


def test_a_date_that_is_none_in_the_calendar_is_refused_by_field():
    refused = only(WORK | {"issued": {"date-parts": [[2024, 13, 1]]}})
    assert (refused.row, refused.field, refused.message) == (1, "issued", "2024-13-01 is no date in the calendar")


def test_a_date_that_is_no_number_is_refused_in_words_of_ours():
    refused = only(WORK | {"issued": {"date-parts": [["May", 2024]]}})
    assert refused.message == "“May-2024” is not a date: write its parts as numbers, like [2024, 3, 1]"


@pytest.mark.parametrize("text", ['{"message": {"items": [', '{"a": 1}', "[1, 2", '{"DOI": "10.1/x"} trailing'])
def test_what_is_not_crossrefs_is_refused_in_one_sentence(text):
    with pytest.raises(Unreadable, match=r"JSON"):
        list(crossref.read(text))
