"""Reading a CSV download of NIHR Open Data into awards. Pure: bytes in, rows out; nothing is known of what is recorded.

Measured on real downloads: joint holders stand in three parallel columns, joined by `/`; "Not Provided" stands where
there is no ORCID iD; abstracts hold newlines inside quotes; one header has a stray space; amounts have four decimals;
names and titles hold no-break spaces, curly quotes and newlines. The API's export has the same columns in small
letters, with `;` between them.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NoReturn

import idutils

from services.projects.domain import awards as award_rules
from services.projects.domain.broken import Broken
from services.projects.domain.references import AwardReference
from shared.imports.records import Refusal, Row, Unreadable

SOURCE = "Download the awards as CSV from NIHR Open Data (nihr.opendatasoft.com) and send that file unchanged"
NEEDED = (
    "project_id",
    "project_title",
    "award_amount",
    "start_date",
    "end_date",
    "contracted_organisation",
    "award_holder_name",
    "orcid",
)
#: the API's name -> the download's
ALIASES = {"award_amount_from_dh": "award_amount"}
NOTHING = frozenset({"", "not provided", "n/a", "none", "unknown"})
LARGEST_CELL = 8 << 20
LONGEST_HEADER = 100_000
#: names of people, organisations and programmes are shorter (characters)
LONGEST_NAME = 300
TITLES = re.compile(
    r"^(?:(?:(?:associate|assistant|emeritus)\s+)?(?:prof(?:essor)?|dr|mr|mrs|ms|miss|mx|sir|dame|rev)\.?\s+)+"
)
_CURLY = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")


@dataclass(frozen=True, slots=True)
class Holder:
    """An award holder as named in the file. `key` is the same for the same name at the same organisation."""

    name: str
    orcid: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Award:
    """One award of the file. Money is in pounds."""

    reference: AwardReference
    title: str
    funder_programme: str | None
    programme_stream: str | None
    amount: Decimal | None
    starts_on: date
    ends_on: date | None
    organisation: str | None
    organisation_type: str | None
    holders: tuple[Holder, ...]
    url: str | None
    status: str | None

    @property
    def sha256(self) -> str:
        """Fingerprint of everything that is taken from the row: the same at the next import means unchanged."""
        parts = [getattr(self, name) for name in self.__slots__ if name != "reference"]
        return hashlib.sha256(repr([self.reference.normal, *parts]).encode()).hexdigest()


def read(content: bytes) -> Iterator[Row]:
    """The file's rows, numbered as a spreadsheet shows them (the header is row 1). Raises Unreadable."""
    _check_text(content)
    # a stream, because a str of the whole file takes up to four times its size
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    try:
        yield from _rows(text)
    except UnicodeDecodeError:
        raise Unreadable(
            f"This file is not in UTF-8: line {_line_not_in_utf8(content)} holds a byte that UTF-8 has not. "
            "Save it as “CSV UTF-8” and send that."
        ) from None


def _rows(text: io.TextIOWrapper) -> Iterator[Row]:
    header = _header(text)
    seen: dict[str, tuple[int, str]] = {}
    for number, cells in _records(text, header):
        if not any(cell.strip() for cell in cells):
            continue
        row = _row(number, cells, header)
        if row.record is not None:
            normal, digest = row.record.reference.normal, row.record.sha256
            first, before = seen.setdefault(normal, (number, digest))
            if before != digest:
                message = f"This award stands on row {first} too, with other content. Keep the one that is right"
                row = Row(number, None, (Refusal(number, header.written["project_id"], message),))
        yield row


@dataclass(frozen=True, slots=True)
class _Header:
    delimiter: str
    #: our name of a column -> its place, and its name as the file writes it
    places: dict[str, int]
    written: dict[str, str]
    width: int


