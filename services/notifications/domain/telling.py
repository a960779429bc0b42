"""Whether a fact is told or kept as history, to whom, and under which key."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

HORIZON_DAYS = 7
NOT_TOLD = "not told: history"


def is_history(recorded: datetime, now: datetime, origin: str | None, horizon_days: int) -> bool:
    """A fact that was recorded longer ago than the horizon, or loaded by an import or a sample, tells nobody.

    By `time`, when it was recorded, never by its effective date: a late fact of today is news.
    """
    return origin is not None or now - recorded > timedelta(days=horizon_days)


def is_fresh(effective: date, recorded: datetime, within_days: int) -> bool:
    """Whether a fact was recorded soon after the day on which it was true.

    For what the calendar brings: after a long stop it is recorded all at once, and "due in 14 days" is no news on the
    day after.
    """
    return recorded.date() - effective <= timedelta(days=within_days)


def people_told(found: Iterable[str | None], actor_id: str, actor_too: bool) -> list[str]:
    """Each person once, in order, without parts of the system; the actor only where the rule says so."""
    people = dict.fromkeys(person for person in found if person and not person.startswith("system:"))
    return [person for person in people if actor_too or person != actor_id]


def business_key(rule: str, event_id: str, person_id: str) -> str:
    """What makes a message the same message: one per rule, event and person, for ever."""
    return f"{rule}:{event_id}:{person_id}"
