"""An award in a CSV download of NIHR Open Data. Pure: bytes in, rows out; nothing is known of what is recorded.

Measured on real downloads: joint holders stand in three parallel columns, joined by `/`; "Not Provided" stands where
there is no ORCID iD; abstracts hold newlines inside quotes; one header has a stray space; amounts have four decimals;
names and titles hold no-break spaces, curly quotes and newlines. The API's export has the same columns in small
letters, with `;` between them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from services.projects.domain import awards as award_rules
from services.projects.domain.references import AwardReference
from services.projects.imports.csv_table import LONGEST_NAME, NOTHING, Cells, Kind, rows, tidy
from shared.broken import Broken
from shared.imports.records import Refusal, Row

KIND = Kind(
    words="a list of NIHR awards",
    source="Download the awards as CSV from NIHR Open Data (nihr.opendatasoft.com) and send that file unchanged",
    needed={
        "project_id": "Project_ID",
        "project_title": "Project_Title",
        "award_amount": "Award_Amount",
        "start_date": "Start_Date",
        "end_date": "End_Date",
        "contracted_organisation": "Contracted_Organisation",
        "award_holder_name": "Award_Holder_Name",
        "orcid": "ORCiD",
    },
    aliases={"award_amount_from_dh": "award_amount"},
)
#: ORCID's own example; nobody has it
EXAMPLE_ORCID = "8888-8888-8888-8880"
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
    """The file's rows, numbered as a spreadsheet shows them. Raises Unreadable when it is no list of awards."""
    seen: dict[str, tuple[int, str]] = {}
    for cells in rows(content, KIND):
        row = _row(cells)
        if row.record is not None:
            normal, digest = row.record.reference.normal, row.record.sha256
            first, before = seen.setdefault(normal, (cells.number, digest))
            if before != digest:
                message = f"This award stands on row {first} too, with other content. Keep the one that is right"
                row = Row(cells.number, None, (Refusal(cells.number, cells.header.written["project_id"], message),))
        yield row


def _row(of: Cells) -> Row:
    if of.refusals:
        return Row(of.number, None, tuple(of.refusals))
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
        return Row(of.number, None, tuple(of.refusals))
    return Row(
        of.number,
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


def _reference(of: Cells) -> AwardReference | None:
    try:
        return AwardReference.parse(of.get("project_id"))
    except ValueError as error:
        of.refuse("project_id", str(error))
        return None


def _amount(of: Cells) -> Decimal | None:
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


def _day(of: Cells, name: str) -> date | None:
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


def _holders(of: Cells) -> tuple[Holder, ...]:
    """Joint holders are separate people: the columns hold their names and iDs in the same order."""
    import idutils  # takes half a second, so not at every start

    if of.some("award_holder_name", longest=2000) is None:
        return ()
    names = [tidy(name) for name in of.get("award_holder_name").split("/")]
    orcids = [tidy(written) for written in of.get("orcid").split("/")]
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
            if not idutils.is_orcid(written) or EXAMPLE_ORCID in written:
                of.refuse("orcid", "This is not an ORCID iD: 16 characters whose last one is a check")
                continue
            orcid = str(idutils.normalize_orcid(written))
        key = hashlib.sha256(f"{TITLES.sub('', fold(name))}|{organisation}".encode()).hexdigest()
        holders.append(Holder(name, orcid, f"nihr-awards:{key}"))
    return tuple(holders)


def _url(of: Cells) -> str | None:
    found = of.some("funding_and_awards_link", longest=2000)
    if found is not None and not re.fullmatch(r"https?://\S+", found):
        of.refuse("funding_and_awards_link", "Enter a web address that starts with https://")
    return found


def fold(text: str) -> str:
    """What two spellings of a name are compared by: case, spaces and the shape of quotes do not count."""
    return tidy(text).translate(_CURLY).casefold()
