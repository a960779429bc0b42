"""From what was entered to what is kept: every field of an output in its normal form, mistakes named by field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from typing import Any

from services.outputs import vocabulary
from services.outputs.domain import dates, identifiers
from services.outputs.domain.authors import Author
from shared.errors import Invalid, WaymarkError

#: details that a work of any type may have
BIBLIOGRAPHIC = ("journal", "publisher", "volume", "issue", "pages")
#: columns that output.recorded has under the same name
NAMED = (
    "title", "subtype", "identifiers", "state", "embargoed_until", "version_of", "themes", "places", "workstream_id",
    "project_ids", "licence", "url", "details",
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


def described(type_: str, given: dict[str, Any]) -> dict[str, Any]:
    """The columns that describe an output of this type. Raises Invalid with every mistake by field."""
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
        "details": _details(kind, given, mistakes),
        "authors": [_author(number, author, mistakes) for number, author in enumerate(given.get("authors") or [])],
        "licence": given.get("licence") or None,
        "url": given.get("url") or None,
        "workstream_id": given.get("workstream_id") or None,
        "version_of": given.get("version_of") or None,
        "themes": given.get("themes") or [],
        "places": given.get("places") or [],
        "project_ids": given.get("project_ids") or [],
    }
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


def _details(kind: vocabulary.OutputType, given: dict[str, Any], mistakes: dict[str, list[str]]) -> dict[str, Any]:
    """Bibliographic details and the type's own fields, each as its kind wants it."""
    entered = given.get("details") or {}
    found = {}
    for name, value in entered.items():
        if value in (None, ""):
            continue
        if name in BIBLIOGRAPHIC:
            found[name] = str(value)
        elif name not in kind.fields:
            mistakes[f"details.{name}"] = [f"{kind.label} has no such field; it has {', '.join(kind.fields) or 'none'}"]
        else:
            try:
                found[name] = _detail(kind.fields[name], value)
            except ValueError as error:
                mistakes[f"details.{name}"] = [str(error)]
    said = {name: given[name] for name in BIBLIOGRAPHIC if name in given}
    return {name: value for name, value in (found | said).items() if value not in (None, "")}


def _detail(field: vocabulary.TypeField, value: Any) -> Any:
    if field.kind == "yes_no":
        if isinstance(value, bool):
            return value
        raise ValueError("Say true or false")
    if field.kind == "choice" and value not in field.choices:
        raise ValueError(f"Choose one of {', '.join(field.choices)}")
    if field.kind in ("number", "year"):
        try:
            return format(Decimal(str(value)).normalize(), "f")  # facts hold no fractions: numbers are text
        except InvalidOperation:
            raise ValueError(f"“{value}” is not a number") from None
    if not isinstance(value, str) or len(value) > (20_000 if field.kind == "words" else 2_000):
        raise ValueError("Enter text, of 2,000 characters at most")
    return value
