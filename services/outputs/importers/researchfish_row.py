"""One row of a Researchfish download as a work. Knows how its cells go wrong, not where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from services.outputs import vocabulary
from services.outputs.domain import authors, award_references, dates, details, identifiers, loose_years, months
from services.outputs.importers.crossref import short_name
from services.outputs.importers.sheets import Line
from services.outputs.importers.work import Broken, Work, titled, web_address

if TYPE_CHECKING:
    from services.outputs.importers.researchfish import Places

MOVED = "; the cells of this row may have moved: free text before it may hold a delimiter"
#: written where there is nothing
NOTHING = frozenset(
    {"", "null", "n/a", "na", "none", "none/unknown", "unknown", "not known", "not provided", "not applicable", "-"}
)
_power = re.compile(r"[0-9](\.[0-9]+)?e\+?[0-9]{2,}", re.IGNORECASE)
_outcome = re.compile(r"[A-Za-z0-9][A-Za-z0-9.|_-]{4,79}")
#: ten digits that an entry has after its outcome's id, of the second of submission: since 2001
_submitted = re.compile(r"(?<=.{6})1[0-9]{9}(?=-[0-9]+$|$)")
_day = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}|\d{5}(\.\d+)?|\d{9,10}")
_currency = re.compile(r"([A-Z]{3})(\s+[A-Z][A-Za-z .]+)?")
_range = re.compile(r"[0-9,]+\s*(-|–|to)\s*[0-9,]+|(more|less|fewer) than [0-9,]+|[0-9,]+\+", re.IGNORECASE)
_years_run_on = re.compile(r"(?:(?:19|20)\d{2}){2,}")
#: before 2006 Researchfish did not ask for the year: the last day that it can be is of 2005
BEFORE = 2005


class Row:
    """The cells of a row by our fields. Raises Broken naming the heading as the file writes it."""

    def __init__(self, line: Line, places: Places, days: tuple[str, ...]) -> None:
        self.line = line
        self.places = places
        self.of = places.of
        self.kind = vocabulary.types()[self.of.type]
        self.remarks: list[tuple[str, str]] = []
        self._check(days)

    def work(self) -> Work:
        """The outcome, as this row's award reports it."""
        awards = tuple(award_references.split(self._needed("award", "the award that it is attributed to")))
        key = self._outcome_id()
        if self.of.only_if and not self._yes(self.of.only_if):
            raise Broken(self._heading(self.of.only_if), "It says that there is nothing to tell: leave the row out")
        ids = self._identifiers()
        subtype = self._subtype()
        found = self._details()
        published, planned = self._dates(found)
        return Work(
            row=self.line.number,
            sheet=self.places.sheet.name,
            type=self.of.type,
            subtype=subtype,
            title=self._title(ids, awards),
            published=published,
            planned=planned,
            identifiers=ids,
            authors=tuple(self._authors()),
            details=found,
            licence=self._licence(),
            url=web_address(self._text("url")),
            attributed=awards,
            keys=(f"researchfish:{key}",),
            remarks=tuple(self.remarks),
        )

    def _check(self, days: tuple[str, ...]) -> None:
        """What shows that cells have moved: more of them than headings, and something else where a day stands."""
        beyond = [n for n in range(len(self.places.headings), len(self.line.texts)) if self.line.texts[n]]
        if beyond:
            raise Broken(
                "",
                f"This row has {len(self.line.texts)} cells and there are {len(self.places.headings)} headings{MOVED}",
            )
        for heading in days:
            place = self.places.first.get(heading)
            text = "" if place is None else self.line.text(place)
            if (
                place is not None
                and text.casefold() not in NOTHING
                and not _day.match(text)
                and not self.line.kind(place)
            ):
                raise Broken(self.places.heading(place), f"“{text[:40]}” is no date{MOVED}")
        said = self._text("outcome_type")
        if said and vocabulary_name(said) not in self.of.names:
            raise Broken(self._heading("outcome_type"), f"“{said[:40]}” is not the type of this sheet{MOVED}")

    def _place(self, name: str) -> int | None:
        """Where the field stands: the first of its columns that has something."""
        places = self.places.fields.get(name, [])
        return next((place for place in places if self.line.text(place).casefold() not in NOTHING), None)

    def _heading(self, name: str) -> str:
        places = self.places.fields.get(name) or [len(self.places.headings)]
        place = self._place(name)
        return self.places.heading(places[0] if place is None else place)

    def _text(self, name: str) -> str | None:
        """The field's text, or None where nothing is said. A formula or an error is refused: nobody typed it."""
        place = self._place(name)
        if place is None:
            return None
        kind = self.line.kind(place)
        if kind == "formula":
            raise Broken(
                self.places.heading(place), "This is a formula: paste its value in its place, and import again"
            )
        if kind == "error":
            raise Broken(
                self.places.heading(place), "This is an error of the spreadsheet (such as #VALUE!): write what is meant"
            )
        return self.line.text(place).lstrip("'").strip()

    def _needed(self, name: str, what: str) -> str:
        text = self._text(name)
        if not text:
            raise Broken(self._heading(name), f"It lacks {what}: fill this in")
        return text

    def _read(self, name: str, reader: Callable[[str], Any]) -> Any:
        """What a reader makes of the field; None where nothing is said."""
        text = self._text(name)
        if text is None:
            return None
        try:
            return reader(text)
        except ValueError as error:
            raise Broken(self._heading(name), f"{str(error).rstrip('.')}{MOVED}") from None

    def _yes(self, name: str) -> bool:
        return bool(self._read(name, details.yes_no))

    def _outcome_id(self) -> str:
        name = "outcome_id" if self._place("outcome_id") is not None else "entry"
        text = self._needed(name, "the id of the outcome")
        place = self._place(name)
        number = place is not None and self.line.kind(place) == "number"
        if _power.fullmatch(text) or (number and "." in text):
            raise Broken(
                self._heading(name),
                f"“{text[:40]}”: a spreadsheet has made a number of this id and lost digits. Export the file again, "
                "and give the column the format Text before anything is pasted into it",
            )
        if not _outcome.fullmatch(text):
            raise Broken(self._heading(name), f"“{text[:40]}” is no id of an outcome{MOVED}")
        return _submitted.sub("", text) if name == "entry" else text

    def _subtype(self) -> str | None:
        def key(text: str) -> str:
            return self.kind.kind_words.key(text.replace("_", " "))

        return self._read("subtype", key) if self.kind.kinds else None

    def _title(self, ids: dict[str, str], awards: tuple[str, ...]) -> str:
        if self.of.told_as:
            after = self._text("role_after") or self._text("sector_after")
            return f"{self.of.told_as}: {after}"[:2000] if after else f"{self.of.told_as} of {', '.join(awards)}"[:2000]
        title = " ".join((self._text("title") or "").split())
        chapter = self._text("chapter")
        if chapter and title:
            self._book = title
        return titled(" ".join(chapter.split()) if chapter else title, ids, self._heading("title"))

    def _identifiers(self) -> dict[str, str]:
        """A DOI, PMID or PMCID that is none shows that cells have moved; a publisher's wrong ISBN or ISSN does not."""
        found = {}
        for scheme in ("doi", "pmid", "pmcid"):
            if normal := self._read(scheme, identifiers.SCHEMES[scheme]):
                found[scheme] = normal
        for scheme in ("isbn", "issn"):
            for place in self.places.fields.get(scheme, []):
                try:
                    found.setdefault(scheme, identifiers.SCHEMES[scheme](self.line.text(place)))
                except ValueError:
                    continue
        if arxiv := self._text("arxiv"):
            found["arxiv"] = re.sub(r"^arxiv:\s*", "", arxiv, flags=re.IGNORECASE)[:100]
        return found

    def _dates(self, found: dict[str, Any]) -> tuple[dates.PartialDate | None, dates.PartialDate | None]:
        """When it became public, and when it is expected to."""
        month = self._read("month", months.month) if "month" in self.places.fields else None
        if "year" in self.places.fields and not self.of.year_of:
            year = self._read("year", loose_years.year_or_before)
            expected = self._read("expected_year", loose_years.year)
            on = self._dated(year, month)
            return on, None if on or not expected else dates.from_parts(int(expected))
        year = found.get(self.of.year_of or "")
        if isinstance(year, list):
            year = next(iter(year), None)
        month = int(found.get(self.of.month_of or "") or 0)
        return self._dated(year, month), None

    def _dated(self, year: str | None, month: int | None) -> dates.PartialDate | None:
        if not year or year == loose_years.UNKNOWN:
            return None
        number = loose_years.number(year)
        if number is None:
            self.remarks.append(
                (
                    self._heading(self.of.year_of or "year"),
                    f"{year}: it is counted as of {BEFORE}, the latest that it can be",
                )
            )
            return dates.from_parts(BEFORE)
        return dates.from_parts(number, month or None)

    def _authors(self) -> list[authors.Author]:
        """The first author, then the others as a list: `Denaxas S, Gonzalez-Izquierdo A`."""
        first, others = self._text("author"), self._text("other_authors")
        names = [first] if first else []
        names += [part for part in re.split(r"\s*[,;]\s*", others or "") if part and part != first]
        return [authors.consortium(name[:1000]) if len(name.split()) > 4 else _person(name) for name in names[:1000]]

    def _licence(self) -> str | None:
        if url := self._text("licence_url"):
            return short_name(url)
        text = self._text("licence")
        return short_name(text) if text else None

    def _details(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in ("journal", "publisher", "volume", "issue", "pages"):
            if text := self._text(name):
                found[name] = text[:500]
        for name, each in self.kind.fields.items():
            if name in self.places.flags and (keys := self._flagged(name)):
                found[name] = keys
            elif name in self.places.fields and (value := self._detail(name, each)) not in (None, []):
                found[name] = value
        return self._money(found)

    def _detail(self, name: str, each: vocabulary.TypeField) -> Any:
        meanings = self.of.means.get(name, {})
        place = self._place(name)
        number = place is not None and self.line.kind(place) == "number"

        def read(text: str) -> Any:
            text = meanings.get(text.casefold(), text)
            if each.kind in ("amount", "number") and number:
                text = _rounded(text)
            if each.kind == "years":
                text = _apart(text)
            if each.kind == "people" and _range.fullmatch(text):
                self.remarks.append(
                    (self._heading(name), f"“{text}” is no number of people that can be added up: left out")
                )
                return None
            if name.endswith("currency"):
                return self._currency(name, text, each)
            return details.read(each.kind, text, each.words)

        if each.kind == "yes_no" and (self._text(name) or "").casefold() == "contractually confidential":
            return None
        return self._read(name, read)

    def _currency(self, name: str, text: str, each: vocabulary.TypeField) -> str | None:
        code = _currency.fullmatch(text)
        if code is None:
            raise ValueError(f"“{text[:40]}” is no currency: write three letters, as GBP")
        if each.words is not None and code[1] not in each.words.words:
            self.remarks.append((self._heading(name), f"Amounts in {code[1]} are not kept: this one was left out"))
            return None
        return code[1]

    def _money(self, found: dict[str, Any]) -> dict[str, Any]:
        """An amount without its currency is no amount."""
        for amount, currency in (("amount", "currency"), ("in_kind_amount", "in_kind_currency")):
            if amount in found and currency in self.kind.fields and currency not in found:
                del found[amount]
        return found

    def _flagged(self, name: str) -> list[str]:
        """The keys whose columns say 1."""
        return [
            key
            for place, key in self.places.flags[name]
            if self.line.text(place).casefold() in ("1", "yes", "true", "y")
        ]


def vocabulary_name(text: str) -> str:
    """A sheet's name or type as names of sheets are compared."""
    from services.outputs.vocabulary.researchfish import sheet_name

    return sheet_name(text)


def _person(name: str) -> authors.Author:
    """`Denaxas S`, `A J White`: initials are the given name, wherever they stand."""
    family, _, given = name.rpartition(" ")
    if family and re.fullmatch(r"[A-Z]{1,4}|([A-Z]\.?[ -]?){1,4}", given):
        return authors.person(family[:500], given)
    return authors.person(name[:500], None)


def _rounded(text: str) -> str:
    """A number out of a spreadsheet, without the noise of floating point: 1234.5600000001."""
    whole, point, part = text.partition(".")
    return f"{float(text):.2f}" if point and len(part) > 4 and whole else text


def _apart(text: str) -> str:
    """Years that a spreadsheet has run together, taking 2019,2020 for one number."""
    plain = re.sub(r"[\s']", "", text)
    return ",".join(re.findall(r"\d{4}", plain)) if _years_run_on.fullmatch(plain) else text
