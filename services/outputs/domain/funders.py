"""Funders and awards that a work names: whether a funder is NIHR, and whether a number as written is a known award's.

NIHR is told by name and id together: a public policy table gives NIHR's id the name of the Medical Research Council, so
an id alone is not believed against a name.
"""

from __future__ import annotations

import re
from typing import Literal

from services.outputs.domain import award_references

#: Crossref Funder Registry, and ROR
NIHR_IDS = frozenset({"501100000272", "0187kwz08"})
_nihr = re.compile(
    r"\bNIHR\b|national\s+institutes?\s+(?:for|of)\s+health\s+(?:and\s+(?:social\s+)?care\s+)?research\b", re.IGNORECASE
)
#: the others whose name beside NIHR's id means that one of the two is wrong
_others = re.compile(
    r"medical research council|\bMRC\b|wellcome|research and innovation|\bUKRI\b|\bESRC\b|economic and social research"
    r"|national institutes of health\b|\bNIH\b",
    re.IGNORECASE,
)

Told = Literal["nihr", "doubtful", "other"]


def told(name: str | None, funder_id: str | None) -> Told:
    """Whether this is NIHR. `doubtful`: the id says so and the name says another."""
    by_name = bool(name and _nihr.search(name))
    by_id = bare_id(funder_id) in NIHR_IDS
    if by_name:
        return "nihr"
    if by_id:
        return "doubtful" if name and _others.search(name) else "nihr"
    return "other"


def bare_id(funder_id: str | None) -> str:
    """The id without its resolver: 501100000272 of https://doi.org/10.13039/501100000272, 0187kwz08 of a ROR."""
    return (funder_id or "").strip().rstrip("/").rpartition("/")[2].casefold()


def names_award(written: str, known: str) -> bool:
    """Whether a number as written is this award's, or holds it: "PHR Project: 17/44/48" names 17/44/48."""
    here, wanted = award_references.key(written), award_references.key(known)
    if not wanted:
        return False
    place = here.find(wanted)
    while place >= 0:
        before, after = here[:place][-1:], here[place + len(wanted) :][:1]
        if _parts(before, wanted[0]) and _parts(after, wanted[-1]):
            return True
        place = here.find(wanted, place + 1)
    return False


def _parts(beside: str, end: str) -> bool:
    """Whether a character beside a number is none of the number: "1" or "/" beside a digit would be."""
    if not beside:
        return True
    if end.isdigit():
        return not (beside.isdigit() or beside in "/-")
    return not (beside.isalnum() or beside == "-")
