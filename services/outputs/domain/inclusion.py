"""Rules of profiles of contributors: their days, and the census beside them. What of the numbers may be kept is not
decided here but by the rule that all figures share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from shared.broken import Broken

#: shares are rounded, so that they need not add up exactly
ROUNDING = Decimal("1.5")


def period(first: date, last: date) -> None:
    """Raise Broken for one that ends before it begins."""
    if last < first:
        raise Broken(f"The period ends before it begins, on {first}", "period_to")


def counted(people: int) -> None:
    """Raise Broken where there is nobody to describe."""
    if people == 0:
        raise Broken("Enter how many, at least those who were not asked: a profile of nobody says nothing", "counts")


def census(per_cent: Sequence[str], place: Mapping[str, Any] | None, source: str | None) -> None:
    """A census stands beside it with its place and source, or not at all. Raises Broken."""
    if not per_cent:
        return
    if not place:
        raise Broken("Say of which place the census is", "place")
    if not source:
        raise Broken("Say where the census comes from, with its year", "census_source")
    if (total := sum(map(Decimal, per_cent), Decimal(0))) > 100 + ROUNDING:
        raise Broken(f"The shares add up to {total} per cent", "census")
