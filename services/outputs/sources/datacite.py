"""DataCite: data sets, software, reports and theses in repositories, by DOI."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from services.outputs import vocabulary
from services.outputs.domain import authors, award_references, dates, identifiers
from services.outputs.importers.crossref import short_name
from services.outputs.importers.work import Funder, Work, web_address
from services.outputs.sources.fetching import Useless
from services.outputs.sources.source import Ask, Found, funders, many, thing, within, word

#: dates on which it can first have been public
PUBLIC = frozenset({"Issued", "Available"})


class DataCite:
    """https://api.datacite.org: a work at /dois/{doi}, as JSON:API has it."""

    title = "DataCite"
    accept = "application/vnd.api+json"
    schemes = frozenset({"doi"})

    def find(self, ask: Ask, scheme: str, value: str) -> list[Found]:  # noqa: ARG002
        """The work of this DOI."""
        reply = ask(f"/dois/{quote(value.lower(), safe='')}")
        if reply is None:
            return []
        of = thing(within(thing(reply, self.title), "data", "attributes"), self.title)
        title = next((text for each in many(of.get("titles")) if (text := word(each.get("title"), 2000))), None)
        if title is None:
            raise Useless("DataCite gives no title for it")
        kind = vocabulary.meaning("datacite", word(within(of, "types", "resourceTypeGeneral")) or "")
        container = thing(of.get("container") or {}, self.title)
        details = {
            "publisher": word(of.get("publisher")) or word(within(of, "publisher", "name")),
            "journal": word(container.get("title")),
            "volume": word(container.get("volume"), 50),
            "issue": word(container.get("issue"), 50),
        }
        work = Work(
            row=1,
            type=kind[0],
            subtype=kind[1],
            title=title,
            published=_published(of),
            identifiers={"doi": identifiers.doi(word(of.get("doi")) or value)},
            authors=tuple(_author(each) for each in many(of.get("creators"))),
            details={name: text for name, text in details.items() if text},
            licence=_licence(of.get("rightsList")),
            url=web_address(word(of.get("url"), 2000)) or f"https://doi.org/{value}",
            funders=funders(_funder(each) for each in many(of.get("fundingReferences"))),
        )
        return [Found(work, (self.title,))]


def _published(of: dict[str, Any]) -> dates.PartialDate | None:
    """The first of its public dates; else the year of publication, which every record has."""
    found = []
    for each in many(of.get("dates")):
        if word(each.get("dateType")) in PUBLIC and (written := word(each.get("date"))):
            try:
                found.append(dates.parse(written.split("/")[0].partition("T")[0]))  # a range begins with its first day
            except ValueError:  # the year stands beside it
                continue
    if not found and (year := word(of.get("publicationYear"))):
        try:
            found.append(dates.parse(year))
        except ValueError:
            return None
    return dates.earliest(found)


def _author(each: dict[str, Any]) -> authors.Author:
    family, given, name = (word(each.get(key)) for key in ("familyName", "givenName", "name"))
    if each.get("nameType") == "Organizational" or not (family or given or "," in (name or "")):
        return authors.consortium(name or "Name not given")
    if not family and name:
        family, _, rest = (part.strip() for part in name.partition(","))
        given = given or rest or None
    orcid = None
    for known in many(each.get("nameIdentifiers")):
        if (word(known.get("nameIdentifierScheme")) or "").upper() == "ORCID":
            try:
                orcid = identifiers.orcid(word(known.get("nameIdentifier")) or "")
            except ValueError:  # the name stands without it
                continue
    return authors.person(family or given or "Name not given", given, orcid=orcid)


def _licence(value: Any) -> str | None:
    """The first that names a licence; `info:eu-repo/semantics/openAccess` beside it names none."""
    for each in many(value):
        if address := web_address(word(each.get("rightsUri"))):
            return short_name(address)
        if (spdx := word(each.get("rightsIdentifier"), 100)) and each.get("rightsIdentifierScheme") == "SPDX":
            return spdx.upper()
    return None


def _funder(each: dict[str, Any]) -> Funder:
    awards = award_references.split(word(each.get("awardNumber"), 1000) or "")
    return Funder(word(each.get("funderName")), word(each.get("funderIdentifier")), tuple(awards))
