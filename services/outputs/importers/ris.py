"""RIS, as reference managers write it: with a byte order mark, unknown tags, `ER  -` without its space, names of types.

A record that the file ends before closing is kept: rispy drops it without a word, so its end is written first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import rispy

from services.outputs import vocabulary
from services.outputs.domain import authors, award_references, dates, identifiers
from services.outputs.importers.work import Broken, Funder, Refused, Work, checked, date_in, titled, web_address

_start = re.compile(r"^TY  ?-", re.MULTILINE)
_end = re.compile(r"ER  ?-")
_month_in = re.compile(r"^(\d{4})[/-]+([A-Za-z]{3,})")
#: one value each; everything else is kept as a list, so that no tag that comes twice is lost
_mapping = {tag: tag for tag in rispy.TAG_KEY_MAPPING if tag not in ("TY", "ER", "UK")}
_mapping |= {"TY": "TY", "ER": "ER", "UK": "UK", "VO": "VO", "FU": "FU", "GR": "GR"}
_lists = [tag for tag in _mapping if tag not in ("TY", "ER", "UK")]


def read(text: str) -> Iterator[Work | Refused]:
    """The works of a RIS file, in its order."""
    for row, chunk in enumerate(_records(text), start=1):
        try:
            parsed = rispy.loads(
                chunk, mapping=_mapping, list_tags=_lists, delimiter_tags_mapping={}, skip_unknown_tags=True
            )
            if not parsed:
                raise Broken("TY", "The record begins but holds nothing")
            yield _work(row, parsed[0])
        except Broken as broken:
            yield Refused(row, broken.field, broken.message)


def _records(text: str) -> Iterator[str]:
    """The text of each record, closed; what stands between records (numbers, blank lines) is left out."""
    starts = [found.start() for found in _start.finditer(text)]
    for begin, end in zip(starts, [*starts[1:], len(text)], strict=True):
        lines = text[begin:end].splitlines()
        closed = next((n for n, line in enumerate(lines) if _end.match(line)), len(lines))
        yield "\n".join([*(_spelt(line) for line in lines[:closed]), "ER  - "])


def _spelt(line: str) -> str:
    """A tag with one space before its dash, as some write it."""
    return f"{line[:2]}  -{line[4:]}" if re.match(r"[A-Z][A-Z0-9] -", line) else line


def _work(row: int, record: dict[str, Any]) -> Work:
    def first(*tags: str) -> str | None:
        for tag in tags:
            if found := " ".join(part for part in record.get(tag, []) if part).strip():
                return str(found)[:2000]
        return None

    kind = vocabulary.meaning("ris", str(record.get("TY") or ""))
    ids = _identifiers(record)
    pages = "\u2013".join(part for part in (first("SP"), first("EP")) if part)
    details = {
        "journal": first("JF", "JO", "T2", "JA", "J2", "BT"),
        "publisher": first("PB"),
        "volume": first("VL", "VO"),
        "issue": first("IS"),
        "pages": pages or None,
    }
    return Work(
        row=row,
        type=kind[0],
        subtype=kind[1],
        title=titled(first("TI", "T1", "CT", "BT", "ST"), ids, "TI"),
        published=_published(record),
        identifiers=ids,
        authors=tuple(_author(name) for tag in ("AU", "A1") for name in record.get(tag, []) if name.strip()),
        details={name: value[:500] for name, value in details.items() if value},
        url=next((found for tag in ("UR", "LK", "L2") for w in record.get(tag, []) if (found := web_address(w))), None),
        funders=_funders(record),
    )


def _identifiers(record: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    if written := next((value for value in record.get("DO", []) if value.strip()), None):
        found["doi"] = checked("DO", identifiers.doi, written)
    else:
        places = (value for tag in ("UR", "M3", "N1", "L3") for value in record.get(tag, []) if "10." in value)
        # a DOI in a note or link is taken only where it says that it is one
        named = (identifiers.doi_in(value) for value in places if "doi" in value.casefold())
        found |= {"doi": doi} if (doi := next(filter(None, named), None)) else {}
    for written in record.get("SN", []):
        for scheme in ("issn", "isbn"):
            try:
                found.setdefault(scheme, identifiers.SCHEMES[scheme](written.split()[0]))
                break
            except (ValueError, IndexError):  # publishers put both, and much else, into SN: what fits is taken
                continue
    if pmcid := next((v for v in record.get("C2", []) if re.fullmatch(r"PMC\d+", v.strip())), None):
        found["pmcid"] = pmcid.strip()
    return found


def _published(record: dict[str, Any]) -> dates.PartialDate | None:
    """The most exact of PY, Y1 and DA that agree; DA alone where there is no year."""
    said = []
    for tag in ("PY", "Y1", "DA"):
        if written := next((value for value in record.get(tag, []) if value.strip(" /")), None):
            if named := _month_in.match(written):
                month = dates.month_number(named[2])
                written = f"{named[1]}-{month}" if month else named[1]
            try:
                said.append(date_in(tag, written))
            except Broken:
                if not said:
                    raise
    return dates.earliest(said)


def _author(written: str) -> authors.Author:
    """`Family, Given, Suffix`; a name without a comma is a consortium, kept whole, as the format has it."""
    family, comma, rest = written.strip().partition(",")
    if not comma:
        return authors.consortium(written.strip())
    given, _, suffix = rest.strip().partition(",")
    return authors.person(" ".join(part for part in (family.strip(), suffix.strip()) if part), given.strip() or None)


def _funders(record: dict[str, Any]) -> tuple[Funder, ...]:
    """FU and GR, which some exports add: `NIHR [NIHR123456]` or the number alone."""
    found = []
    for written in [*record.get("FU", []), *record.get("GR", [])]:
        for part in re.split(r";(?![^\[]*\])", written):
            name, bracket, inside = part.partition("[")
            awards = award_references.split(inside.rstrip("] ") if bracket else part)
            if awards or name.strip():
                found.append(Funder(name.strip() or None if bracket else None, None, tuple(awards)))
    return tuple(found)
