"""What somebody pastes is told by its form, in every spelling that people copy."""

from __future__ import annotations

import pytest

from services.outputs.domain.pasted import Pasted, read
from shared.broken import Broken

DOI = Pasted("doi", "10.1136/jclinpath-2020-206745")


@pytest.mark.parametrize(
    "text",
    [
        "10.1136/jclinpath-2020-206745",
        " doi:10.1136/jclinpath-2020-206745 ",
        "DOI: 10.1136/jclinpath-2020-206745.",
        "https://doi.org/10.1136/jclinpath-2020-206745",
        "http://dx.doi.org/10.1136/jclinpath-2020-206745",
        "https://doi.org/10.1136%2Fjclinpath-2020-206745",
        "https://onlinelibrary.example.org/doi/full/10.1136/jclinpath-2020-206745?af=R",
        "https://journal.example.org/doi/10.1136/jclinpath-2020-206745/full",
        "“10.1136/jclinpath-2020-206745”",
    ],
)
def test_a_doi_is_the_same_in_every_spelling(text: str) -> None:
    assert read(text) == DOI


def test_capital_letters_of_a_doi_are_shown_and_not_compared() -> None:
    assert read("10.1136/JCLINPATH-2020-206745").value == "10.1136/JCLINPATH-2020-206745"
    assert read("10.1136/JCLINPATH-2020-206745").key == DOI.key


@pytest.mark.parametrize(
    ("text", "scheme", "value"),
    [
        ("23776578", "pmid", "23776578"),
        ("PMID: 23776578", "pmid", "23776578"),
        ("https://pubmed.ncbi.nlm.nih.gov/23776578/", "pmid", "23776578"),
        ("https://europepmc.org/article/MED/23776578", "pmid", "23776578"),
        ("PMC3733021", "pmcid", "PMC3733021"),
        ("pmc 3733021", "pmcid", "PMC3733021"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC3733021/", "pmcid", "PMC3733021"),
        ("0000-0002-1825-0097", "orcid", "0000-0002-1825-0097"),
        ("https://orcid.org/0000-0002-1825-0097", "orcid", "0000-0002-1825-0097"),
        ("0000000218250097", "orcid", "0000-0002-1825-0097"),
        ("https://council.example/reports/damp", "url", "https://council.example/reports/damp"),
    ],
)
def test_other_identifiers_are_told_by_their_form(text: str, scheme: str, value: str) -> None:
    assert read(text) == Pasted(scheme, value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Warm homes and asthma", "no DOI, PubMed number"),
        ("0000-0002-1825-0098", "not an ORCID iD"),
        (f"10.5555/{'x' * 600}", "characters at most"),
        ("10.1/", "no DOI"),
        ("javascript:alert(1)", "no DOI"),
    ],
)
def test_what_is_none_is_refused_in_a_sentence_at_its_field(text: str, says: str) -> None:
    with pytest.raises(Broken, match=says) as refused:
        read(text)
    assert refused.value.field == "identifier"


@pytest.mark.parametrize("written", ["http://[", "https://[::1", "http://example\u2100.org/x"])
def test_an_address_that_is_none_is_refused_in_words(written: str) -> None:
    with pytest.raises(Broken, match="no whole web address"):
        read(written)
