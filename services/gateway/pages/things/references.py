"""What a field holds the id of: its name and its page, and what there is to choose from.

Asked of the reads that there are, at most once per request and kind; names of people and organisations as everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import g, url_for

from services.gateway import asking
from services.gateway.pages.names import names, person_choices
from services.gateway.pages.things import declared, may
from services.gateway.words import ISO_DAY, day, screen
from shared.calls import outputs, people, projects
from shared.calls.call import Read
from shared.errors import WaymarkError

#: what a page of a list holds; where there are more, an id is typed
MOST = 200
#: of things that are on no first page, so many names are asked one by one
ONE_BY_ONE = 20
#: a field that holds the id of a programme, workstream, project or milestone
TARGET = "target_id"
#: how fields that hold a person's id end
PEOPLE = ("person_id", "actor_id", "recorded_by", "submitted_by", "approved_by", "entered_by")
TITLED = ("title", "name", "reference", "heading", "label", "kind", "schedule_ref", "code")


def choices(name: str, programme_id: str | None) -> list[dict[str, str]] | None:
    """What a field of this name may be, as choices; None where it is no reference, or where there are too many."""
    name = name.removesuffix("s") if name.endswith("_ids") else name
    for ending, found in CHOOSING.items():
        if name == ending or name.endswith(f"_{ending}"):
            return found(programme_id)
    thing = declared.referred(name)
    if thing is None or programme_id is None:
        return None
    items, more = rows(thing, programme_id)
    return None if more else told_apart(thing, items, programme_id)


def told_apart(thing: declared.Thing, items: list[dict[str, Any]], programme_id: str) -> list[dict[str, str]]:
    """Rows as choices; of the same title, each with its project."""
    titles = Counter(title(thing, one) for one in items)
    found = []
    for one in items:
        text = title(thing, one)
        if titles[text] > 1 and (project := projects_by_id(programme_id).get(one.get("project_id") or "")):
            text = f"{text} ({project})"
        if one.get(thing.key):
            found.append({"value": one[thing.key], "text": text})
    return found


def projects_by_id(programme_id: str) -> dict[str, str]:
    """Titles of the programme's projects."""
    items = _all(projects.Projects, {"programme_id": programme_id})[0]
    return {one["project_id"]: one["title"] for one in items}


def title(thing: declared.Thing, item: dict[str, Any]) -> str:
    """What a row is called: its title, or the first of its fields that names it."""
    for name in (*thing.words.titled, *TITLED):
        found = item.get(name)
        if isinstance(found, str) and found:
            return day(found) if ISO_DAY.fullmatch(found) else declared.sentence(screen(found))
    return declared.sentence(thing.noun)


def rows(thing: declared.Thing, programme_id: str) -> tuple[list[dict[str, Any]], bool]:
    """The first page of a thing's list, and whether there are more; empty where one may not see it."""
    return _all(thing.listing, {"programme_id": programme_id})


def programme(programme_id: str | None) -> dict[str, Any]:
    """The programme; empty where there is none."""
    if programme_id is None:
        return {}
    if (known := g.setdefault("programmes", {})).get(programme_id) is None:
        known[programme_id] = asking.ask(projects.Programme, programme_id=programme_id)
    found: dict[str, Any] = known[programme_id]
    return found


class Named:
    """Names and pages of the ids that a page shows, asked together before any is shown."""

    def __init__(self, programme_id: str, items: Iterable[Any]) -> None:
        self.programme_id = programme_id
        self.names: dict[str, str] = {}
        self.pages: dict[str, str] = {}
        wanted: dict[str, set[str]] = {}
        for name, value in walk(items):
            wanted.setdefault(name, set()).add(value)
        for name, ids in wanted.items():
            self._learn(name, ids)

    def _learn(self, name: str, ids: set[str]) -> None:
        if name.endswith(PEOPLE):
            self.names |= names().of_people(sorted(ids))
        elif name.endswith("org_id"):
            self.names |= names().of_organisations(sorted(ids))
        elif name == TARGET:
            for kind in declared.targets():
                self._learn_titles(kind, ids, whole=False)
        elif thing := declared.referred(name):
            self._learn_titles(thing, ids)

    def _learn_titles(self, thing: declared.Thing, ids: set[str], *, whole: bool = True) -> None:
        known = {one[thing.key]: one for one in rows(thing, self.programme_id)[0] if one.get(thing.key)}
        missing = sorted(ids - known.keys())
        if whole and thing.single and may.may(thing.single, self.programme_id):
            for one in missing[:ONE_BY_ONE]:
                try:
                    known[one] = asking.ask(thing.single, {thing.key: one})
                except WaymarkError:
                    continue
        for one in ids & known.keys():
            self.names[one] = title(thing, known[one])
            self.pages[one] = address(thing, self.programme_id, one)


def address(thing: declared.Thing, programme_id: str, key: str) -> str:
    """The page of one: the one made by hand, where there is one."""
    if thing.words.page:
        return url_for(thing.words.page, **{thing.key: key})
    return url_for("things.one", programme_id=programme_id, kind=thing.slug, key=key)


def is_reference(name: str) -> bool:
    """Whether a field of this name holds ids of something that has a name."""
    one = name.removesuffix("s") if name.endswith("_ids") else name
    return one == TARGET or one.endswith((*PEOPLE, "org_id")) or declared.referred(one) is not None


