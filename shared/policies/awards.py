"""What an award's terms say of its outputs; where nobody set any, those of an NIHR project hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

INFRASTRUCTURE, PROJECT = "infrastructure", "project"


@dataclass(frozen=True, slots=True)
class AwardTerms:
    """The terms of one award from a day on. None: not said, so that the policy's own rule holds."""

    award_id: str
    from_on: date
    award_kind: str | None = None
    nihr_majority: bool | None = None
    notice_days: int | None = None
    notice_counted: str | None = None
    notice_covers: str | None = None


def in_force(terms: Iterable[AwardTerms], award_ids: Iterable[str], on: date) -> list[AwardTerms]:
    """The terms that hold on a day for each of these awards that has any: those that began last, in order of award.

    Before the first of an award begins, that one holds: a contract's terms are usually typed in after it began.
    """
    wanted, found = set(award_ids), {}
    for one in sorted(terms, key=lambda each: each.from_on):
        if one.award_id in wanted and (one.from_on <= on or one.award_id not in found):
            found[one.award_id] = one
    return [found[award] for award in sorted(found)]
