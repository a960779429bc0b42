"""What can be true of a training session, a step in a career, and a wave of a survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from shared.broken import Broken


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many came, from where, and who, where a register was kept."""

    places_taken: int
    by_directorate: Mapping[str, int] = field(default_factory=dict)
    by_partner: Mapping[str, int] = field(default_factory=dict)
    from_community: int | None = None
    register: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure people felt, on average over those who answered before and after."""

    before: Decimal | None
    after: Decimal | None
    answers: int | None
    asked: int | None


def held(on: date, attendance: Attendance, confidence: Confidence, *, today: date) -> None:
    """Raise Broken for a session that cannot have been so."""
    has_come(on, "held_on", today=today)
    came = sum(attendance.by_directorate.values()) + sum(attendance.by_partner.values())
    came += attendance.from_community or 0
    if came > attendance.places_taken:
        words = f"More came from somewhere ({came}) than places were taken ({attendance.places_taken})"
        raise Broken(words, "places_taken")
    if len(set(attendance.register)) < len(attendance.register):
        raise Broken("Somebody is on the register twice", "register_person_ids")
    if attendance.register and len(attendance.register) != attendance.places_taken:
        # else who is missing from it could be had by subtracting, and they are often few
        words = f"A register names everybody who took a place ({attendance.places_taken}), or is not kept"
        raise Broken(f"{words}: this one names {len(attendance.register)}", "register_person_ids")
    _sure(confidence, attendance.places_taken)


def _sure(confidence: Confidence, places: int) -> None:
    if (confidence.before is None) != (confidence.after is None):
        raise Broken(
            "Enter confidence both before and after, or neither: what matters is the change",
            "confidence_after" if confidence.after is None else "confidence_before",
        )
    for name, value in (("confidence_before", confidence.before), ("confidence_after", confidence.after)):
        if value is not None and not 1 <= value <= 5:
            raise Broken("Confidence is a number from 1 to 5", name)
    if confidence.before is not None and not confidence.answers:
        raise Broken("Say how many answered: an average without that says nothing", "answers")
    if confidence.before is None and confidence.answers:
        raise Broken("Enter what those who answered said", "confidence_before")
    if confidence.answers is not None and confidence.asked is None:
        raise Broken("Say how many were asked", "asked")
    answered(confidence.answers or 0, confidence.asked)
    if (confidence.asked or 0) > places:
        raise Broken("More were asked than took a place", "asked")


def answered(answers: int, asked: int | None) -> None:
    """Raise Broken when more answered than were asked."""
    if asked is not None and answers > asked:
        raise Broken(f"More answered ({answers}) than were asked ({asked})", "answers")


def surveyed(
    closed_on: date, scores: Mapping[str, Decimal], scale: tuple[Decimal | None, Decimal | None], *, today: date
) -> None:
    """Raise Broken for a wave that has not closed, or scores off the scale."""
    has_come(closed_on, "closed_on", today=today)
    lowest, highest = scale
    if (lowest is None) != (highest is None) or (lowest is not None and highest is not None and lowest >= highest):
        raise Broken("Enter both ends of the scale, the lowest first, or neither", "scale_to")
    for domain, score in scores.items():
        if lowest is not None and highest is not None and not lowest <= score <= highest:
            raise Broken(f"The score of {domain} is off the scale from {lowest} to {highest}", "scores")


def standing(withdrawn_reason: str | None, key: str) -> None:
    """Raise Broken for what was taken back."""
    if withdrawn_reason:
        raise Broken("It was taken back already", key, state=True)


def has_come(on: date, name: str, *, today: date) -> None:
    """Raise Broken for a day to come."""
    if on > today:
        raise Broken(f"{on} has not come yet: record it once it is so", name)
