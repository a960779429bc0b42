"""Crossref's JSON: one work, a list of works, a reply with a work or a page of works in `message`, or a work per line.

Crossref repeats a funder once for each award; here it is one funder. Dates may be a year only.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import orjson

from services.outputs import vocabulary
from services.outputs.domain import authors, award_references, dates, identifiers
from services.outputs.importers.work import Broken, Funder, Refused, Unreadable, Work, checked, titled, web_address

#: the dates on which a text can first have been public; `created` and `deposited` are Crossref's own
PUBLIC = ("published-online", "published-print", "posted", "issued", "published")
_markup = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
#: judged in this order; a licence for text mining is none for reading
VERSIONS = ("vor", "am", "unspecified")


def read(text: str) -> Iterator[Work | Refused]:
    """The works of a Crossref file, in its order. Raises Unreadable when it is not Crossref's JSON."""
    for row, item in enumerate(items(text), start=1):
        try:
            if not isinstance(item, dict):
                raise Broken("work", "It is not an object with the fields of a work")
            yield _work(row, item)
        except Broken as broken:
            yield Refused(row, broken.field, broken.message)


def items(text: str) -> list[Any]:
    """The works in JSON: one, a list, a reply with them in `message`, or one a line. Raises Unreadable."""
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return _lines(text, error)
    if isinstance(content, dict) and "message" in content:
        content = content["message"]
    if isinstance(content, dict) and isinstance(content.get("items"), list):
        return list(content["items"])
    if isinstance(content, dict) and not content.keys() & {"DOI", "title", "type", "author"}:
        raise Unreadable(
            "This is JSON, but no work of Crossref: save the reply of api.crossref.org as it comes, or export CSL-JSON."
        )
    return content if isinstance(content, list) else [content]


def _lines(text: str, error: orjson.JSONDecodeError) -> list[Any]:
    """JSON lines, or the sentence that says where the one document breaks off."""
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        found = [orjson.loads(line) for line in lines]
    except orjson.JSONDecodeError:
        found = []
    if len(found) < 2:
        raise Unreadable(
            f"The JSON breaks off or is wrong in line {error.lineno}, column {error.colno}: save the file again, whole."
        ) from None
    return found


def _work(row: int, item: dict[str, Any]) -> Work:
    ids = _identifiers(item)
    kind = vocabulary.meaning("crossref", plain(item.get("type")) or "")
    title = ": ".join(part for part in (first(item, "title"), first(item, "subtitle")) if part)
    resource = item.get("resource")
    primary = resource.get("primary") if isinstance(resource, dict) else None
    details = {
        "journal": first(item, "container-title"),
        "publisher": plain(item.get("publisher")),
        "volume": plain(item.get("volume")),
        "issue": plain(item.get("issue")),
        "pages": plain(item.get("page")) or plain(item.get("article-number")),
    }
    return Work(
        row=row,
        type=kind[0],
        subtype=kind[1],
        title=titled(title, ids, "title"),
        published=dates.earliest(found for name in PUBLIC if (found := date_of(item.get(name), name))),
        identifiers=ids,
        authors=tuple(_author(each) for each in many(item.get("author")) if isinstance(each, dict)),
        details={name: value[:500] for name, value in details.items() if value},
        licence=_licence(item.get("license")),
        url=web_address(plain(item.get("URL")) or (plain(primary.get("URL")) if isinstance(primary, dict) else None)),
        funders=funders_of(item.get("funder")),
    )


def _identifiers(item: dict[str, Any]) -> dict[str, str]:
    found = {}
    if written := plain(item.get("DOI")):
        found["doi"] = checked("DOI", identifiers.doi, written)
    for scheme, key in (("issn", "ISSN"), ("isbn", "ISBN")):
        for written in many(item.get(key)):
            try:
                found[scheme] = identifiers.SCHEMES[scheme](str(written).rpartition("/")[2])
                break
            except ValueError:  # a publisher's wrong check digit is no reason to refuse the work
                continue
    return found


def date_of(value: Any, name: str) -> dates.PartialDate | None:
    """The date in `date-parts`; None where it is not known. Raises Broken naming the field."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    numbers = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    if not numbers or numbers[0] is None:  # Crossref writes [[null]] for a date that it does not know
        return None
    written = "-".join(str(number)[:40] for number in numbers[:3])
    try:
        whole = [int(number) for number in numbers[:3]]
    except (ValueError, TypeError):
        raise Broken(name, f"“{written}” is not a date: write its parts as numbers, like [2024, 3, 1]") from None
    try:
        return dates.from_parts(*whole)
    except ValueError as error:
        raise Broken(name, str(error)) from None


def _author(each: dict[str, Any]) -> authors.Author:
    family, given, group = (plain(each.get(key)) for key in ("family", "given", "name"))
    if not family and (group or given):
        return authors.consortium((group or given or "")[:1000])
    return authors.person((family or "Name not given")[:500], given[:500] if given else None, orcid=orcid_of(each))


def orcid_of(each: dict[str, Any]) -> str | None:
    """An author's ORCID iD, where it is one: the name stands without it."""
    if written := plain(each.get("ORCID")):
        try:
            return identifiers.orcid(written)
        except ValueError:
            return None
    return None


def _licence(value: Any) -> str | None:
    """The licence of what people read: of the version of record, else of the accepted text."""
    found = [each for each in many(value) if isinstance(each, dict) and plain(each.get("URL"))]
    for version in VERSIONS:
        for each in found:
            if (each.get("content-version") or "unspecified") == version:
                return short_name(str(each["URL"]))
    return None


def short_name(url: str) -> str:
    """CC-BY-4.0 for the address of a Creative Commons licence; any other licence by its address."""
    found = re.search(r"creativecommons\.org/(licenses|publicdomain)/([a-z-]+)/([0-9.]+)", url, re.IGNORECASE)
    if not found:
        return url[:200]
    kind = found[2].lower()
    return "CC0-1.0" if kind == "zero" else f"CC-{kind.upper()}-{found[3].rstrip('.')}"


def funders_of(value: Any) -> tuple[Funder, ...]:
    """Each funder once, by its id or else its name, with every award that any of its entries names."""
    found: dict[str, tuple[str | None, str | None, dict[str, str]]] = {}
    for each in many(value):
        if not isinstance(each, dict):
            continue
        name, funder_id = plain(each.get("name")), plain(each.get("DOI"))
        key = (funder_id or name or "").casefold()
        _, _, awards = found.setdefault(key, (name, funder_id, {}))
        for written in many(each.get("award")):
            for award in award_references.split(str(written).replace("\x00", "")[:1000]):
                awards.setdefault(award_references.key(award), award)
    return tuple(Funder(name, funder_id, tuple(awards.values())) for name, funder_id, awards in found.values())


def many(value: Any) -> list[Any]:
    """A list of whatever is there."""
    return value if isinstance(value, list) else [] if value is None else [value]


def first(item: dict[str, Any], key: str) -> str | None:
    """The first text among the values."""
    return next((text for each in many(item.get(key)) if (text := plain(each))), None)


def plain(value: Any) -> str | None:
    """Plain text without markup: titles hold <i> and line breaks."""
    if not isinstance(value, str | int):
        return None
    bare = html.unescape(_markup.sub(" ", str(value))) if isinstance(value, str) else str(value)
    # " / " that stood between marked-up words keeps one space on each side
    return " ".join(bare.split()).replace("\x00", "") or None
