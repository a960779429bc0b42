"""The columns of a table of our own shape: those of every type, then those of one type by its own labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from services.outputs import vocabulary
from services.outputs.domain.states import STATES
from services.outputs.vocabulary.output_types import OutputType


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `key` is the field of a work, or the type's own; either that or the label may head it."""

    key: str
    label: str
    hint: str
    choices: tuple[str, ...] = ()
    #: of the type alone
    own: bool = False


#: characters that Excel forbids in the name of a sheet, and how long that may be
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
LONGEST_NAME = 31
_DATE = "As exact as it is known: 2024, 2024-03, 2024-03-15, or 15/03/2024"
COMMON = (
    Column("type", "Type", "The type of output; left empty, that of the sheet or of the row above"),
    Column("subtype", "Kind", "The kind within the type"),
    Column("title", "Title", "Needed, unless there is a DOI"),
    Column("state", "State", "Left empty: public where it has a date of publication, else planned", STATES),
    Column("published_on", "Date of publication", f"Of one that is public. {_DATE}"),
    Column("planned_on", "Planned date", f"Of one that is not public yet. {_DATE}"),
    Column("embargoed_until", "Embargoed until", "The last day of the embargo: 2024-03-15 or 15/03/2024"),
    Column("award_numbers", "Award numbers", "Of the awards that it arose from, parted by ;"),
    Column("doi", "DOI", "Any spelling. The same DOI is the same output"),
    Column("reference", "Your reference", "Your own number for it: by it the output is known when you import again"),
    Column("authors", "Authors", "Family name, Given names; Family name, Given names. An organisation without a comma"),
    Column("journal", "Journal", "Or the book, series or site that it is in"),
    Column("publisher", "Publisher", ""),
    Column("volume", "Volume", ""),
    Column("issue", "Issue", ""),
    Column("pages", "Pages", ""),
    Column("pmid", "PubMed number", "Digits"),
    Column("pmcid", "PubMed Central number", "PMC and digits"),
    Column("isbn", "ISBN", ""),
    Column("issn", "ISSN", ""),
    Column("url", "Web address", "Where it can be read: https://…"),
    Column("licence", "Licence", "As in CC-BY-4.0"),
    Column("themes", "Themes", "Keys of themes, parted by ;"),
    Column("project_ids", "Projects", "Ids of projects that it came from, parted by ;"),
)  # fmt: skip
#: sheets of the template that hold no rows: how to fill it in, and the words to choose from
GUIDE, LISTS = "How to fill this in", "Lists"
#: columns that mean little without a list of works
BIBLIOGRAPHIC = frozenset({"journal", "publisher", "volume", "issue", "pages", "pmid", "pmcid", "isbn", "issn"})
KINDS = {
    "text": "Text",
    "words": "In your own words",
    "yes_no": "Yes or No",
    "number": "A number",
    "amount": "An amount of money, without its currency: 12500.00",
    "people": "A whole number of people",
    "person": "The id of a person, never a name",
    "id": "The id that it has here",
    "year": "Four digits",
    "year_or_before": "Four digits, or Pre-2006, or None/Unknown",
    "active_or_year": "Still Active, or the year in which it ended",
    "years": "As in 2024, 2025",
    "month_unknown": "1 to 12, or 0 where nobody knows",
    "choice": "One of the list",
    "choices": "Some of the list, parted by commas",
}


def types() -> dict[str, OutputType]:
    """The types that can be recorded."""
    return {key: each for key, each in vocabulary.types().items() if not each.read_only}


def columns(type_: str) -> list[Column]:
    """The columns of the template for one type."""
    kind = vocabulary.types()[type_]
    return [*_shared(type_, kind), *_own(kind)]


def _shared(type_: str, kind: OutputType) -> Iterator[Column]:
    for each in COMMON:
        if each.key == "type":
            yield Column("type", each.label, each.hint, (kind.label,))
        elif each.key == "subtype":
            if kind.kinds:
                yield Column("subtype", each.label, each.hint, tuple(kind.kinds.values()))
        elif (each.key == "authors" and kind.personal) or (each.key in BIBLIOGRAPHIC and type_ != "publication"):
            continue
        else:
            yield each


def _own(kind: OutputType) -> Iterator[Column]:
    for name, each in kind.fields.items():
        if each.legacy:
            continue
        choices: tuple[str, ...] = tuple(each.words.labels().values()) if each.words else ()
        choices = ("Yes", "No") if each.kind == "yes_no" else choices
        needed = "; a hand-over to Researchfish asks for it" if each.needed else ""
        yield Column(name, each.label, f"{each.hint or KINDS[each.kind]}{needed}", choices, own=True)


def folded(heading: str) -> str:
    """What two spellings of a heading are compared by."""
    return " ".join(heading.replace("_", " ").split()).rstrip("*? ").casefold()


@cache
def common_headings() -> dict[str, str]:
    """Heading, folded -> the field of a work."""
    return {folded(name): each.key for each in COMMON for name in (each.key, each.label)}


@cache
def label_of(key: str) -> str:
    """What a common column is called."""
    return next((each.label for each in COMMON if each.key == key), key)


@cache
def own_headings(type_: str) -> dict[str, str]:
    """Heading, folded -> the type's own field, older ones included."""
    fields = vocabulary.types()[type_].fields
    older = {folded(name): key for key, each in fields.items() if each.legacy for name in (key, each.label)}
    return older | {folded(name): key for key, each in fields.items() if not each.legacy for name in (key, each.label)}


@cache
def type_of(written: str) -> str | None:
    """The type that a cell or the name of a sheet means: its key, its label, or its name in Researchfish."""
    for key, each in vocabulary.types().items():
        names = (key, each.label, sheet_name(each.label), each.researchfish or key)
        if folded(written) in {folded(name) for name in names}:
            return key
    return None


def sheet_name(label: str) -> str:
    """The name of the sheet of a type: Excel forbids some characters in it, and more than 31."""
    return " ".join(label.translate(_FORBIDDEN).split())[:LONGEST_NAME].strip(" '")
