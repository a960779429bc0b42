"""Award numbers as people and publishers write them. Whether an award is known is not decided here.

The shapes are those measured on NIHR Open Data: NIHR206537 (also with a space), 12/34/56, 002/0028, DRF-2009-02-122.
"""

from __future__ import annotations

import re
import unicodedata

_joints = re.compile(r"\s*(?:[;,|\n]|\band\b|&|\bet\b|\bund\b)\s*", re.IGNORECASE)
_label = re.compile(
    r"^(?:(?:grant|award|project|contract|ref(?:erence)?|funder\s+ref(?:erence)?)s?"
    r"(?:\s*(?:number|numbers|no|nos|nr|id|ids|ref|reference))?\.?\s*[:#]?\s*)+",
    re.IGNORECASE,
)
#: written where a number should be, in real exports
NOTHING = frozenset({"n/a", "na", "none", "unknown", "not provided", "-", "tbc", "nil"})


def split(written: str) -> list[str]:
    """The awards in one string, each as written: "2017YFC0906500 and 2016YFC1000301" are two.

    Slashes and hyphens are part of a number; commas, semicolons and "and" part numbers from each other. A part without
    a digit is no award number, so that the name of a scheme that holds "and" stays whole.
    """
    text = unicodedata.normalize("NFKC", written).strip()
    parts = [_bare(part) for part in _joints.split(text)]
    numbers = [part for part in parts if any(c.isdigit() for c in part) and part.casefold() not in NOTHING]
    if len(numbers) == len([part for part in parts if part]):
        return _once(numbers)
    whole = _bare(text)
    if not numbers:
        return [whole] if whole and whole.casefold() not in NOTHING and whole.isascii() and len(whole) <= 60 else []
    return _once(numbers)


def key(written: str) -> str:
    """What two spellings of one award number are compared by: no spaces, one case, one kind of dash."""
    text = unicodedata.normalize("NFKC", written)
    return re.sub(r"[\s.]+", "", re.sub(r"[\u2010-\u2015\u2212]", "-", text)).casefold()


def _bare(part: str) -> str:
    return _label.sub("", part.strip().strip("().[]:#")).strip().strip("()[]:#,;")


def _once(numbers: list[str]) -> list[str]:
    seen: dict[str, str] = {}
    for number in numbers:
        seen.setdefault(key(number), number)
    return list(seen.values())
