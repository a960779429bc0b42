"""CSL-JSON of reference managers and of doi.org, told from Crossref's by its titles, which are texts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.outputs import vocabulary
from services.outputs.importers import reading
from services.outputs.importers.work import Funder, Refused, Unreadable, Work

ITEM: dict[str, Any] = {
    "id": "other2024",
    "type": "article-journal",
    "title": "Homes and <i>health</i>",
    "container-title": "Journal of Homes",
    "volume": "3",
    "issue": 2,
    "page": "11-19",
    "DOI": "10.1234/Homes",
    "PMID": "34862222",
    "ISSN": "1932-6203, 1932-620X",
    "URL": "https://example.org/homes",
    "author": [
        {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van", "ORCID": "0000-0002-1825-0097"},
        {"literal": "The HDRC Consortium"},
    ],
    "issued": {"date-parts": [[2024, 3]]},
}


def read(*items: Any) -> list[Any]:
    return list(reading.works(json.dumps(list(items)).encode()))


def one(**changes: Any) -> Work:
    (found,) = read({name: value for name, value in (ITEM | changes).items() if value is not None})
    assert isinstance(found, Work), found
    return found


def test_an_item_of_a_reference_manager_is_read_whole() -> None:
    work = one()
    assert (work.type, work.subtype, work.title) == ("publication", "journal_article", "Homes and health")
    assert work.identifiers == {"doi": "10.1234/Homes", "pmid": "34862222", "issn": "1932-6203"}
    assert [(each.name, each.group) for each in work.authors] == [
        ("Ludwig van Beethoven", False), ("The HDRC Consortium", True),
    ]  # fmt: skip
    assert (work.authors[0].orcid, str(work.published)) == ("0000-0002-1825-0097", "2024-03")
    assert work.details == {"journal": "Journal of Homes", "volume": "3", "issue": "2", "pages": "11-19"}


@pytest.mark.parametrize("word", vocabulary._meanings()["csl"])
def test_every_kind_of_csl_has_a_type_here(word: str) -> None:
    work = one(type=word)
    assert work.type in vocabulary.types() and (work.subtype or "") in ("", *vocabulary.types()[work.type].kinds)


def test_what_doi_org_gives_has_kinds_and_funders_of_crossref() -> None:
    work = one(type="journal-article", funder=[{"name": "NIHR", "award": ["NIHR200001"]}])
    assert (work.subtype, work.funders) == ("journal_article", (Funder("NIHR", None, ("NIHR200001",)),))


def test_award_numbers_in_the_note_of_zotero_are_read() -> None:
    assert one(note="read it twice\nAward number: NIHR200001; 12/34/56").funders == (
        Funder(None, None, ("NIHR200001", "12/34/56")),
    )


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"raw": "2019-05-01"}, "2019-05-01"),
        ({"literal": "Spring 2019"}, None),
        ({"raw": "in press"}, None),
        ({"date-parts": [["2019"]]}, "2019"),
        ({"date-parts": [[None]]}, None),
        (None, None),
    ],
)
def test_a_date_is_as_exact_as_it_is_told_and_never_guessed(issued: Any, date: str | None) -> None:
    published = one(issued=issued).published
    assert (str(published) if published else None) == date


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"DOI": "see journal"}, "DOI"), ({"PMID": "x"}, "PMID"), ({"title": "", "DOI": None}, "title"),
     ({"issued": {"date-parts": [[2024, 13]]}}, "issued")],
)  # fmt: skip
def test_a_wrong_field_refuses_the_item_by_number_and_field_and_the_others_are_taken(changes: Any, field: str) -> None:
    wrong = {name: value for name, value in (ITEM | changes).items() if value is not None}
    found = read(ITEM, wrong, "no item")
    assert isinstance(found[0], Work)
    assert [(each.row, each.field) for each in found[1:] if isinstance(each, Refused)] == [(2, field), (3, "item")]


def test_crossrefs_own_json_is_still_read_as_such() -> None:
    (work,) = reading.works(json.dumps({"DOI": "10.1234/a", "title": ["A"], "type": "monograph"}).encode())
    assert isinstance(work, Work) and work.subtype == "monograph"


def test_json_that_is_cut_off_is_refused_with_its_place() -> None:
    with pytest.raises(Unreadable, match="breaks off or is wrong in line 1"):
        list(reading.works(json.dumps([ITEM]).encode()[:-9]))
