"""From what was entered to what is kept: every field of an output in its normal form, mistakes named by field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from services.outputs import vocabulary
from services.outputs.commands import typed
from services.outputs.domain import dates, identifiers
from services.outputs.domain.authors import Author
from shared.errors import Invalid, WaymarkError

#: columns that output.recorded has under the same name
NAMED = (
    "title", "subtype", "identifiers", "state", "embargoed_until", "version_of", "themes", "places", "workstream_id",
    "project_ids", "licence", "url", "details", "submitted_on", "accepted_on",
)  # fmt: skip


@contextmanager
def refusing(error: type[WaymarkError], field: str | None = None) -> Iterator[None]:
    """Turn a rule's ValueError into the error that the caller is told."""
    try:
        yield
    except ValueError as broken:
        raise error(f"{broken}.", {field: [str(broken)]} if field else None) from broken


def partial(field: str, written: str | None) -> dates.PartialDate | None:
    """A date as exact as it is known; None when there is none. Raises Invalid."""
    if not written:
        return None
    with refusing(Invalid, field):
        return dates.parse(written)


def described(type_: str, given: dict[str, Any], kept: dict[str, Any] | None = None) -> dict[str, Any]:
    """The columns that describe an output of this type. Raises Invalid with every mistake by field.

    `kept`: the details that it has already, which are not checked anew.
    """
    mistakes: dict[str, list[str]] = {}
    kind = vocabulary.types().get(type_)
    if kind is None or kind.read_only:
        known = ", ".join(name for name, each in vocabulary.types().items() if not each.read_only)
        raise Invalid(f"“{type_}” is not a type of output that can be recorded.", {"type": [f"Choose one of {known}"]})
    subtype = given.get("subtype") or None
    if subtype and subtype not in kind.kinds:
        mistakes["subtype"] = [f"Choose one of {', '.join(kind.kinds) or 'none: this type has no kinds'}"]
    ids = _identifiers(given, mistakes)
    row: dict[str, Any] = {
        "title": " ".join((given.get("title") or "").split()),
        "subtype": subtype,
        "identifiers": ids,
        "doi_key": identifiers.doi_key(ids["doi"]) if "doi" in ids else None,
        "details": typed.entered(kind, given, kept or {}, mistakes),
        "authors": [_author(number, author, mistakes) for number, author in enumerate(given.get("authors") or [])],
        "licence": given.get("licence") or None,
        "url": given.get("url") or None,
        "workstream_id": given.get("workstream_id") or None,
        "version_of": given.get("version_of") or None,
        "themes": given.get("themes") or [],
        "places": given.get("places") or [],
        "project_ids": given.get("project_ids") or [],
    }
    if kind.personal and row["authors"]:
        mistakes["authors"] = ["This is told without names: leave the authors out, and give the person's id"]
    if not row["title"]:
        mistakes["title"] = ["Enter a title"]
    if mistakes:
        where = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in mistakes.items())
        raise Invalid(f"Some of what you entered is not right. {where}", mistakes)
    return row


def _identifiers(given: dict[str, Any], mistakes: dict[str, list[str]]) -> dict[str, str]:
    found = {}
    for scheme, normal in identifiers.SCHEMES.items():
        if written := given.get(scheme):
            try:
                found[scheme] = normal(written)
            except ValueError as error:
                mistakes[scheme] = [str(error)]
    return found


def _author(number: int, given: dict[str, Any], mistakes: dict[str, list[str]]) -> dict[str, Any]:
    author = {name: value for name, value in given.items() if value not in (None, "")}
    if orcid := author.get("orcid"):
        try:
            author["orcid"] = identifiers.orcid(orcid)
        except ValueError as error:
            mistakes[f"authors.{number}.orcid"] = [str(error)]
    return Author(**author).as_row()
