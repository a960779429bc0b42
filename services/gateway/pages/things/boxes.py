"""A call's fields as boxes of a form, from its schema: nothing is declared twice.

What there is to choose from comes from the schema (`OneOf`) or from what the field holds the id of (`references.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from marshmallow import Schema, fields, missing, validate

from services.gateway.pages.things import references, vocabulary
from services.gateway.pages.things.declared import own_id, sentence, spaced
from services.gateway.uploads import kinds
from services.gateway.words import screen
from shared.calls.call import Call
from shared.calls.fields import KEY

Choice = dict[str, str]
#: from this many characters a text is written in an area
LONG = 1000
#: up to this many choices are all on the page, each with its button; more are a menu
FEW = 5
#: up to this many of a list can be ticked; more are chosen one by one
TICKS = 12
#: rows of a list that are on the page at first, and how many more each time
ROWS = 3
#: numbers by name: what the names are ids or keys of
NAMING: Mapping[str, str] = {"by_directorate": "directorate", "by_partner": "partner_orgs"}
#: so many names have a box each
MOST_NAMES = 30
#: what a menu says at first, by whether one must choose
NOTHING = {True: "Choose", False: "Not said"}
#: beside the choice of a file
FILES = f"{kinds.in_words(kinds.EVIDENCE)}, 50 MB at most".removeprefix("a ")
NAMES = "Do not put names or details of people’s health here."


@dataclass(frozen=True)
class Box:
    """One box, or group of boxes, of a form. `at` is its name there: `lines-0-amount` for a field within a list.

    kind: text, area, number, money, day, yesno, radios, select, ticks, lines, pairs, numbers, changes, file, group or
    rows
    """

    name: str
    at: str
    kind: str
    label: str
    hint: str = ""
    required: bool = False
    begin: Any = None
    choices: tuple[Choice, ...] = ()
    #: of a group, and of one row of rows
    parts: tuple[Box, ...] = ()
    #: what is typed is words, and sent as a key of a vocabulary
    is_key: bool = False
    #: the longest text that is taken
    longest: int | None = None

    def row(self, number: int) -> tuple[Box, ...]:
        """The boxes of one row."""
        return tuple(moved(part, f"{self.at}-{number}", self.at) for part in self.parts)


@dataclass
class Making:
    """For whom boxes are made: the programme, whose things are to choose from, and what is known already."""

    programme_id: str | None
    fixed: Mapping[str, str] = field(default_factory=dict)


def boxes(call: type[Call], making: Making, leave_out: frozenset[str] = frozenset()) -> tuple[Box, ...]:
    """The boxes of a call in order of declaration, needed ones first; not of what is fixed, nor of ids to be made."""
    return of_schema(call(), making, "", leave_out | set(making.fixed))


def of_schema(schema: Schema, making: Making, at: str, leave_out: frozenset[str] = frozenset()) -> tuple[Box, ...]:
    found = [
        of_field(name, inner, making, f"{at}-{name}" if at else name)
        for name, inner in schema.load_fields.items()
        if name not in leave_out and not own_id(inner)
    ]
    return tuple(sorted(found, key=lambda box: not box.required))


def of_field(name: str, inner: fields.Field, making: Making, at: str) -> Box:
    """The box of one field."""
    box = Box(
        name=name,
        at=at,
        kind="text",
        label=label_of(name, inner),
        hint=hint_of(name, inner),
        required=bool(inner.required),
        begin=None if callable(inner.load_default) or inner.load_default is missing else inner.load_default,
    )
    for kind, made in KINDS:
        if isinstance(inner, kind):
            return made(box, inner, making)
    return _text(box, inner, making)


def _text(box: Box, inner: fields.Field, making: Making) -> Box:
    choices = choices_of(box.name, inner, making)
    if choices is not None:
        kind = "radios" if len(choices) <= FEW and one_of(inner) else "select"
        if kind == "select" or not box.required:
            nothing = {"value": "", "text": "There is none yet" if not choices else NOTHING[box.required]}
            choices = (nothing, *choices) if kind == "select" else choices
        return replace(box, kind=kind, choices=choices)
    if vocabulary.is_file(inner):
        return replace(box, kind="file", label="A file that shows it", hint=FILES)
    longest = max((one.max or 0 for one in inner.validators if isinstance(one, validate.Length)), default=0)
    if longest >= LONG:
        hint = box.hint or (NAMES if longest >= 10 * LONG else "")
        return replace(box, kind="area", hint=hint, longest=longest, label=sentence(box.label.split(", kept in")[0]))
    return replace(box, is_key=KEY in inner.validators, longest=longest or None)


def _group(box: Box, inner: fields.Nested, making: Making) -> Box:
    if inner.many:
        return replace(box, kind="rows", parts=of_schema(inner.schema, making, box.at))
    parts = of_schema(inner.schema, making, box.at)
    if {part.name for part in parts} == {"amount", "currency"}:
        return replace(box, kind="money", hint=box.hint or "In pounds, such as 12500.00", parts=parts)
    return replace(box, kind="group", parts=parts)


def _list(box: Box, inner: fields.List, making: Making) -> Box:
    of = inner.inner
    if isinstance(of, fields.Nested) and set(of.schema.fields) == {"call", "fields"}:
        return replace(box, kind="changes")
    if isinstance(of, fields.Nested):
        return replace(box, kind="rows", parts=of_schema(of.schema, making, box.at))
    choices = choices_of(box.name, of, making)
    if choices is not None:
        if 0 < len(choices) <= TICKS:
            return replace(box, kind="ticks", choices=choices)
        nothing = {"value": "", "text": NOTHING[True] if choices else "There is none yet"}
        one = Box("", box.at, "select", "Which", choices=(nothing, *choices))
        return replace(box, kind="rows", parts=(one,))
    if vocabulary.is_file(of):
        return replace(box, kind="file", label="A file that shows it", hint=FILES)
    return replace(box, kind="lines", hint=box.hint or "One per line", is_key=KEY in of.validators)


def _pairs(box: Box, inner: fields.Dict, making: Making) -> Box:
    """Values by name: a box for each name, where the programme says which there are, else a line for each."""
    if not isinstance(inner.value_field, fields.Integer):
        return replace(box, kind="pairs", hint=box.hint or "One per line: the name, a colon, what it is")
    known = references.choices(NAMING.get(box.name, box.name), making.programme_id) or []
    if 0 < len(known) <= MOST_NAMES:
        parts = tuple(Box(one["value"], f"{box.at}-{one['value']}", "number", one["text"]) for one in known)
        return replace(box, kind="group", parts=parts)
    return replace(box, kind="numbers", hint=box.hint or "One per line: the name, a colon, how many")


#: kind of field -> its box; what is none of these is text
KINDS: tuple[tuple[type[fields.Field], Callable[[Box, Any, Making], Box]], ...] = (
    (fields.Nested, _group),
    (fields.List, _list),
    (fields.Dict, _pairs),
    (fields.Date, lambda box, _, __: replace(box, kind="day")),
    (fields.Boolean, lambda box, _, __: replace(box, kind="yesno")),
    (fields.Integer, lambda box, inner, _: replace(box, kind="number", hint=box.hint or bounds(inner, box.label))),
)


def choices_of(name: str, inner: fields.Field, making: Making) -> tuple[Choice, ...] | None:
    """What there is to choose from, which may be nothing yet; None where anything may be written."""
    words = one_of(inner)
    if words:
        return tuple({"value": str(word), "text": sentence(screen(word))} for word in words)
    found = references.choices(name, making.programme_id)
    if found is None and name in vocabulary.WORDS:
        found = vocabulary.choices(name)
    return None if found is None else tuple(found)


def one_of(inner: fields.Field) -> tuple[Any, ...]:
    """The closed list of words that a field takes."""
    for one in inner.validators:
        if isinstance(one, validate.OneOf):
            return tuple(one.choices)
    return ()


def label_of(name: str, inner: fields.Field) -> str:
    """What the declaration says that it holds, else its name in words."""
    words = str(inner.metadata.get("description") or "")
    if not words and isinstance(inner, fields.List):
        words = str(inner.inner.metadata.get("description") or "")
    return vocabulary.LABELS.get(name) or sentence(words.partition("; ")[0]) or sentence(spaced(name))


def hint_of(name: str, inner: fields.Field) -> str:
    """What the declaration says beside: `the project; left out, the programme itself`."""
    beside = str(inner.metadata.get("description") or "").partition("; ")[2]
    return vocabulary.HINTS.get(name) or sentence(beside.replace("left out", "left empty"))


def bounds(inner: fields.Field, label: str) -> str:
    """From 0 to 100, where the label does not say so."""
    if "from" in label:
        return ""
    for one in inner.validators:
        if isinstance(one, validate.Range) and one.min is not None and one.max is not None:
            return f"From {one.min:,} to {one.max:,}" if one.max < 100_000 else ""
    return ""


def moved(box: Box, to: str, frm: str) -> Box:
    """The box under another name in the form: a row's."""
    at = to + box.at.removeprefix(frm)
    return replace(box, at=at, parts=tuple(moved(part, to, frm) for part in box.parts))


def as_filter(box: Box, label: str) -> Box:
    """The same box for narrowing a list: nothing must be said, and what is not said does not narrow."""
    box = replace(box, label=label)
    anything = {"value": "", "text": "Any"}
    if box.kind == "yesno":
        choices: tuple[Choice, ...] = ({"value": "yes", "text": "Yes"}, {"value": "no", "text": "No"})
        return replace(box, kind="select", choices=(anything, *choices), required=False, hint="")
    if box.kind in ("radios", "select"):
        choices = tuple(one for one in box.choices if one["value"])
        return replace(box, kind="select", choices=(anything, *choices), required=False, hint="")
    return replace(box, required=False, begin=None, hint="" if box.kind == "day" else box.hint)
