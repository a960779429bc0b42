"""The one record that every format is read into, and the two ways in which reading can fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from services.outputs.domain.authors import Author
from services.outputs.domain.dates import PartialDate, parse


class Unreadable(Exception):
    """The file as a whole cannot be read; the text is one sentence that says what it is and what to do."""


class Broken(Exception):
    """One record cannot be used: the field, as the file calls it, and what is wrong with it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field, message)
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class Funder:
    """A funder that a work names, once, with the award numbers that it names, each by itself."""

    name: str | None
    funder_id: str | None
    awards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """What a file says of one work, in our terms. `row` counts the records of the file from 1."""

    row: int
    type: str
    subtype: str | None
    title: str
    published: PartialDate | None
    identifiers: dict[str, str]
    authors: tuple[Author, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)
    licence: str | None = None
    url: str | None = None
    funders: tuple[Funder, ...] = ()
    #: awards that a person says it arose from, as written: not what the work itself states of its funding
    attributed: tuple[str, ...] = ()
    #: the date that is planned or expected, where it is not public
    planned: PartialDate | None = None
    #: ids in other systems that make it the same again, each with its scheme: researchfish:5e6a27b6e5cc89.33826613
    keys: tuple[str, ...] = ()
    #: the sheet of a workbook, for messages; "" where there is one table only
    sheet: str = ""
    #: columns of a table of our own shape that others lack: state, themes, project_ids, ...
    more: dict[str, Any] = field(default_factory=dict)
    #: what a person should know of it though it is taken: (field, message)
    remarks: tuple[tuple[str, str], ...] = ()
    #: an earlier record of the file is the same work
    repeats: bool = False
    #: of one that repeats: awards that no earlier record of the file named for it
    adds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that cannot be used, for the list that the person gets."""

    row: int
    field: str
    message: str
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person should know of the file though no record of it is at fault."""

    row: int
    remark: str
    sheet: str = ""


Found = Work | Refused | Remark
Reader = Callable[[str], Iterator[Found]]


def checked(field: str, normal: Callable[[str], str], written: str) -> str:
    """The normal form, or Broken naming the field as the file calls it."""
    try:
        return normal(written)
    except ValueError as error:
        raise Broken(field, str(error)) from None


def date_in(field: str, written: str) -> PartialDate:
    """A date, or Broken naming the field as the file calls it."""
    try:
        return parse(written)
    except ValueError as error:
        raise Broken(field, str(error)) from None


def titled(title: str | None, identifiers: dict[str, str], field: str) -> str:
    """The title; a work without one is known by its DOI until somebody completes it. Raises Broken without either."""
    if title:
        return title[:2000]
    if "doi" in identifiers:
        return f"Title not given (doi:{identifiers['doi']})"
    raise Broken(field, "It has no title and no DOI, so nobody could tell what it is: add one of them")


def web_address(written: str | None) -> str | None:
    """An address that a page may link to; None for anything else (files of others hold paths and scripts)."""
    text = (written or "").strip()
    scheme, _, rest = text.partition("://")
    fits = scheme.lower() in ("http", "https") and len(text) <= 2000 and rest and not any(c.isspace() for c in rest)
    return f"{scheme.lower()}://{rest}" if fits else None
