"""A table of our own shape, CSV or XLSX: an output in each row. The headings are those of the template, or the keys.

A row whose own reference or identifier is known already is the same output again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from services.outputs import vocabulary
from services.outputs.domain import authors, award_references, dates, details, identifiers
from services.outputs.domain.states import STATES
from services.outputs.importers.sheets import Line, Sheet
from services.outputs.importers.template_columns import common_headings, folded, label_of, own_headings, type_of, types
from services.outputs.importers.work import Broken, Found, Refused, Remark, Work, titled, web_address

_uk = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_dated = re.compile(r"(\d{4}-\d{2}-\d{2})T.*")
_power = re.compile(r"[0-9](\.[0-9]+)?e\+?[0-9]{2,}", re.IGNORECASE)
BIBLIOGRAPHIC = ("journal", "publisher", "volume", "issue", "pages")
#: headings of which an own table has two at least, so that none of somebody else's is taken for one
TELLING = frozenset(
    {"type", "title", "kind", "subtype", "date of publication", "published on", "award numbers", "your reference"}
)


def is_ours(headings: Iterable[str]) -> bool:
    """Whether the headings are those of a template: a title or DOI, and another that only our own tables have."""
    there = {folded(each) for each in headings}
    return bool(there & {"title", "doi"}) and len(there & TELLING) >= 2 and "award reference" not in there


def read(sheet: Sheet) -> Iterator[Found]:
    """The records of a sheet in order."""
    headings = [folded(each) for each in sheet.headings]
    twice = sorted({each for each in headings if each and headings.count(each) > 1})
    if twice:
        yield Refused(1, twice[0], "This heading stands twice: keep one of the two columns", sheet.name)
        return
    before = type_of(sheet.name) if sheet.name else None
    unknown: set[str] = set()
    for line in sheet.lines:
        filled = {heading for place, heading in enumerate(headings) if line.text(place)}
        if filled <= {"type"}:
            before = type_of(line.text(headings.index("type"))) or before if filled else before
            continue  # the template names the type in rows that are still empty
        try:
            row = _Row(line, sheet, headings, before)
            before = row.type
            unknown |= row.unknown
            yield row.work()
        except Broken as broken:
            yield Refused(line.number, broken.field, broken.message, sheet.name)
    known = ", ".join(sorted(unknown)[:20])
    if known:
        yield Remark(1, f"No type of output has a column {known}: what stands in it was left out", sheet.name)


class _Row:
    """One row by our fields. Raises Broken naming the heading as the file writes it."""

    def __init__(self, line: Line, sheet: Sheet, headings: list[str], before: str | None) -> None:
        self.line = line
        self.sheet = sheet
        self.headings = headings
        if beyond := next((n for n in range(len(headings), len(line.texts)) if line.texts[n]), None):
            raise Broken(
                f"column {beyond + 1}",
                f"This row has more cells than there are headings ({len(headings)}): a quote or comma is misplaced",
            )
        self.type = self._type(before)
        self.kind = vocabulary.types()[self.type]
        own = own_headings(self.type)
        self.places: dict[str, int] = {}
        self.own: dict[str, int] = {}
        self.unknown: set[str] = set()
        for place, heading in enumerate(headings):
            if key := common_headings().get(heading):
                self.places[key] = place
            elif key := own.get(heading):
                self.own[key] = place
            elif line.text(place):
                self._not_of_this_type(place, heading)

    def work(self) -> Work:
        """The output."""
        ids = {
            scheme: found
            for scheme in identifiers.SCHEMES
            if (found := self._read(scheme, identifiers.SCHEMES[scheme]))
        }
        reference = self._text("reference")
        if reference and (_power.fullmatch(reference) or len(reference) > 200):
            raise Broken(
                self._heading("reference"), f"“{reference[:40]}” is no reference: a spreadsheet has made a number of it"
            )
        published, planned = self._read("published_on", _day), self._read("planned_on", _day)
        written = self._authors()
        if self.kind.personal and written:
            raise Broken(
                self._heading("authors"), "This is told without names: leave the authors out, and give the person's id"
            )
        return Work(
            row=self.line.number,
            sheet=self.sheet.name,
            type=self.type,
            subtype=self._read("subtype", self.kind.kind_words.key),
            title=titled(" ".join((self._text("title") or "").split()), ids, self._heading("title")),
            published=published,
            planned=planned,
            identifiers=ids,
            authors=tuple(written),
            details=self._details(),
            licence=(self._text("licence") or "")[:200] or None,
            url=self._url(),
            attributed=tuple(award_references.split(self._text("award_numbers") or "")),
            keys=(f"reference:{reference}",) if reference else (),
            more=self._more(published, planned),
        )

    def _type(self, before: str | None) -> str:
        place = self.headings.index("type") if "type" in self.headings else None
        written = "" if place is None else self.line.text(place)
        found = type_of(written) if written else before
        if found is None or found not in types():
            name = "Type" if place is None else self.sheet.headings[place]
            raise Broken(
                name, f"Choose one of {', '.join(types())}" + (f": “{written[:60]}” is none of them" if written else "")
            )
        return found

    def _not_of_this_type(self, place: int, heading: str) -> None:
        """A column of another type is empty in this row; one of no type is left out, and said once."""
        if any(heading in own_headings(each) for each in types()):
            raise Broken(self.sheet.headings[place], f"{self.kind.label} has no such field: leave it empty in this row")
        self.unknown.add(f"“{self.sheet.headings[place][:60]}”" if heading else "without a heading")

    def _heading(self, name: str, own: bool = False) -> str:
        place = (self.own if own else self.places).get(name)
        return label_of(name) if place is None else self.sheet.headings[place]

    def _text(self, name: str, own: bool = False) -> str | None:
        place = (self.own if own else self.places).get(name)
        if place is None or not (text := self.line.text(place)):
            return None
        if (kind := self.line.kind(place)) in ("formula", "error"):
            what = "a formula" if kind == "formula" else "an error of the spreadsheet"
            raise Broken(self.sheet.headings[place], f"This is {what}: paste its value in its place, and import again")
        return text

    def _read(self, name: str, reader: Callable[[str], Any], own: bool = False) -> Any:
        text = self._text(name, own)
        if text is None:
            return None
        try:
            return reader(text)
        except ValueError as error:
            raise Broken(self._heading(name, own), str(error).rstrip(".")) from None

    def _authors(self) -> list[authors.Author]:
        """`Other, Ann; Another, Ben; The Group`."""
        found = []
        for name in re.split(r"\s*;\s*", self._text("authors") or ""):
            family, comma, given = (part.strip() for part in name.partition(","))
            if family and comma:
                found.append(authors.person(family[:500], given[:500] or None))
            elif family:
                found.append(authors.consortium(family[:1000]))
        return found

    def _details(self) -> dict[str, Any]:
        found: dict[str, Any] = {name: text[:500] for name in BIBLIOGRAPHIC if (text := self._text(name))}
        for name in self.own:
            each = self.kind.fields[name]
            value = self._read(name, partial(_typed, each), own=True)
            if value not in (None, []):
                found[name] = value
        return found

    def _url(self) -> str | None:
        written = self._text("url")
        if written and web_address(written) is None:
            raise Broken(self._heading("url"), f"“{written[:80]}” is not a web address: it begins with https://")
        return web_address(written)

    def _more(self, published: dates.PartialDate | None, planned: dates.PartialDate | None) -> dict[str, Any]:
        """The columns that only a table of ours has."""
        state = self._text("state")
        if state and folded(state) not in STATES:
            raise Broken(self._heading("state"), f"Choose one of {', '.join(STATES)}: “{state[:40]}” is none of them")
        state = folded(state) if state else "public" if published else "planned"
        embargo = self._read("embargoed_until", _day)
        if (state == "public") != (published is not None):
            raise Broken(
                self._heading("published_on"),
                "A public output has a date of publication"
                if state == "public"
                else f"One that is {state} has none yet: give the planned date",
            )
        if published and planned:
            raise Broken(self._heading("planned_on"), "It is public: leave the planned date empty")
        if state == "embargoed" and (embargo is None or embargo.precision != "day"):
            raise Broken(self._heading("embargoed_until"), "Enter the last day of the embargo")
        more: dict[str, Any] = {"state": state}
        if state == "embargoed" and embargo:
            more["embargoed_until"] = embargo.first.isoformat()
        for name in ("themes", "project_ids"):
            if parts := [part for part in re.split(r"\s*[;,]\s*", self._text(name) or "") if part]:
                more[name] = [self._one(name, part) for part in parts[:100]]
        return more

    def _one(self, name: str, part: str) -> str:
        try:
            return details.an_id(part)
        except ValueError:
            raise Broken(self._heading(name), f"“{part[:40]}” is no key or id: it has no spaces") from None


def _typed(field: vocabulary.TypeField, text: str) -> Any:
    return details.read(field.kind, text, field.words)


def _day(text: str) -> dates.PartialDate:
    """A date as exact as it is known; 15/03/2024 is the fifteenth of March, as it is written here."""
    if day := _uk.fullmatch(text):
        return dates.from_parts(int(day[3]), int(day[2]), int(day[1]))
    if time := _dated.fullmatch(text):
        return dates.parse(time[1])
    return dates.parse(text)
