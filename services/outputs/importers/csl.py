"""CSL-JSON, as Zotero, Mendeley and doi.org give it: one work or a list. Its titles are texts; Crossref's are lists.

The words for kinds of work are CSL's own, and those of Crossref, which doi.org leaves in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from services.outputs import vocabulary
from services.outputs.domain import authors, award_references, dates, identifiers
from services.outputs.importers import crossref
from services.outputs.importers.crossref import first, many, plain
from services.outputs.importers.work import Broken, Funder, Refused, Work, checked, date_in, titled, web_address

_award_line = re.compile(r"(award|grant)s?\s*(number)?\s*:", re.IGNORECASE)
_title = re.compile(r'"title"\s*:\s*(\[|")')


def is_csl(text: str) -> bool:
    """Whether JSON holds CSL's works: the first title in it is a text."""
    found = _title.search(text)
    return bool(found) and found[1] == '"' if found else '"DOI"' not in text and '"author"' in text


def read(text: str) -> Iterator[Work | Refused]:
    """The works of a CSL file, in its order. Raises Unreadable when it is no JSON with works."""
    for row, item in enumerate(crossref.items(text), start=1):
        try:
            if not isinstance(item, dict):
                raise Broken("item", "It is not an object with the fields of a work")
            yield _work(row, item)
        except Broken as broken:
            yield Refused(row, broken.field, broken.message)


def _work(row: int, item: dict[str, Any]) -> Work:
    ids = _identifiers(item)
    word = plain(item.get("type")) or ""
    kind = vocabulary.meaning("csl", word)
    if kind == vocabulary.UNKNOWN:
        kind = vocabulary.meaning("crossref", word)
    if word == "article" and "arxiv" in (plain(item.get("publisher")) or "").casefold():
        kind = ("publication", "preprint")
    details = {
        "journal": first(item, "container-title") or first(item, "event-title") or first(item, "event"),
        "publisher": plain(item.get("publisher")),
        "volume": plain(item.get("volume")),
        "issue": plain(item.get("issue")),
        "pages": plain(item.get("page")) or plain(item.get("number")),
    }
    return Work(
        row=row,
        type=kind[0],
        subtype=kind[1],
        title=titled(first(item, "title"), ids, "title"),
        published=dates.earliest(found for name in ("issued", "available-date") if (found := _date(item, name))),
        identifiers=ids,
        authors=tuple(_author(each) for each in many(item.get("author")) if isinstance(each, dict)),
        details={name: value[:500] for name, value in details.items() if value},
        licence=plain(item.get("license")) if isinstance(item.get("license"), str) else None,
        url=web_address(plain(item.get("URL"))),
        funders=_funders(item),
    )


def _identifiers(item: dict[str, Any]) -> dict[str, str]:
    found = {}
    for scheme in ("doi", "pmid", "pmcid"):
        if written := plain(item.get(scheme.upper())):
            found[scheme] = checked(scheme.upper(), identifiers.SCHEMES[scheme], written)
    for scheme in ("isbn", "issn"):
        for written in (part for each in many(item.get(scheme.upper())) for part in re.split(r"[\s,;]+", str(each))):
            try:
                found.setdefault(scheme, identifiers.SCHEMES[scheme](written))
            except ValueError:  # a publisher's wrong check digit is no reason to refuse the work
                continue
    return found


def _date(item: dict[str, Any], name: str) -> dates.PartialDate | None:
    value = item.get(name)
    if not isinstance(value, dict):
        return None
    if value.get("date-parts"):
        return crossref.date_of(value, name)
    written = plain(value.get("raw")) or plain(value.get("literal"))
    if not written or not re.match(r"\d{4}", written):  # "in press", "n.d.", "Spring 2019": no date that we may guess
        return None
    return date_in(name, written)


def _author(each: dict[str, Any]) -> authors.Author:
    literal = plain(each.get("literal"))
    parts = (plain(each.get(name)) for name in ("dropping-particle", "non-dropping-particle", "family", "suffix"))
    family = " ".join(part for part in parts if part)
    if not family:
        return authors.consortium((literal or plain(each.get("given")) or "Name not given")[:1000])
    given = plain(each.get("given"))
    return authors.person(family[:500], given[:500] if given else None, orcid=crossref.orcid_of(each))


def _funders(item: dict[str, Any]) -> tuple[Funder, ...]:
    """doi.org leaves Crossref's funders in; in the note of Zotero a number may stand after the word Award."""
    if item.get("funder"):
        return crossref.funders_of(item["funder"])
    note = item.get("note")
    lines = note[:20_000].splitlines() if isinstance(note, str) else []
    numbers = [line.partition(":")[2] for line in lines if _award_line.match(line)]
    awards = tuple(number for written in numbers for number in award_references.split(written[:1000]))
    return (Funder(None, None, awards),) if awards else ()
