"""Identifiers of works, in the one form in which they are kept and compared. Not for ids of our own."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

_doi_inside = re.compile(r"10\.\d{4,9}/\S+")


def doi(written: str) -> str:
    """A DOI without its resolver or prefix, in the publisher's own case. Raises ValueError in words.

    Display keeps the case; comparison is `doi_key` (the DOI Handbook: names are case-insensitive).
    """
    import idutils  # takes half a second, so not at every start

    text = unquote(written.strip()) if "%2f" in written.lower() else written.strip()
    text = re.sub(r"^(doi\s*[:=]?\s*|info:doi/)", "", text, flags=re.IGNORECASE)
    if not idutils.is_doi(text):
        raise ValueError(
            f"“{written.strip()[:80]}” is not a DOI: it starts with 10. and has a slash, as in 10.1000/182"
        )
    found: str = idutils.normalize_doi(text)
    if re.search(r"\s", found):
        raise ValueError(f"“{written.strip()[:80]}” has a space in it: give one DOI")
    return found.rstrip(".,;")


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

    text = re.sub(r"^pmid[:\s]*", "", written.strip(), flags=re.IGNORECASE)
    if not idutils.is_pmid(text):
        raise ValueError(f"“{written.strip()[:40]}” is not a PubMed number: it is digits only")
    number: str = idutils.normalize_pmid(text)
    return str(int(number))


def pmcid(written: str) -> str:
    """A PubMed Central number: PMC and digits. Raises ValueError in words."""
    import idutils  # takes half a second, so not at every start

    text = re.sub(r"^pmcid[:\s]*", "", written.strip(), flags=re.IGNORECASE).upper()
    text = text if text.startswith("PMC") else f"PMC{text}"
    if not idutils.is_pmcid(text):
        raise ValueError(f"“{written.strip()[:40]}” is not a PubMed Central number, as in PMC3733021")
    return text


def isbn(written: str) -> str:
    """An ISBN of 13 digits, without hyphens. Raises ValueError in words."""
    import idutils  # takes half a second, so not at every start

    if not idutils.is_isbn(written.strip()):
        raise ValueError(f"“{written.strip()[:40]}” is not an ISBN: a digit is missing or wrong")
    masked: str = idutils.normalize_isbn(written.strip()) or written
    return re.sub(r"[^0-9Xx]", "", masked).upper()


def issn(written: str) -> str:
    """An ISSN with its hyphen. Raises ValueError in words."""
    import idutils  # takes half a second, so not at every start

    if not idutils.is_issn(written.strip()):
        raise ValueError(f"“{written.strip()[:40]}” is not an ISSN, as in 1932-6203")
    normal: str = idutils.normalize_issn(written)
    return normal


def orcid(written: str) -> str:
    """An ORCID iD with its hyphens, its check digit verified. Raises ValueError in words."""
    import idutils  # takes half a second, so not at every start

    text = re.sub(r"^https?://(www\.)?orcid\.org/", "", written.strip(), flags=re.IGNORECASE)
    if not idutils.is_orcid(text):
        raise ValueError(f"“{written.strip()[:60]}” is not an ORCID iD: a digit is missing or wrong")
    normal: str = idutils.normalize_orcid(text)
    return normal


SCHEMES: dict[str, Callable[[str], str]] = {"doi": doi, "pmid": pmid, "pmcid": pmcid, "isbn": isbn, "issn": issn}
