"""Any spelling of an identifier is one key, and the normal form of a normal form is itself."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.outputs.domain import identifiers as ids

#: what a registrant may put behind the slash, and people type behind a DOI
SUFFIX = st.from_regex(r"\A[a-z0-9][a-z0-9._()<>:;-]{0,30}[a-z0-9]\Z")
DOIS = st.builds("10.{}/{}".format, st.integers(1000, 999999), SUFFIX).filter(
    lambda doi: all(doi.count(a) == doi.count(b) for a, b in ("()",))
)
BEFORE = ("", "doi:", "DOI: ", "doi ", "https://doi.org/", "http://dx.doi.org/", "HTTPS://DOI.ORG/", "doi.org/",
          " ", "<",
          "https://www.doi.org/", "info:doi/", "urn:doi:", "doi:https://doi.org/", "https://doi.org/doi:")  # fmt: skip
AFTER = ("", ".", ",", " ", "/", ";", ").", "]", "\u200b", "\n")
CASES: tuple[Callable[[str], str], ...] = (str, str.upper, str.title)


@given(doi=DOIS, before=st.sampled_from(BEFORE), after=st.sampled_from(AFTER), case=st.sampled_from(CASES))
def test_any_spelling_of_a_doi_is_one_key(doi: str, before: str, after: str, case: Callable[[str], str]) -> None:
    written = f"{before}{case(doi)}{after}"
    assert ids.doi_key(ids.doi(written)) == ids.doi_key(ids.doi(doi)) == doi


@given(doi=DOIS)
def test_a_doi_in_an_address_may_be_escaped_and_followed_by_a_query(doi: str) -> None:
    assert ids.doi(f"https://doi.org/{quote(doi, safe='')}?utm_source=mail#results") == doi


@given(written=st.text(max_size=60))
def test_whatever_is_taken_as_an_identifier_is_its_own_normal_form(written: str) -> None:
    for scheme, normal in (*ids.SCHEMES.items(), ("orcid", ids.orcid)):
        try:
            once = normal(written)
        except ValueError:
            continue
        assert normal(once) == once, scheme


@given(
    number=st.integers(1, 99_999_999),
    form=st.sampled_from(
        ("{}", "PMID: {}", "pmid{}", "https://pubmed.ncbi.nlm.nih.gov/{}/", "www.ncbi.nlm.nih.gov/pubmed/{}", "00{}")
    ),
)
def test_any_spelling_of_a_pubmed_number_is_one_key(number: int, form: str) -> None:
    assert ids.pmid(form.format(number)) == str(number)


@given(
    number=st.integers(1, 99_999_999),
    form=st.sampled_from(
        ("{}", "PMC{}", "pmcid: pmc{}", "PMC{}.2", "https://pmc.ncbi.nlm.nih.gov/articles/PMC{}/",
         "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC{}", "https://europepmc.org/article/PMC/PMC{}")
    ),
)  # fmt: skip
def test_any_spelling_of_a_pubmed_central_number_is_one_key(number: int, form: str) -> None:
    assert ids.pmcid(form.format(number)) == f"PMC{number}"


@given(
    digits=st.lists(st.integers(0, 9), min_size=9, max_size=9).filter(any),
    form=st.sampled_from(("{}", "ISBN {}", "urn:isbn:{}")),
)
def test_an_isbn_of_ten_digits_and_its_thirteen_are_one_key(digits: list[int], form: str) -> None:
    ten = sum((10 - place) * digit for place, digit in enumerate(digits))
    check = (11 - ten % 11) % 11
    short = "".join(map(str, digits)) + ("X" if check == 10 else str(check))
    stem = [9, 7, 8, *digits]
    long = "".join(map(str, stem)) + str(-sum(d * (1, 3)[n % 2] for n, d in enumerate(stem)) % 10)
    assert ids.isbn(form.format(short)) == ids.isbn(form.format(f"978-{long[3:]}")) == long


@pytest.mark.parametrize(
    "written",
    ["2101.00001", "arXiv:2101.00001v3", "https://arxiv.org/abs/2101.00001v1", "https://arxiv.org/pdf/2101.00001.pdf",
     "arXiv:2101.00001 [cs.CL]", "10.48550/arXiv.2101.00001", "https://doi.org/10.48550/ARXIV.2101.00001"],
)  # fmt: skip
def test_any_spelling_and_version_of_an_arxiv_number_is_one_key(written: str) -> None:
    assert ids.arxiv(written) == "2101.00001"


def test_an_orcid_has_one_spelling() -> None:
    spelt = ("https://orcid.org/0000-0002-1694-233x", "ORCID iD: 000000021694233X", "orcid.org/0000-0002-1694-233X/")
    assert {ids.orcid(written) for written in spelt} == {"0000-0002-1694-233X"}


def test_an_issn_loses_its_label() -> None:
    assert {ids.issn(written) for written in ("eISSN 1932-6203", "issn: 19326203")} == {"1932-6203"}


@pytest.mark.parametrize("written", ["PMC\u0661\u0662", "PMC", "PMC0", "0", "-5", "12345678901"])
def test_what_is_no_number_of_pubmed_is_refused_in_words(written: str) -> None:
    with pytest.raises(ValueError, match="PubMed"):
        ids.pmcid(written) if written.startswith("PMC") else ids.pmid(written)


def test_an_isbn_is_the_key_of_a_whole_book_and_an_issn_of_nothing() -> None:
    named = {"doi": "10.5555/A", "isbn": "9780306406157", "issn": "1932-6203", "pmid": "1"}
    assert ids.keys(named, whole_book=True) == {"doi": "10.5555/a", "pmid": "1", "isbn": "9780306406157"}
    assert "isbn" not in ids.keys(named, whole_book=False)
