"""The fields that one type alone has: checked as they are entered, divided by who may see them, and what is missing."""

from __future__ import annotations

from functools import cache
from typing import Any

from services.outputs import vocabulary
from services.outputs.domain import details as kinds_of

#: details that a work of any type may have
BIBLIOGRAPHIC = ("journal", "publisher", "volume", "issue", "pages")
_SHARED = {
    "authors": "Authors",
    "published_on": "Date of publication",
    "journal": "Journal",
    "publisher": "Publisher",
    "url": "Web address",
    "doi": "DOI",
    "conference": "Conference",
}


def entered(
    kind: vocabulary.OutputType, given: dict[str, Any], kept: dict[str, Any], mistakes: dict[str, list[str]]
) -> dict[str, Any]:
    """Bibliographic details and the type's own fields, each as its kind wants it; mistakes by field.

    What is `kept` already stays as it is, so that an older record can be corrected in one field although another of its
    values would not be taken today.
    """
    found = {}
    for name, value in (given.get("details") or {}).items():
        if value in (None, "", []):
            continue
        if name in kept and kept[name] == value:
            found[name] = value
        elif name not in BIBLIOGRAPHIC and name not in kind.fields:
            mistakes[f"details.{name}"] = [f"{kind.label} has no such field; it has {', '.join(kind.fields) or 'none'}"]
        else:
            field = kind.fields.get(name)
            try:
                found[name] = kinds_of.read(field.kind, value, field.words) if field else kinds_of.text(str(value))
            except ValueError as error:
                mistakes[f"details.{name}"] = [f"{field.label if field else name.capitalize()}: {error}"]
    said = {name: given[name] for name in BIBLIOGRAPHIC if name in given}
    return {name: value for name, value in (found | said).items() if value not in (None, "", [])}


def for_facts(type_: str, details: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Details as facts hold them: those that anybody may read, numbers of people, and people; each by field.

    Free words are in none of them: they may name people, and stay here.
    """
    kinds = _kinds(type_)
    found: dict[str, dict[str, Any]] = {"details": {}, "head_counts": {}, "person_ids": {}}
    where = {"people": "head_counts", "person": "person_ids"}
    for name, value in details.items():
        kind = kinds.get(name, "text")
        if kind == "people" and not isinstance(value, int):
            kind = "text"  # as it was recorded before numbers of people were told apart
        if kind != "words":
            found[where.get(kind, "details")][name] = value
    return found


@cache
def _kinds(type_: str) -> dict[str, str]:
    return {name: field.kind for name, field in vocabulary.types()[type_].fields.items()}


def missing(type_: str, row: Any) -> list[dict[str, str]]:
    """What a hand-over to Researchfish would still ask, as {field, label}: nothing that hinders recording."""
    kind = vocabulary.types()[type_]
    has = {"authors": row.authors, "published_on": row.state == "public", "url": row.url, **row.identifiers}
    has |= row.details
    found = [] if row.subtype or not kind.kinds else [{"field": "subtype", "label": "Kind"}]
    found += [{"field": name, "label": _SHARED[name]} for name in kind.needed(row.subtype) if not has.get(name)]
    found += [
        {"field": f"details.{name}", "label": field.label}
        for name, field in kind.fields.items()
        if field.needed and name not in row.details
    ]
    return found