class _Cells:
    """The cells of one row by name; collects what is wrong with them."""

    def __init__(self, number: int, cells: Sequence[str], header: _Header) -> None:
        self.number = number
        self.cells = cells
        self.header = header
        self.refusals: list[Refusal] = []

    def get(self, name: str) -> str:
        place = self.header.places.get(name)
        return "" if place is None else _tidy(self.cells[place])

    def some(self, name: str, *, longest: int = LONGEST_NAME) -> str | None:
        found = self.get(name)
        if len(found) > longest:
            self.refuse(name, f"This has {len(found)} characters and may have {longest}: a quote may be misplaced")
        return None if found.casefold() in NOTHING else found

    def refuse(self, name: str, message: str) -> None:
        self.refusals.append(Refusal(self.number, self.header.written.get(name, name), message))


def _row(number: int, cells: Sequence[str], header: _Header) -> Row:
    if len(cells) != header.width:
        message = f"This row has {len(cells)} cells and the header has {header.width}: a quote or a comma is misplaced"
        return Row(number, None, (Refusal(number, "", message),))
    of = _Cells(number, cells, header)
    reference, title = _reference(of), of.some("project_title", longest=2000)
    if title is None:
        of.refuse("project_title", "Enter a title")
    amount, starts_on, ends_on = _amount(of), _day(of, "start_date"), _day(of, "end_date")
    if starts_on is None and not of.get("start_date"):
        of.refuse("start_date", "Enter the first day of the contract")
    holders, url = _holders(of), _url(of)
    funder_programme, programme_stream = of.some("programme"), of.some("programme_stream")
    organisation = of.some("contracted_organisation")
    if starts_on is not None:
        try:
            award_rules.check_contract(starts_on, ends_on, amount)
        except Broken as broken:
            of.refuse({"ends_on": "end_date", "amount": "award_amount"}[broken.field], broken.message)
    if of.refusals or reference is None or starts_on is None or title is None:
        return Row(number, None, tuple(of.refusals))
    return Row(
        number,
        Award(
            reference=reference,
            title=title,
            funder_programme=funder_programme,
            programme_stream=programme_stream,
            amount=amount,
            starts_on=starts_on,
            ends_on=ends_on,
            organisation=organisation,
            organisation_type=of.some("organisation_type"),
            holders=holders,
            url=url,
            status=of.some("project_status"),
        ),
    )


def _reference(of: _Cells) -> AwardReference | None:
    try:
        return AwardReference.parse(of.get("project_id"))
    except ValueError as error:
        of.refuse("project_id", str(error))
        return None


def _amount(of: _Cells) -> Decimal | None:
    text = of.get("award_amount").removeprefix("£").replace(",", "").strip()
    if text.casefold() in NOTHING:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        of.refuse("award_amount", "Enter an amount of pounds in digits, like 1250.50")
        return None
    if not amount.is_finite() or abs(amount) >= 10**15 or int(amount.as_tuple().exponent) < -4:
        of.refuse("award_amount", "Enter an amount of pounds with at most four decimals")
        return None
    return amount


def _day(of: _Cells, name: str) -> date | None:
    """2024-01-31, the same with a time behind it, or 31/01/2024."""
    text = of.get(name)
    if text.casefold() in NOTHING:
        return None
    british = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    iso = re.fullmatch(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}.*)?", text)
    try:
        if british:
            return date(int(british[3]), int(british[2]), int(british[1]))
        if iso:
            return date.fromisoformat(iso[1])
    except ValueError:
        pass
    of.refuse(name, "Enter a day that exists, like 2024-01-31")
    return None


