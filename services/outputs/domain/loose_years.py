"""Years as Researchfish writes them: "2019", "Pre-2006", "None/Unknown", "Still Active", "2018,2019,2020".

Each is kept as one text, in the spelling of Researchfish, so that what is handed over says what was taken in.
Not for dates of publication, which are in `dates`.
"""

from __future__ import annotations

import re

from services.outputs.domain.dates import from_parts

UNKNOWN = "None/Unknown"
ACTIVE = "Still Active"
#: somebody may write "2009 to 2019"; nobody writes a longer list than this
MOST_YEARS = 100

_unknown = frozenset({"none/unknown", "none", "unknown", "not known", "n/a"})
_active = frozenset({"still active", "active", "ongoing", "current", "yes"})
_before = re.compile(r"(?:pre|before)[\s-]*([0-9]{4})", re.IGNORECASE)
_range = re.compile(r"([0-9]{4})\s*(?:-|–|to)\s*([0-9]{4})", re.IGNORECASE)


def year(written: object) -> str:
    """A year alone: "2019", also 2019 and "2019.0" out of a spreadsheet. Raises ValueError in words."""
    text = _plain(written)
    if not re.fullmatch(r"[0-9]{4}", text):
        raise ValueError(f"“{text[:40]}” is not a year: write four digits, like 2024")
    return str(from_parts(int(text)))


def year_or_before(written: object) -> str:
    """A year, "Pre-2006" for any before that one, or "None/Unknown". Raises ValueError in words."""
    text = _plain(written)
    if text.casefold() in _unknown:
        return UNKNOWN
    if found := _before.fullmatch(text):
        return f"Pre-{year(found[1])}"
    try:
        return year(text)
    except ValueError as error:
        raise ValueError(f"{error}, or Pre-2006, or None/Unknown") from None


def active_or_year(written: object) -> str:
    """ "Still Active", or the year in which it ended, or "None/Unknown". Raises ValueError in words."""
    text = _plain(written)
    if text.casefold() in _active:
        return ACTIVE
    if text.casefold() in _unknown:
        return UNKNOWN
    try:
        return year(text)
    except ValueError:
        raise ValueError(f"“{text[:40]}” is neither {ACTIVE} nor the year in which it ended") from None


def years(written: object) -> list[str]:
    """The years of a list, each once, the earliest first: "2018,2019,2020", "Pre-2006, 2006", "2018 to 2020".

    Raises ValueError in words, naming the part that is no year, and for a list that is longer than a lifetime.
    """
    parts = [str(part) for part in written] if isinstance(written, list | tuple) else re.split(r"[,;\n]", str(written))
    found: set[str] = set()
    for part in filter(None, map(_plain, parts)):
        if span := _range.fullmatch(part):
            first, last = int(year(span[1])), int(year(span[2]))
            if not 0 <= last - first < MOST_YEARS:
                raise ValueError(f"“{part}” does not run from an earlier year to a later one")
            found |= {str(number) for number in range(first, last + 1)}
        else:
            found.add(year_or_before(part))
    if len(found) > MOST_YEARS:
        raise ValueError(f"These are {len(found)} years: give {MOST_YEARS} at most")
    return sorted(found, key=_order)


def number(kept: str) -> int | None:
    """The year of one that is kept, for reckoning; None for one before a year, an active one, an unknown one."""
    return int(kept) if kept.isdecimal() else None


def _order(kept: str) -> tuple[int, str]:
    before = _before.fullmatch(kept)
    return (int(before[1]) - 1 if before else number(kept) or 9999, kept)


def _plain(written: object) -> str:
    return re.sub(r"(?<=[0-9])\.0+$", "", " ".join(str(written).split()))
