"""Rules of consent: what may be withdrawn, and when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date


def standing(purposes: Sequence[str], withdrawn: Mapping[str, str]) -> list[str]:
    """What is still agreed to, in the order in which it was said."""
    return [purpose for purpose in purposes if purpose not in withdrawn]


def check_given(given_on: date, today: date) -> None:
    """Raise ValueError for a consent of a day to come."""
    if given_on > today:
        raise ValueError("This day has not come yet: record a consent once it is given")


def check_withdrawn(on: date, given_on: date, today: date) -> None:
    """Raise ValueError for a day to come, or before it was given."""
    if on > today:
        raise ValueError("This day has not come yet: record it once it is so")
    if on < given_on:
        raise ValueError(f"It was given on {given_on}: it cannot be withdrawn before that")


def to_withdraw(wanted: Collection[str], agreed: Sequence[str], withdrawn: Mapping[str, str]) -> list[str]:
    """The purposes that are withdrawn now: those wanted, or all that still stand. Raises ValueError."""
    still = standing(agreed, withdrawn)
    if not still:
        raise ValueError("Nothing of this still stands")
    if set(wanted) - set(still):
        raise ValueError(f"Of this only the following still stands: {', '.join(still)}")
    return [purpose for purpose in still if not wanted or purpose in wanted]
