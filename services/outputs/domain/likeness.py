"""Which outputs look like one: by identifier, else by title, year and first author. Pure; a person decides.

Every output is compared with those that share a block with it (an identifier, the beginning or end of its title, its
first author's year), in order of date and with a few neighbours only, so that the work grows with the number of
outputs and not with its square.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from services.outputs.domain.same_work import folded

#: less alike than this is not shown
LEAST = 88
#: with how many neighbours of a block an output is compared
NEIGHBOURS = 25
#: titles shorter than this are those of many: "Annual report"
SHORT = 16
#: a talk given twice is two; one that was entered twice has days close together
DAYS_OF_AN_EVENT = 7
#: types of which the same title in the same year is likely one
WRITTEN = frozenset({"publication", "evidence_brief", "policy_influence", "software_technical_product", "key_finding"})

_number = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Record:
    """What of an output is compared. `keys` are identifiers with their scheme, `family` is the first author's name."""

    output_id: str
    type: str
    subtype: str | None
    title: str
    on_date: date
    family: str = ""
    keys: frozenset[str] = frozenset()
    version_of: str | None = None
    folded_title: str = field(init=False)
    numbers: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        plain = folded(self.title)
        object.__setattr__(self, "folded_title", plain)
        object.__setattr__(self, "numbers", tuple(sorted(_number.findall(plain))))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two outputs that look like one, in order of id. `shared` are the identifiers that both have."""

    output_id: str
    other_id: str
    reason: str
    likeness: int
    shared: tuple[str, ...] = ()


def pairs(records: Iterable[Record]) -> list[Pair]:
    """The likeliest first, then in order of ids."""
    blocks: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record in sorted(records, key=lambda one: (one.on_date, one.output_id)):
        for block in _blocks(record):
            blocks[block].append(record)
    found: dict[tuple[str, str], Pair | None] = {}
    for members in blocks.values():
        for number, one in enumerate(members):
            for other in members[number + 1 : number + 1 + NEIGHBOURS]:
                key = (one.output_id, other.output_id)
                key = key if key[0] < key[1] else (key[1], key[0])
                if key not in found:
                    found[key] = compared(one, other)
    alike = [pair for pair in found.values() if pair]
    return sorted(alike, key=lambda pair: (-pair.likeness, pair.output_id, pair.other_id))


def compared(one: Record, other: Record) -> Pair | None:
    """Whether these two look like one; None when they do not, or are linked as versions already."""
    if one.version_of == other.output_id or other.version_of == one.output_id:
        return None
    first, second = sorted((one.output_id, other.output_id))
    if shared := one.keys & other.keys:
        return Pair(first, second, "identifier", 100, tuple(sorted(shared)))
    likeness = _likeness(one, other)
    return Pair(first, second, "title", likeness) if likeness >= LEAST else None


def _likeness(one: Record, other: Record) -> int:
    """0 to 99, from the titles; less for another year, kind or DOI, and 0 where they cannot be one."""
    if one.type != other.type or one.numbers != other.numbers or not _near(one, other):
        return 0
    if one.family and other.family and not _same_name(one.family, other.family):
        return 0
    same = one.folded_title == other.folded_title
    if min(len(one.folded_title), len(other.folded_title)) < SHORT and not (same and one.family == other.family):
        return 0
    score = 100 if same else _ratio(one.folded_title, other.folded_title)
    if score >= LEAST and not same and _other_words(one.folded_title, other.folded_title):
        return 0
    less = 3 * (one.on_date.year != other.on_date.year)
    less += 4 * bool(one.subtype and other.subtype and one.subtype != other.subtype)
    less += 4 * _differ("doi", one, other)
    return max(0, min(99, round(score)) - less)


def _ratio(one: str, other: str) -> float:
    """How alike two titles are, words in any order."""
    from rapidfuzz import fuzz  # only where something is compared

    plain: float = fuzz.ratio(one, other, score_cutoff=LEAST)
    return max(plain, float(fuzz.token_sort_ratio(one, other, score_cutoff=LEAST)))


def _other_words(one: str, other: str) -> bool:
    """Whether each has a word of its own, as "housing" and "leisure": a series of titles made alike, not one title."""
    first, second = ({word for word in title.split() if len(word) > 3} for title in (one, other))
    return any(not _near_one(word, second) for word in first) and any(not _near_one(word, first) for word in second)


def _near_one(word: str, words: set[str]) -> bool:
    return word in words or any(_same_name(word, each) for each in words)


def _same_name(one: str, other: str) -> bool:
    from rapidfuzz import fuzz  # only where something is compared

    return one == other or float(fuzz.ratio(one, other)) >= 80


def _near(one: Record, other: Record) -> bool:
    if one.type in WRITTEN:
        return abs(one.on_date.year - other.on_date.year) <= 1
    return abs((one.on_date - other.on_date).days) <= DAYS_OF_AN_EVENT


def _differ(scheme: str, one: Record, other: Record) -> bool:
    """Whether both have such an identifier (and, as nothing is shared, another one)."""
    return all(any(key.startswith(f"{scheme}:") for key in each.keys) for each in (one, other))


def _blocks(record: Record) -> Iterator[tuple[str, ...]]:
    for key in record.keys:
        yield ("key", key)
    words = record.folded_title.split()
    yield ("title", record.type, record.folded_title)
    # a work of December and one of January are compared too
    for year in (str(record.on_date.year), str(record.on_date.year + 1)):
        yield ("begins", record.type, year, *words[:3])
        yield ("ends", record.type, year, *words[-3:])
        if record.family:
            yield ("author", record.type, year, record.family)
