"""Identifiers in their one form."""

import pytest

from services.outputs.domain import identifiers as ids


@pytest.mark.parametrize(
    "written",
    ["10.1234/AbC",
     "https://doi.org/10.1234/AbC", "http://dx.doi.org/10.1234/AbC", "doi:10.1234/AbC", "DOI 10.1234/AbC",
     "https://doi.org/10.1234%2FAbC"],
)  # fmt: skip
def test_a_doi_is_one_however_it_is_written(written):
    assert ids.doi(written) == "10.1234/AbC"


def test_two_dois_are_compared_without_regard_to_case():
    assert ids.doi_key(ids.doi("10.1234/ABC")) == ids.doi_key(ids.doi("https://doi.org/10.1234/abc"))


@pytest.mark.parametrize("written", ["", "11.1234/x", "10.1234", "10.1234/a 10.1234/b"])
def test_what_is_no_doi_is_refused_in_words(written):
    with pytest.raises(ValueError, match=r"not a DOI|has a space"):
        ids.doi(written)


def test_an_orcid_with_a_wrong_check_digit_is_refused():
    assert ids.orcid("https://orcid.org/0000-0002-1825-0097") == "0000-0002-1825-0097"
    with pytest.raises(ValueError, match="ORCID"):
        ids.orcid("0000-0002-1825-0098")


def test_other_identifiers_lose_their_prefixes():
    assert ids.pmid("PMID: 0123") == "123"
    assert ids.pmcid("3733021") == "PMC3733021"
    assert ids.isbn("0-306-40615-2") == "9780306406157"
    assert ids.issn("19326203") == "1932-6203"
