"""Award numbers within a text: those of an award that is known, and whatever has the shape of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

#: the shapes measured on NIHR's open data, with the space that people put into them
_SHAPES = re.compile(
    r"(?<![\w/.-])(?:"
    r"NIHR\s?-?\s?\d{5,6}"
    r"|\d{2,3}/\d{2,4}/\d{2,3}"
    r"|\d{3}/\d{4}"
    r"|(?:[A-Z]{2,}[A-Z0-9]*)(?:-[A-Z0-9]+){2,}"
    r")(?![\w/]|-\w)"
)
_DIGIT = re.compile(r"\d")
#: written in capitals with hyphens and digits, and no award: COVID-19-related words, ISO dates never begin with letters
_NO_AWARD = re.compile(r"(?:COVID|SARS|CC|ISO|DOI|HTTPS?)-")


@dataclass(frozen=True, slots=True)
class Number:
    """An award number as it is written, and where."""

    written: str
    span: tuple[int, int]


def numbers_in(text: str) -> list[Number]:
    """Whatever in the text has the shape of an award number, in order."""
    return [
        Number(found.group(), found.span())
        for found in _SHAPES.finditer(text)
        if _DIGIT.search(found.group()) and not _NO_AWARD.match(found.group())
    ]


@cache
def pattern_of(reference: str) -> re.Pattern[str]:
    """The number of a known award, however it is spaced: NIHR206537, NIHR 206537, nihr-206537; 12 / 34 / 56."""
    parts = re.findall(r"[A-Za-z]+|\d+|[^\sA-Za-z0-9]", reference)
    pieces: list[str] = []
    for before, part in zip(["", *parts], parts, strict=False):
        if before and before.isalnum() and part.isalnum():
            pieces.append(r"\s*[-:]?\s*")
        elif before:
            pieces.append(r"\s*")
        pieces.append(re.escape(part))
    return re.compile(r"(?<![\w/])" + "".join(pieces) + r"(?![\w/]|-\w)", re.IGNORECASE)