def _holders(of: _Cells) -> tuple[Holder, ...]:
    """Joint holders are separate people: the columns hold their names and iDs in the same order."""
    if of.some("award_holder_name", longest=2000) is None:
        return ()
    names = [_tidy(name) for name in of.get("award_holder_name").split("/")]
    orcids = [_tidy(written) for written in of.get("orcid").split("/")]
    if len(orcids) == 1 and orcids[0].casefold() in NOTHING:
        orcids = [""] * len(names)
    if len(orcids) != len(names):
        of.refuse("orcid", f"There are {len(names)} holders and {len(orcids)} iDs: separate both by / in one order")
        return ()
    if not all(names) or max(map(len, names)) > LONGEST_NAME:
        of.refuse("award_holder_name", "A holder's name is missing beside a /, or is too long to be one")
        return ()
    organisation = fold(of.get("contracted_organisation"))
    holders = []
    for name, written in zip(names, orcids, strict=True):
        orcid = None
        if written.casefold() not in NOTHING:
            if not idutils.is_orcid(written):
                of.refuse("orcid", "This is not an ORCID iD: 16 characters whose last one is a check")
                continue
            orcid = str(idutils.normalize_orcid(written))
        key = hashlib.sha256(f"{TITLES.sub('', fold(name))}|{organisation}".encode()).hexdigest()
        holders.append(Holder(name, orcid, f"nihr-awards:{key}"))
    return tuple(holders)


def _url(of: _Cells) -> str | None:
    found = of.some("funding_and_awards_link", longest=2000)
    if found is not None and not re.fullmatch(r"https?://\S+", found):
        of.refuse("funding_and_awards_link", "Enter a web address that starts with https://")
    return found


def fold(text: str) -> str:
    """What two spellings of a name are compared by: case, spaces and the shape of quotes do not count."""
    return _tidy(text).translate(_CURLY).casefold()


def _tidy(text: str) -> str:
    """One line with single spaces: NBSP, newlines and double spaces are how the export wraps, not content."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _check_text(content: bytes) -> None:
    start = content[:4]
    if start in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise Unreadable(f"This is a workbook, not a CSV file. {SOURCE}.")
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable("This file is in UTF-16. Save it as “CSV UTF-8” and send that.")
    if b"\x00" in content:
        raise Unreadable(f"This is a binary file, not CSV. {SOURCE}.")


def _line_not_in_utf8(content: bytes) -> int:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1
    return 1


def _header(text: io.TextIOWrapper) -> _Header:
    """The columns, from the first line that is not empty, whatever parts them."""
    first = "\n"
    while first and not first.strip():
        first = text.readline(LONGEST_HEADER)
    found = [_columns(delimiter, next(csv.reader([first], delimiter=delimiter), [])) for delimiter in ",;\t"]
    best = max(found, key=lambda header: len(header.places))
    if missing := [name for name in NEEDED if name not in best.places]:
        words = ", ".join(name.title().replace("Id", "ID").replace("Orcid", "ORCiD") for name in missing)
        raise Unreadable(f"This is not a list of NIHR awards: its first line names no column {words}. {SOURCE}.")
    return best


def _columns(delimiter: str, names: Sequence[str]) -> _Header:
    places: dict[str, int] = {}
    written: dict[str, str] = {}
    for place, name in enumerate(names):
        key = re.sub(r"[\s_]+", "_", name.strip()).casefold()  # `HRCS _Health_Category`
        key = ALIASES.get(key, key)
        if key and key not in places:
            places[key], written[key] = place, name.strip()
    return _Header(delimiter, places, written, len(names))


def _records(text: io.TextIOWrapper, header: _Header) -> Iterator[tuple[int, list[str]]]:
    """The records under the header with their row numbers. Raises Unreadable where the quoting breaks off."""
    before = csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(text, delimiter=header.delimiter, strict=True)
    try:
        yield from enumerate(reader, start=2)
    except csv.Error as error:
        _broken(error, reader.line_num + 1)
    finally:
        csv.field_size_limit(before)


def _broken(error: csv.Error, line: int) -> NoReturn:
    if "unexpected end" in str(error):
        raise Unreadable(f"This file breaks off inside a quoted text, at line {line}. {SOURCE}.") from error
    raise Unreadable(f"This file cannot be read as CSV at line {line}: {error}. {SOURCE}.") from error
