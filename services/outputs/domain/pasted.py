"""What somebody pasted: a DOI, a PubMed number, an ORCID iD, or a web address that holds one; told by its form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from services.outputs.domain import identifiers
from shared.broken import Broken

_orcid = re.compile(r"(?<![0-9Xx])(\d{4}-\d{4}-\d{4}-\d{3}[\dXx])(?![0-9Xx])")
_sixteen = re.compile(r"\d{15}[\dXx]")
_pmcid = re.compile(r"(?<![A-Za-z0-9])PMC\s?(\d{1,10})(?![0-9])", re.IGNORECASE)
_pmid_said = re.compile(r"^pmid\s*[:=]?\s*(\d{1,9})$", re.IGNORECASE)
_digits = re.compile(r"\d{1,9}")
LONGEST = 500
#: hosts whose addresses end in a PubMed number
_PUBMED = frozenset({"pubmed.ncbi.nlm.nih.gov", "pubmed.gov", "www.ncbi.nlm.nih.gov", "europepmc.org"})
_pubmed_path = re.compile(r"/(?:pubmed/|abstract/med/|article/med/|med/)?(\d{1,9})/?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pasted:
    """`scheme` is doi, pmid, pmcid, orcid, or url for an address that names no work that a source knows."""

    scheme: str
    value: str

    @property
    def key(self) -> str:
        """What two of them are compared by."""
        return self.value.casefold()


def read(text: str) -> Pasted:
    """What the text names. Raises Broken when it is none of them, or one with a wrong check digit."""
    text = " ".join(text.split()).strip("<>\"'“”")
    if text.casefold().startswith(("http://", "https://")):
        return _address(text)
    return _named(text) or _otherwise(text)


def _named(text: str) -> Pasted | None:
    """An identifier that says by its form what it is."""
    if _orcid.search(text) or _sixteen.fullmatch(text):
        return _normal("orcid", text)
    if said := _pmid_said.match(text):
        return _normal("pmid", said[1])
    if found := identifiers.doi_in(text):
        return _normal("doi", found)
    if said := _pmcid.search(text):
        return _normal("pmcid", f"PMC{said[1]}")
    return None


def _otherwise(text: str) -> Pasted:
    if _digits.fullmatch(text):
        return _normal("pmid", text)
    raise Broken(
        "This is no DOI, PubMed number, ORCID iD or web address: paste it as it was copied, such as 10.1136/bmj.n71",
        "identifier",
    )


def _address(text: str) -> Pasted:
    """What a web address names; addresses of publishers often hold the DOI."""
    try:
        parts = urlsplit(text)
    except ValueError:  # such as a bracket that is not closed
        raise Broken("This is no whole web address: copy it again from the browser", "identifier") from None
    host, path = (parts.hostname or "").casefold(), unquote(parts.path)
    if host.endswith("orcid.org"):
        return _normal("orcid", path.strip("/").split("/")[0])
    if host in _PUBMED and (found := _pubmed_path.search(path)):
        return _normal("pmid", found[1])
    if doi := identifiers.doi_in(f"{path}?{unquote(parts.query)}"):
        return _normal("doi", re.split(r"[?&]", doi)[0].removesuffix("/full").removesuffix("/abstract"))
    if found := _pmcid.search(path):
        return _normal("pmcid", f"PMC{found[1]}")
    return Pasted("url", text)


def _normal(scheme: str, written: str) -> Pasted:
    normal = {"orcid": identifiers.orcid}.get(scheme) or identifiers.SCHEMES[scheme]
    try:
        found = Pasted(scheme, normal(written))
    except ValueError as error:
        raise Broken(str(error), "identifier") from None
    if len(found.value) > LONGEST:
        raise Broken(f"An identifier has {LONGEST} characters at most", "identifier")
    return found
