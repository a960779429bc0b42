"""Identifiers of works and people, in the one form in which they are kept and compared. Not for ids of our own.

`idutils` knows the forms and check digits. It does not know how people write them: with a label, a web address of a
site that shows the work, a version, brackets of the sentence around, characters that cannot be seen. That is undone
here before it is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from urllib.parse import unquote

_doi_inside = re.compile(r"10\.\d{4,9}/\S+")
_resolver = re.compile(r"^(?:https?://)?(?:(?:www|dx)\.)*doi(?:\.org|-org\.[a-z0-9.-]+)/+", re.IGNORECASE)
_doi_label = re.compile(r"^(?:doi(?:\s*[:=]\s*|\s+|(?=10\.))|info:doi/|urn:doi:)", re.IGNORECASE)
_pmid_address = re.compile(
    r"^(?:https?://)?(?:(?:www\.)?ncbi\.nlm\.nih\.gov/(?:pubmed|m/pubmed)/|pubmed\.ncbi\.nlm\.nih\.gov/"
    r"|(?:www\.)?europepmc\.org/(?:article|abstract)/med/)",
    re.IGNORECASE,
)
_pmc_address = re.compile(
    r"^(?:https?://)?(?:(?:www\.)?ncbi\.nlm\.nih\.gov/pmc/articles/|pmc\.ncbi\.nlm\.nih\.gov/articles/"
    r"|(?:www\.)?europepmc\.org/(?:article|articles|abstract)/(?:pmc/)?)",
    re.IGNORECASE,
)
_arxiv_address = re.compile(r"^(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/", re.IGNORECASE)
#: the registry's prefix of arXiv: the same work has a number there and a DOI made of it
_arxiv_doi = re.compile(r"^10\.48550/arxiv\.", re.IGNORECASE)


def doi(written: str) -> str:
    """A DOI without its resolver or prefix, in the publisher's own case. Raises ValueError in words.

    Display keeps the case; comparison is `doi_key` (the DOI Handbook: names are case-insensitive).
    """
    import idutils  # takes half a second, so not at every start

    given = written.strip()
    text = _seen(given).strip("<>\"' ").lstrip("([{")
    while True:  # "doi:https://doi.org/doi:10.1000/182" is written too
        bare = _doi_label.sub("", text)
        if address := _resolver.match(bare):
            bare = unquote(re.split(r"[?#]", bare[address.end() :], maxsplit=1)[0])
        if bare == text:
            break
        text = bare
    text = _without_end(unquote(text) if "%2f" in text.lower() else text)
    if re.search(r"\s", text):
        raise ValueError(f"“{given[:80]}” has a space in it: give one DOI")
    if not idutils.is_doi(text) or not text.startswith("10."):
        raise ValueError(f"“{given[:80]}” is not a DOI: it starts with 10. and has a slash, as in 10.1000/182")
    return text


def doi_key(normal: str) -> str:
    """What two DOIs are compared by."""
    return normal.casefold()


def doi_in(text: str) -> str | None:
    """A DOI that stands somewhere inside a text such as a web address or a note; None when there is none."""
    found = _doi_inside.search(unquote(text))
    return found.group().rstrip(".,;)]}") if found else None


def pmid(written: str) -> str:
    """A PubMed number: digits. Raises ValueError in words."""
    import idutils  # takes half a second, so not at every start

    text = re.sub(r"^pmid[:\s]*", "", _pmid_address.sub("", _plain(written)), flags=re.IGNORECASE).strip("/ ")
    if not text.isascii() or not idutils.is_pmid(text) or not 0 < int(idutils.normalize_pmid(text)) < 10**9:
        raise ValueError(f"“{written.strip()[:40]}” is not a PubMed number: it is digits only")
    return str(int(idutils.normalize_pmid(text)))


def pmcid(written: str) -> str:
    """A PubMed Central number: PMC and digits, without the version. Raises ValueError in words."""
    import idutils  # takes half a second, so not at every start

    text = re.sub(r"^pmcid[:\s]*", "", _pmc_address.sub("", _plain(written)), flags=re.IGNORECASE).strip("/ ").upper()
    text = re.sub(r"\.\d+$", "", text if text.startswith("PMC") else f"PMC{text}")
    if not text.isascii() or not idutils.is_pmcid(text) or not (number := text[3:].lstrip("0")):
        raise ValueError(f"“{written.strip()[:40]}” is not a PubMed Central number, as in PMC3733021")
    return f"PMC{number}"


def isbn(written: str) -> str:
    """An ISBN of 13 digits, without hyphens. Raises ValueError in words."""
    import idutils  # takes half a second, so not at every start

    text = re.sub(r"^(?:urn:)?isbn(?:[-\s]?1[03])?(?=\D|97[89]|\d{9}[\dx]$)[:\s]*", "", _plain(written).lower())
    if not text or not idutils.is_isbn(text):
        raise ValueError(f"“{written.strip()[:40]}” is not an ISBN: a digit is missing or wrong")
    digits = re.sub(r"[^0-9X]", "", text.upper())
    return digits if len(digits) == 13 else _of_thirteen(digits)


def issn(written: str) -> str:
    """An ISSN with its hyphen. Raises ValueError in words."""
    import idutils  # takes half a second, so not at every start

    text = re.sub(r"^[ep]?-?issn(?:-l)?[:\s]*", "", _plain(written), flags=re.IGNORECASE)
    if not idutils.is_issn(text):
        raise ValueError(f"“{written.strip()[:40]}” is not an ISSN, as in 1932-6203")
    normal: str = idutils.normalize_issn(text)
    return normal.upper()


def orcid(written: str) -> str:
    """An ORCID iD with its hyphens, its check digit verified. Raises ValueError in words."""
    import idutils  # takes half a second, so not at every start

    text = re.sub(r"^(?:https?://)?(?:www\.)?orcid\.org/", "", _plain(written), flags=re.IGNORECASE)
    text = re.sub(r"^orcid(?:\s*id)?[:\s]*", "", text, flags=re.IGNORECASE).strip("/ ").upper()
    if not idutils.is_orcid(text):
        raise ValueError(f"“{written.strip()[:60]}” is not an ORCID iD: a digit is missing or wrong")
    normal: str = idutils.normalize_orcid(text)
    return normal.upper()


def arxiv(written: str) -> str:
    """An arXiv number without the version, which names the same work. Raises ValueError in words."""
    import idutils  # takes half a second, so not at every start

    text = _arxiv_address.sub("", _plain(written))
    text = _arxiv_doi.sub("", _doi_label.sub("", _resolver.sub("", text)))
    text = re.sub(r"\s*\[[A-Za-z.-]+\]$", "", re.sub(r"(?i)\.pdf$", "", text))  # "[cs.CL]", as arXiv itself cites
    text = re.sub(r"^arxiv[:\s]*", "", text, flags=re.IGNORECASE).strip("/ ").lower()
    normal = idutils.normalize_arxiv(text) if text.isascii() and idutils.is_arxiv(text) else None
    if normal is None:
        raise ValueError(f"“{written.strip()[:40]}” is not an arXiv number, as in 2101.00001")
    return re.sub(r"v\d+$", "", str(normal).lower().removeprefix("arxiv:"))


def arxiv_of_doi(normal: str) -> str | None:
    """The arXiv number of which a DOI is made; None for any other DOI."""
    try:
        return arxiv(normal) if _arxiv_doi.match(normal) else None
    except ValueError:
        return None


SCHEMES: dict[str, Callable[[str], str]] = {
    "doi": doi,
    "pmid": pmid,
    "pmcid": pmcid,
    "isbn": isbn,
    "issn": issn,
    "arxiv": arxiv,
}

#: what an identifier of each scheme is called in a sentence
CALLED = {
    "doi": "the DOI",
    "pmid": "the PubMed number",
    "pmcid": "the PubMed Central number",
    "arxiv": "the arXiv number",
    "isbn": "the ISBN",
}


def keys(identifiers: Mapping[str, str], *, whole_book: bool) -> dict[str, str]:
    """By scheme, what makes an output the same as another one. An ISSN is a journal's, a chapter's ISBN its book's."""
    found = {scheme: identifiers[scheme] for scheme in CALLED if identifiers.get(scheme)}
    if "doi" in found:
        found["doi"] = doi_key(found["doi"])
    if not whole_book:
        found.pop("isbn", None)
    return found


def _of_thirteen(isbn10: str) -> str:
    """The thirteen digits of an ISBN of ten; `idutils` gives them only where the publisher's block is known to it."""
    stem = f"978{isbn10[:9]}"
    return f"{stem}{-sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(stem)) % 10}"


def _seen(text: str) -> str:
    """Without characters that cannot be seen, such as soft hyphens and spaces without width, which copying brings."""
    if text.isascii() and text.isprintable():  # almost always, and ten times as fast
        return text
    return "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc", "Cs"))


def _plain(written: str) -> str:
    """As `_seen`, full-width digits and every kind of dash as ASCII has them."""
    text = unicodedata.normalize("NFKC", _seen(written))
    return re.sub(r"[\u2010-\u2015\u2212]", "-", text).strip("<>\"' ")


def _without_end(text: str) -> str:
    """Without what the sentence around put behind it: full stops, commas, slashes, a bracket that was opened before."""
    while True:
        shorter = text.rstrip(".,;/>\"'")
        for opening, closing in ("()", "[]", "{}"):
            if shorter.endswith(closing) and shorter.count(closing) > shorter.count(opening):
                shorter = shorter[:-1]
        if shorter == text:
            return text
        text = shorter
