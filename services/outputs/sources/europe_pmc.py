"""Europe PMC: articles of the life sciences by PubMed or PubMed Central number or DOI, and what is open of them."""

from __future__ import annotations

from typing import Any

from services.outputs import vocabulary
from services.outputs.domain import authors, award_references, dates, identifiers
from services.outputs.importers.work import Funder, Work, titled
from services.outputs.sources.source import Ask, Found, funders, many, thing, within, word

QUERIES = {"pmid": "EXT_ID:{} AND SRC:MED", "pmcid": "PMCID:{}", "doi": 'DOI:"{}"'}


class EuropePmc:
    """https://www.ebi.ac.uk/europepmc/webservices/rest: a search, with everything that it knows of each hit."""

    title = "Europe PMC"
    accept = "application/json"
    schemes = frozenset(QUERIES)

    def find(self, ask: Ask, scheme: str, value: str) -> list[Found]:
        """The article of this identifier: a hit that names it itself, and none that only mentions it."""
        query = QUERIES[scheme].format(value.replace('"', "").replace("\\", ""))
        asked = {"query": query, "resultType": "core", "format": "json", "pageSize": "5"}
        reply = thing(ask("/search", asked) or {}, self.title)
        for hit in many(within(reply, "resultList", "result")):
            if (word(hit.get(scheme)) or "").casefold() == value.casefold():
                return [Found(_work(hit), (self.title,), _open(hit))]
        return []


def _work(hit: dict[str, Any]) -> Work:
    ids = _identifiers(hit)
    kinds = within(hit, "pubTypeList", "pubType")
    named = [word(kind) or "" for kind in (kinds if isinstance(kinds, list) else [kinds])]
    known = [vocabulary.meaning("europe_pmc", kind) for kind in named]
    kind = next((one for one in known if one != vocabulary.UNKNOWN), ("publication", "journal_article"))
    details = {
        "journal": word(within(hit, "journalInfo", "journal", "title")),
        "publisher": word(within(hit, "bookOrReportDetails", "publisher")),
        "volume": word(within(hit, "journalInfo", "volume"), 50),
        "issue": word(within(hit, "journalInfo", "issue"), 50),
        "pages": word(hit.get("pageInfo"), 50),
    }
    title = (word(hit.get("title"), 2000) or "").removesuffix(".")
    return Work(
        row=1,
        type=kind[0],
        subtype=kind[1],
        title=titled(title, ids, "title"),
        published=_published(hit),
        identifiers=ids,
        authors=tuple(_author(each) for each in many(within(hit, "authorList", "author"))),
        details={name: text for name, text in details.items() if text},
        licence=licence(word(hit.get("license"))),
        url=f"https://doi.org/{ids['doi']}" if "doi" in ids else None,
        funders=funders(_funder(each) for each in many(within(hit, "grantsList", "grant"))),
    )


def _identifiers(hit: dict[str, Any]) -> dict[str, str]:
    written = {scheme: word(hit.get(scheme)) for scheme in ("doi", "pmid", "pmcid")}
    written["issn"] = word(within(hit, "journalInfo", "journal", "issn"))
    found = {}
    for scheme, text in written.items():
        try:
            if text:
                found[scheme] = identifiers.SCHEMES[scheme](text)
        except ValueError:  # one that is wrong is none
            continue
    return found


def _published(hit: dict[str, Any]) -> dates.PartialDate | None:
    """The day it went online; else the issue's month or year. `firstPublicationDate` fills what is unknown with 01."""
    info = hit.get("journalInfo")
    year, month = word(within(info, "yearOfPublication")), word(within(info, "monthOfPublication"))
    issue = f"{year}-{month}" if year and month and month != "0" else year or word(hit.get("pubYear"))
    found = []
    for written in (word(hit.get("electronicPublicationDate")), issue):
        try:
            found += [dates.parse(written)] if written else []
        except ValueError:
            continue
    return dates.earliest(found)


def _author(each: dict[str, Any]) -> authors.Author:
    if group := word(each.get("collectiveName")):
        return authors.consortium(group)
    orcid = None
    if within(each, "authorId", "type") == "ORCID":
        try:
            orcid = identifiers.orcid(word(within(each, "authorId", "value")) or "")
        except ValueError:
            orcid = None
    family = word(each.get("lastName")) or word(each.get("fullName")) or "Name not given"
    return authors.person(family, word(each.get("firstName")) or word(each.get("initials")), orcid=orcid)


def _funder(each: dict[str, Any]) -> Funder:
    awards = award_references.split(word(each.get("grantId"), 1000) or "")
    return Funder(word(each.get("agency")), None, tuple(awards))


def _open(hit: dict[str, Any]) -> dict[str, Any]:
    """What it says of open access, for whoever judges that: as it says it, with nothing concluded."""
    told = {
        "in_europe_pmc": hit.get("inEPMC") == "Y",
        "in_pubmed_central": hit.get("inPMC") == "Y",
        "open_access": hit.get("isOpenAccess") == "Y",
        "author_manuscript": "Y" in (hit.get("epmcAuthMan"), hit.get("authMan")),
        "licence": licence(word(hit.get("license"))),
        "full_text_on": word(hit.get("fullTextReceivedDate"), 10),
    }
    return {name: value for name, value in told.items() if value is not None}


def licence(written: str | None) -> str | None:
    """CC-BY for "cc by"; Europe PMC gives no version."""
    return written.upper().replace(" ", "-") if written else None
