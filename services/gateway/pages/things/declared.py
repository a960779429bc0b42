"""Which things there are: found in the declared calls by how calls are named, so that a new one is a thing by itself.

`Risks` lists them a page at a time, `Risk` gives one by its `risk_id`; a command that may be given a `risk_id` of the
caller's own makes one, one that must be given a `risk_id` changes it. `table.py` names what does not follow this.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from marshmallow import fields

from services.gateway.pages.things import table
from shared.calls import outputs, projects
from shared.calls.call import Call, Command, Read
from shared.calls.projects.notes import TARGETS

#: whose calls have pages of this kind
SERVICES = ("projects", "outputs")
PAGE = {"after", "limit"}
#: how `new_id()` describes itself: the caller may choose it, so the command makes the thing
OWN_ID = "an id of your own"


@dataclass(frozen=True)
class Thing:
    """One kind of thing: how it is listed and read, what makes it and what changes it."""

    name: str
    key: str
    listing: type[Read]
    single: type[Read] | None
    makes: tuple[type[Command], ...]
    changes: tuple[type[Command], ...]

    @property
    def words(self) -> table.Words:
        """What it is called and how it is shown."""
        return table.WORDS.get(self.name, table.Words())

    @property
    def many(self) -> str:
        """Reporting duties."""
        return self.words.many or sentence(spaced(self.listing.method))

    @property
    def noun(self) -> str:
        """reporting duty."""
        return self.words.noun or spaced(self.name)

    @property
    def slug(self) -> str:
        """Its part of an address."""
        return self.listing.method.replace("_", "-")

    @property
    def group(self) -> str:
        """Under which heading it is listed."""
        return group_of(self.listing)

    @property
    def filters(self) -> dict[str, Any]:
        """The list's fields that narrow it, by name."""
        declared = self.listing._declared_fields
        return {name: field for name, field in declared.items() if name not in PAGE | {"programme_id"}}


@cache
def things() -> tuple[Thing, ...]:
    """Every thing that belongs to a programme, in the order of their groups."""
    singles = {read.method: read for read in reads() if not set(read._declared_fields) >= PAGE}
    keys: dict[str, tuple[str, type[Read], type[Read] | None]] = {}
    for listing in reads():
        if {*PAGE, "programme_id"} <= set(listing._declared_fields) and listing.method not in table.NOT_THINGS:
            name = table.SINGULAR.get(listing.method) or singular(listing.method)
            single = singles.get(name)
            keys[table.KEYS.get(name) or (key_of(single) if single else f"{name}_id")] = (name, listing, single)
    found = []
    for key, (name, listing, single) in keys.items():
        makes = tuple(call for call in commands() if makes_one(call, {key}))
        changes = tuple(call for call in commands() if needs(call, key) and not makes_one(call, keys))
        found.append(Thing(name, key, listing, single, makes, changes))
    order = list(table.GROUPS.values())
    return tuple(sorted(found, key=lambda one: order.index(one.group) if one.group in order else len(order)))


def at(slug: str) -> Thing | None:
    """The thing of an address."""
    return next((thing for thing in things() if thing.slug == slug), None)


def referred(name: str) -> Thing | None:
    """The thing that a field of this name holds the id of: `change_request_id`, `predecessor_ids`."""
    one = table.MEANS.get(re.sub(r"_ids$", "_id", name), re.sub(r"_ids$", "_id", name))
    fitting = [thing for thing in things() if one == thing.key or one.endswith(f"_{thing.key}")]
    return max(fitting, key=lambda thing: len(thing.key), default=None)


@cache
def targets() -> tuple[Thing, ...]:
    """Things to choose a `target_id` from; of the others one says something on their own pages."""
    return tuple(thing for thing in things() if thing.name in table.CHOSEN)


@cache
def about_target(thing: Thing) -> tuple[type[Command], ...]:
    """Commands that may be given the id of one of these as their `target_id`."""
    return tuple(
        call
        for call in commands()
        if thing.name in TARGETS and needs(call, "target_id")
        if thing.name in table.ONLY_ABOUT.get(call.method, TARGETS)
    )


@cache
def commands() -> tuple[type[Command], ...]:
    """Every command that somebody may give on a page."""
    return tuple(call for call in _declared(Command) if call.method not in table.NOT_COMMANDS)  # type: ignore[misc]


