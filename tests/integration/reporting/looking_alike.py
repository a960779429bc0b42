"""What readers are given, held beside each other: what tells two programmes apart in any case, and small numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

#: names under which a number of people is given
PEOPLE = frozenset(
    [
        "count",
        "joined",
        "places_taken",
        "answers",
        "asked",
        "contributors",
        "contributors_shown",
        "people_reached",
        "employees",
        "from_community",
        "by_directorate",
        "by_partner",
        "prefer_not_to_say",
        "not_asked",
    ]
)

_ID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[0-9a-f]{64}\b")
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^\"]*")
_WHERE = re.compile(r'"(position|known_at|known_to|next)":("?\d+"?|null)|"name":"position",\s+"value":"\d+"')


def told_apart_by_nothing_else(given: Any, programme_id: str) -> str:
    """What was given without what is another's in another programme anyway: ids, instants, positions in the ledger."""
    words = orjson.dumps(given, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2).decode()
    words = _WHERE.sub("", words.replace('": ', '":').replace(programme_id, "P"))
    seen: dict[str, str] = {}
    return _WHEN.sub("T", _ID.sub(lambda id_: seen.setdefault(id_.group(), f"id{len(seen)}"), words))


def small_numbers(given: Any, name: str = "") -> Iterator[str]:
    """Where a number of people is given as 1 to 4: under a name of such numbers, or as a field of a fact."""
    if isinstance(given, dict):
        if given.get("kind") in ("groups", "sites"):
            return
        if "label" in given and "value" in given and given.get("name") in PEOPLE:
            yield from small_numbers(given["value"], given["name"])
        for key, value in given.items():
            inside = name if name in ("by_directorate", "by_partner") else key
            yield from small_numbers(value, inside)
    elif isinstance(given, list):
        for one in given:
            yield from small_numbers(one, name)
    elif name in PEOPLE and str(given) in ("1", "2", "3", "4"):
        yield f"{name}: {given}"
