"""The questions of one output type: as boxes of a form, as what was answered, and as lines of a page.

The types are data of the outputs service, so nothing here knows any of them by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.gateway import asking
from services.gateway.pages.forms import Form
from services.gateway.words import screen
from shared.calls import people as directory
from shared.calls import projects
from shared.calls.call import Read
from shared.errors import WaymarkError

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
#: of kinds whose form is not plain
HINTS = {
    "year": "Four digits, like 2024",
    "year_or_before": "A year like 2024, Pre-2006 for any before it, or None/Unknown",
    "active_or_year": "Still Active, or the year in which it ended",
    "years": "As in 2024, 2025",
    "people": "A whole number; a rough one is welcome where nobody counted",
    "amount": "As in 12500.00",
    "person": "The id of the person, as in the directory: names are not kept with outputs",
}
#: fields that hold the id of something: the list that it is in, its key, and what it is called
THINGS: dict[str, tuple[type[Read], str, str]] = {
    "application_id": (projects.Applications, "application_id", "title"),
    "partner_org_id": (directory.Organisations, "org_id", "name"),
}
NUMBERS = ("number", "amount", "people")
Type = Mapping[str, Any]


def named(name: str) -> str:
    """The form's name of a field of a type."""
    return f"details-{name}"


def places(type_: Type) -> dict[str, str]:
    """The service's name of each field -> the form's, so that a message stands beside its box."""
    return {f"details.{field['name']}": named(field["name"]) for field in type_["fields"]}


def things_of(type_: Type, programme_id: str) -> dict[str, dict[str, str]]:
    """By field that holds an id: titles by id; a service that does not answer leaves the field a box for the id."""
    found = {}
    for name in {field["name"] for field in type_["fields"]} & THINGS.keys():
        call, key, title = THINGS[name]
        limited = {"programme_id": programme_id} if "programme_id" in call().fields else {}
        try:
            found[name] = {item[key]: item[title] for item in asking.ask(call, limit=200, **limited)["items"]}
        except WaymarkError:
            continue
    return found


def asked(type_: Type) -> list[dict[str, Any]]:
    """The fields that a form asks: those that a hand-over needs first."""
    fields = [field for field in type_["fields"] if not field.get("legacy")]
    return sorted(fields, key=lambda field: not field.get("needed"))


def boxes(
    type_: Type, things: Mapping[str, Mapping[str, str]], few: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """A box for each field. `things`: by field that holds an id, the titles to choose from; `few`: what is recorded and
    too small a number to be shown."""
    return [_box(field, things, few or {}) for field in asked(type_)]


def _box(field: dict[str, Any], things: Mapping[str, Mapping[str, str]], few: Mapping[str, Any]) -> dict[str, Any]:
    kind, hint = field["kind"], field.get("hint") or HINTS.get(field["kind"])
    if field["name"] in few:
        hint = f"{str(few[field['name']]).capitalize()} are recorded. Leave it empty to keep that"
    label = field["label"] if field.get("needed") else f"{field['label']} (optional)"
    box: dict[str, Any] = {"name": named(field["name"]), "label": label, "hint": hint, "needed": field.get("needed")}
    if kind == "words":
        return box | {"widget": "area"}
    if kind == "choices":
        return box | {"widget": "ticks", "items": _items(field["labels"])}
    if items := _choices(field, things.get(field["name"], {})):
        return box | {"widget": "choose", "items": [_item("", "Not said"), *items]}
    return box | {"widget": "text", "inputmode": "decimal" if kind in NUMBERS else None}


def _choices(field: dict[str, Any], things: Mapping[str, str]) -> list[dict[str, str]]:
    """What is chosen from, one of it; nothing where it is typed."""
    if field["kind"] == "yes_no":
        return [_item("yes", "Yes"), _item("no", "No")]
    if field["kind"] == "month_unknown":
        return [*(_item(str(number), name) for number, name in enumerate(MONTHS, 1)), _item("0", "Nobody knows")]
    return _items(field["labels"] if field["kind"] == "choice" else things)


def begin(type_: Type, details: Mapping[str, Any]) -> dict[str, Any]:
    """What the boxes begin with."""
    found: dict[str, Any] = {}
    for field in asked(type_):
        value = details.get(field["name"])
        if value is None or (field["kind"] == "people" and not isinstance(value, int)):
            continue
        if field["kind"] == "choices":
            found[named(field["name"])] = list(value)
        elif field["kind"] == "yes_no":
            found[named(field["name"])] = "yes" if value else "no"
        else:
            found[named(field["name"])] = ", ".join(value) if isinstance(value, list) else str(value)
    return found


def few(type_: Type, details: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers of people that are recorded and not shown."""
    people = [field["name"] for field in type_["fields"] if field["kind"] == "people"]
    return {name: details[name] for name in people if isinstance(details.get(name), str)}


def answers(form: Form, type_: Type, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What was answered. With what was there `before`, an emptied box says that it holds no more."""
    found: dict[str, Any] = {}
    hidden = few(type_, before or {})
    for field in asked(type_):
        name = field["name"]
        value: Any = form.many(named(name)) if field["kind"] == "choices" else form.text(named(name))
        if value:
            found[name] = {"yes": True, "no": False}[value] if value in ("yes", "no") else value
        elif name in (before or {}) and name not in hidden:
            found[name] = None
    return found


def lines(
    type_: Type, details: Mapping[str, Any], things: Mapping[str, Mapping[str, str]], people: Mapping[str, str]
) -> list[dict[str, str]]:
    """What is known, each with its label, in the words of the vocabulary; ids as the titles and names given."""
    found = []
    for field in type_["fields"]:
        value = details.get(field["name"])
        if value not in (None, "", []):
            found.append(
                {
                    "name": field["name"],
                    "label": field["label"],
                    "text": _said(field, value, {**people, **things.get(field["name"], {})}),
                }
            )
    return found


def _said(field: dict[str, Any], value: Any, names: Mapping[str, str]) -> str:
    if field["kind"] == "month_unknown":
        return MONTHS[int(value) - 1] if int(value) else "nobody knows"
    if field["kind"] in ("person", "id"):
        return names.get(value, str(value))
    if field["kind"] == "amount":
        return f"{Decimal(value):,}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    labels = field.get("labels") or {}
    several = value if isinstance(value, list) else [value]
    return ", ".join(str(labels.get(each) or (screen(each) if field["kind"] == "choice" else each)) for each in several)


def _items(labels: Mapping[str, str]) -> list[dict[str, str]]:
    return [_item(key, label) for key, label in labels.items()]


def _item(value: str, text: str) -> dict[str, str]:
    return {"value": value, "text": text}