@cache
def reads() -> tuple[type[Read], ...]:
    """Every read of these services."""
    return tuple(_declared(Read))  # type: ignore[arg-type]


@cache
def lookups() -> tuple[type[Read], ...]:
    """Reads that are neither a list nor one of a thing: questions about a programme, or about one thing."""
    taken = {call for thing in things() for call in (thing.listing, thing.single)}
    return tuple(read for read in reads() if read not in taken and read.method not in table.NOT_LOOKUPS)


def command(method: str) -> type[Command] | None:
    """The command of an address: `plan-milestone`."""
    return next((call for call in commands() if slug_of(call) == method), None)


def lookup(method: str) -> type[Read] | None:
    """The read of an address."""
    return next((call for call in lookups() if slug_of(call) == method), None)


@cache
def of_programme() -> tuple[type[Command], ...]:
    """Commands that neither make nor change a thing: they are about the programme as a whole."""
    taken = {call for thing in things() for call in (*thing.makes, *thing.changes)}
    return tuple(call for call in commands() if call not in taken)


@cache
def questions(thing: Thing) -> tuple[type[Read], ...]:
    """Other reads about one of these."""
    return tuple(read for read in lookups() if needs(read, thing.key))


@cache
def of_any_programme() -> tuple[type[Read], ...]:
    """Other reads that are about no thing in particular."""
    return tuple(read for read in lookups() if not any(needs(read, thing.key) for thing in things()))


@cache
def within(thing: Thing) -> tuple[type[Command], ...]:
    """Commands that make something else which may belong to one of these: a milestone of a project."""
    makes = {call for other in things() if other is not thing for call in other.makes}
    return tuple(call for call in commands() if call in makes and call not in thing.changes and has(call, thing.key))


def title_of(call: type[Call]) -> str:
    """What it does in a few words: the first clause of what the declaration says."""
    if call.method in table.TITLES:
        return table.TITLES[call.method]
    first = inspect.cleandoc(call.__doc__ or call.__name__).split("\n\n")[0].replace("\n", " ")
    return re.split(r"[;:.](?=\s|$)", first)[0]


def explanation_of(call: type[Call]) -> str:
    """Everything else that it says, but for what comes back; nothing where the title says it all."""
    words = " ".join(inspect.cleandoc(call.__doc__ or "").split())
    return (
        re.sub(r"\s*Gives [\[{].*?[}\]]\.", "", words)
        .replace("`", "")
        .strip()
        .removeprefix(f"{title_of(call)}.")
        .strip()
    )


def slug_of(call: type[Call]) -> str:
    return call.method.replace("_", "-")


def group_of(call: type[Call]) -> str:
    """The heading under which a call stands: that of the module that declares it."""
    module = call.__module__.rpartition(".")[2]
    return table.GROUPS.get(module, sentence(spaced(module)))


def singular(plural: str) -> str:
    for ending, one in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("ss", "ss"), ("s", "")):
        if plural.endswith(ending):
            return plural.removesuffix(ending) + one
    return plural


def key_of(single: type[Read]) -> str:
    """The field that names the one."""
    return next(name for name, field in single._declared_fields.items() if field.required)


def own_id(field: fields.Field) -> bool:
    return str(field.metadata.get("description", "")).startswith(OWN_ID)


def needs(call: type[Call], key: str) -> bool:
    return bool(has(call, key) and call._declared_fields[key].required)


def makes_one(call: type[Call], keys: Container[str] | None = None) -> bool:
    """Whether it makes a new thing (with one of these keys), whatever else it names."""
    return any(own_id(field) and (keys is None or name in keys) for name, field in call._declared_fields.items())


def has(call: type[Call], key: str) -> bool:
    return key in call._declared_fields and not own_id(call._declared_fields[key])


def spaced(name: str) -> str:
    return name.replace("_", " ")


def sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _declared(kind: type[Call]) -> Iterable[type[Call]]:
    found = {
        value.method: value
        for calls in (projects, outputs)
        for value in vars(calls).values()
        if inspect.isclass(value) and issubclass(value, kind) and value.service in SERVICES and value.__doc__
    }
    return found.values()
