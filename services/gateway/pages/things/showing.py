"""Answers of reads in words: which fields a table shows, one value, one thing, whatever shape a service gives it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from markupsafe import Markup, escape

from services.gateway.pages.things import declared, references, vocabulary
from services.gateway.words import COLOURS, ISO_DAY, ISO_INSTANT, day, moment, money, screen, tag

#: columns of a table when nobody says which
MOST_COLUMNS = 6
MOST_OF_AN_ANSWER = 12
#: up to this many rows that have rows of their own are shown whole
MOST_WHOLE = 3
#: never shown: they are for machines
HIDDEN = frozenset({"version", "programme_id"})
STATES = frozenset({"state", "status"})
A_KEY = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
#: how far groups within groups are followed
DEEPEST = 3


@dataclass(frozen=True)
class Table:
    """Rows in words. `first` is the field whose cell heads its row."""

    label: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Any, ...], ...]


def label(name: str) -> str:
    """Due, from due_on; Organisation, from org_id; In days, from days."""
    if name in vocabulary.COLUMNS:
        return vocabulary.COLUMNS[name]
    for ending, more in (("_ids", "s"), ("_id", ""), ("_on", "")):
        if name.endswith(ending) and name != ending:
            name = name.removesuffix(ending) + more
            break
    return vocabulary.COLUMNS.get(name) or declared.sentence(screen(name))


def value(name: str, given: Any, named: references.Named | None = None, depth: int = 0) -> Any:
    """One value in words, with a link where it names something that has a page."""
    if given is None or given in ("", [], {}):
        return "none"
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, dict):
        return _group(given, named, depth)
    if isinstance(given, list):
        return Markup(", ").join(value(name, one, named, depth) for one in given)
    if isinstance(given, (int, float)):
        return f"{given:,}"
    return _text(name, str(given), named)


def cell(name: str, given: Any, named: references.Named | None = None) -> Any:
    """A value in a table: nothing where there is none, many things as how many there are."""
    if given is None or given in ("", [], {}):
        return ""
    if isinstance(given, list) and given and isinstance(given[0], dict):
        return str(len(given))
    if isinstance(given, bool):
        return "yes" if given else ""
    return value(name, given, named)


def columns_of(
    items: Sequence[dict[str, Any]],
    wanted: Iterable[str] = (),
    key: str = "",
    *,
    most: int = MOST_COLUMNS,
    groups: bool = False,
) -> list[str]:
    """Which fields a table of these rows shows: those wanted, or the first few that are filled and short."""
    if named := [name for name in wanted if any(name in item for item in items)]:
        return named
    order = dict.fromkeys(
        name for item in items for name in item if name not in HIDDEN and name != key and not nameless(name)
    )
    fits = _short if not groups else (lambda given: _short(given) or _a_group(given))
    filled = [name for name in order if any(fits(item.get(name)) for item in items)]
    first = [name for name in references.TITLED if name in filled][:1]
    return [*first, *(name for name in filled if name not in first)][:most]


def every_column(items: Sequence[dict[str, Any]]) -> list[str]:
    """For an export: everything that some row has, ids at the end."""
    order = dict.fromkeys(name for item in items for name in item if name not in HIDDEN)
    return sorted(order, key=lambda name: name.endswith(("_id", "_ids")))


def table(label_: str, items: Sequence[dict[str, Any]], named: references.Named, columns: Iterable[str] = ()) -> Table:
    """A table of rows that have no page of their own: everything that some row says."""
    chosen = list(columns) or columns_of(items, most=MOST_OF_AN_ANSWER, groups=True)
    rows = tuple(tuple(cell(name, item.get(name), named) for name in chosen) for item in items)
    return Table(label_, tuple((name, label(name)) for name in chosen), rows)


@dataclass(frozen=True)
class Shown:
    """One answer: a line for each value, tables of what it has many of, and what it says nothing about."""

    lines: tuple[tuple[str, Any], ...]
    tables: tuple[Table, ...]
    empty: tuple[str, ...]


def shown(answer: dict[str, Any], named: references.Named, leave_out: Iterable[str] = ()) -> Shown:
    """Everything that an answer says."""
    hidden = HIDDEN | set(leave_out)
    values: list[tuple[str, Any]] = []
    tables: list[Table] = []
    empty: list[str] = []
    for name, given in answer.items():
        if name in hidden or name == "next":
            continue
        if given is None or given in ("", [], {}):
            empty.append(label(name))
            continue
        if nameless(name):
            continue
        if isinstance(given, list) and len(given) <= MOST_WHOLE and any(_holds_rows(one) for one in given):
            for one in given:
                inner = shown(one, named)
                values += inner.lines
                tables += inner.tables
        elif isinstance(given, list) and any(isinstance(one, dict) for one in given):
            tables.append(table(label(name), [one for one in given if isinstance(one, dict)], named))
        elif isinstance(given, dict) and given and all(isinstance(one, dict) for one in given.values()):
            rows = [{"what": screen(inner), **one} for inner, one in given.items() if not _is_money(one)]
            tables += [table(label(name), rows, named, ("what", *columns_of(rows, key="what")))] if rows else []
            values += [(declared.sentence(screen(i)), money(one)) for i, one in given.items() if _is_money(one)]
        else:
            values.append((label(name), value(name, given, named)))
    return Shown(tuple(values), told_apart(tables), tuple(empty))


def told_apart(tables: Iterable[Table]) -> tuple[Table, ...]:
    """Tables of the same label with their number, so that each is found by its own."""
    seen: Counter[str] = Counter()
    found = []
    for one in tables:
        seen[one.label] += 1
        number = seen[one.label]
        found.append(one if number == 1 else replace(one, label=f"{one.label} ({number})"))
    return tuple(found)


def _text(name: str, given: str, named: references.Named | None) -> Any:
    if named and (known := named.names.get(given)) and references.is_reference(name):
        page = named.pages.get(given)
        return Markup('<a class="govuk-link" href="{}">{}</a>').format(page, known) if page else known
    if ISO_INSTANT.fullmatch(given):
        return moment(given)
    if ISO_DAY.fullmatch(given):
        return Markup('<span class="wm-date">{}</span>').format(day(given))
    if name == "event_id" or name.endswith("_event_id"):
        there = url_for("reports.fact", event_id=given)
        return Markup('<a class="govuk-link" href="{}">The fact</a>').format(there)
    if name in STATES or (given in COLOURS and A_KEY.fullmatch(given) and name.endswith("state")):
        return tag(given)
    return screen(given) if "_" in given and A_KEY.fullmatch(given) else given


def _group(given: dict[str, Any], named: references.Named | None, depth: int) -> Any:
    if _is_money(given):
        return money(given)
    if depth >= DEEPEST:
        return "…"
    return Markup("; ").join(
        Markup("{}: {}").format(label(name), escape(value(name, one, named, depth + 1)))
        for name, one in given.items()
        if name not in HIDDEN
    )


def _is_money(given: Any) -> bool:
    return isinstance(given, dict) and set(given) == {"amount", "currency"}


def nameless(name: str) -> bool:
    """Whether it is an id of something that has no name and no page: it says nothing to a reader."""
    if name.endswith(("file_id", "file_ids")):
        return True  # the files of a thing are listed by themselves, to be opened
    return name.endswith("_id") and not name.endswith("event_id") and not references.is_reference(name)


def _holds_rows(given: Any) -> bool:
    """Whether a row has rows of its own, and so is shown whole."""
    return isinstance(given, dict) and any(
        isinstance(one, list) and any(isinstance(row, dict) for row in one) for one in given.values()
    )


def _a_group(given: Any) -> bool:
    return isinstance(given, dict) and 0 < len(given) <= MOST_COLUMNS


def _short(given: Any) -> bool:
    """Whether it fits into a cell."""
    if given is None or given in ("", [], {}):
        return False
    if isinstance(given, dict):
        return _is_money(given)
    if isinstance(given, list):
        return len(given) <= 4 and all(isinstance(one, str) for one in given)
    return len(str(given)) <= 120