def walk(value: Any, name: str = "") -> Iterable[tuple[str, str]]:
    """Every id within, with the name of the field that holds it."""
    if isinstance(value, dict):
        for inner, one in value.items():
            yield from walk(one, inner)
    elif isinstance(value, list):
        for one in value:
            yield from walk(one, name)
    elif isinstance(value, str) and value and is_reference(name):
        yield (name.removesuffix("s") if name.endswith("_ids") else name), value


def _organisations(_: str | None) -> list[dict[str, str]]:
    return [{"value": one["org_id"], "text": one["name"]} for one in _all(people.Organisations, {})[0]]


def _programmes(_: str | None) -> list[dict[str, str]]:
    return [{"value": one["programme_id"], "text": one["title"]} for one in _all(projects.Programmes, {})[0]]


def _partnerships(programme_id: str | None) -> list[dict[str, str]]:
    partners = programme(programme_id).get("partners") or []
    organisations = names().of_organisations(one["org_id"] for one in partners)
    return [{"value": one["partnership_id"], "text": organisations[one["org_id"]]} for one in partners]


def _partner_organisations(programme_id: str | None) -> list[dict[str, str]]:
    """The organisations that are partners, each once."""
    partners = programme(programme_id).get("partners") or []
    organisations = names().of_organisations(sorted({one["org_id"] for one in partners}))
    return [{"value": org_id, "text": name} for org_id, name in organisations.items()]


def _targets(programme_id: str | None) -> list[dict[str, str]]:
    """The programme and what it is divided into; of a milestone one says something on its own page."""
    if programme_id is None:
        return []
    found = [{"value": programme_id, "text": "The programme itself"}]
    for thing in declared.targets():
        if thing.name != "milestone":
            found += told_apart(thing, rows(thing, programme_id)[0], programme_id)
    return found


def _declared_keys(words: str) -> Callable[[str | None], list[dict[str, str]]]:
    """Keys that the programme itself declares: its themes, its stages."""
    return lambda programme_id: [
        {"value": one["key"], "text": one["title"]} for one in programme(programme_id).get(words) or []
    ]


def _of_read(call: type[Read], key: str, programme_id: str | None) -> list[dict[str, str]]:
    """The items of a read that is no list of pages."""
    known = g.setdefault("first_pages", {})
    if call.name() not in known:
        try:
            items = asking.ask(call, {"programme_id": programme_id}).get("items", [])
        except WaymarkError:
            items = []
        known[call.name()] = [{"value": one[key], "text": one.get("title") or one[key]} for one in items]
    found: list[dict[str, str]] = known[call.name()]
    return found


def _words_of(call: type[Read], words: str) -> list[dict[str, str]]:
    """The words of a vocabulary, in its order."""
    return [{"value": one["key"], "text": one["title"]} for one in _vocabulary(call).get(words, [])]


def _categories() -> list[dict[str, str]]:
    """The categories of every characteristic; one that several have, like "other", with what it means for each."""
    found: dict[str, list[str]] = {}
    for characteristic in _vocabulary(outputs.Characteristics).get("items", []):
        for one in characteristic["categories"]:
            found.setdefault(one["key"], []).append(one["title"])
    return [{"value": key, "text": " / ".join(dict.fromkeys(titles))} for key, titles in found.items()]


def _vocabulary(call: type[Read]) -> dict[str, Any]:
    known = g.setdefault("vocabularies", {})
    if call.name() not in known:
        try:
            known[call.name()] = asking.ask(call, {})
        except WaymarkError:
            known[call.name()] = {}
    found: dict[str, Any] = known[call.name()]
    return found


#: how a field's name ends -> what there is to choose from
CHOOSING: Mapping[str, Callable[[str | None], list[dict[str, str]]]] = {
    "person_id": lambda _: [one for one in person_choices() if one["value"]],
    "org_id": _organisations,
    "programme_id": _programmes,
    "partnership_id": _partnerships,
    "target_id": _targets,
    "themes": _declared_keys("themes"),
    "theme": _declared_keys("themes"),
    "stage": _declared_keys("stages"),
    "partner_orgs": _partner_organisations,
    "directorate": _declared_keys("directorates"),
    "form": lambda _: _words_of(outputs.InvolvementWords, "forms"),
    "standards": lambda _: _words_of(outputs.InvolvementWords, "standards"),
    "channel": lambda _: _words_of(outputs.InvolvementWords, "channels"),
    "characteristic": lambda _: _words_of(outputs.Characteristics, "items"),
    "category": lambda _: _categories(),
    "heading": lambda programme_id: _of_read(projects.Headings, "key", programme_id),
}


def _all(call: Any, fields: dict[str, Any]) -> tuple[list[dict[str, Any]], bool]:
    known = g.setdefault("first_pages", {})
    key = (call.name(), *sorted(fields.items()))
    if key not in known:
        try:
            found = asking.ask(call, fields | {"limit": MOST})
            known[key] = found["items"], bool(found["next"])
        except WaymarkError:
            known[key] = [], False
    answer: tuple[list[dict[str, Any]], bool] = known[key]
    return answer
