"""Lists joined by commas whose values contain commas themselves: read by the words that there are.

    read("Media,Patients, carers and/or patient groups", AUDIENCES)
    Joined(known=["media", "patients"], unknown=[])

Researchfish joins "Government, Democracy Justice" and "Leisure Activities, including Sports, Recreation and Tourism"
with commas, so that a split at commas makes three values of one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

#: no cell that we have seen holds a tenth of it
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Joined:
    """What a list says: keys of the words that it has, in its order, and whatever is no word, as written."""

    known: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read(written: str, words: Mapping[str, str]) -> Joined:
    """The values of a joined list. `words` are the spellings of the vocabulary, each with its key.

    The longest word wins, and a reading that leaves less unread wins over one that leaves more. Spaces and capital
    letters do not matter. Each value is given once. Raises ValueError for a list too long to be one.
    """
    if len(written) > LONGEST:
        raise ValueError(f"This list has {len(written):,} characters: that is no list of choices")
    by_parts = {tuple(_folded(part) for part in word.split(",")): key for word, key in words.items()}
    longest = max(map(len, by_parts), default=1)
    parts = [part.strip() for part in re.split(r"[,;\n]", written)]
    folded = [_folded(part) for part in parts]
    # from the end: how many parts stay unread after each place, and how many the best reading takes there
    unread, taken = [0] * (len(parts) + 1), [0] * len(parts)
    for start in reversed(range(len(parts))):
        unread[start] = unread[start + 1] + bool(folded[start])
        for length in range(1, min(longest, len(parts) - start) + 1):
            if tuple(folded[start : start + length]) in by_parts and unread[start + length] <= unread[start]:
                unread[start], taken[start] = unread[start + length], length
    return _along(parts, folded, taken, by_parts)


def _along(parts: list[str], folded: list[str], taken: list[int], by_parts: Mapping[tuple[str, ...], str]) -> Joined:
    known: dict[str, None] = {}
    unknown: dict[str, None] = {}
    place = 0
    while place < len(parts):
        if length := taken[place]:
            known[by_parts[tuple(folded[place : place + length])]] = None
        elif parts[place]:
            unknown[" ".join(parts[place].split())] = None
        place += length or 1
    return Joined(list(known), list(unknown))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
