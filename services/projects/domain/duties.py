"""The life of a reporting duty: set, perhaps moved, due soon, fallen due, overdue; met, waived or withdrawn.

What happens by the calendar (`occurrences_due`) is a pure function of the duty, the day and what was recorded already.
A due day is frozen once it has come. Days are in Europe/London.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shared.broken import Broken

DUE_SOON, FELL_DUE, OVERDUE = "due_soon", "fell_due", "became_overdue"
#: the states that are computed, as reads show and filter them
STATES = ("to_come", "due_soon", "due", "overdue", "met", "met_late", "waived", "withdrawn")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Duty:
    """What the rules look at."""

    arose_on: date
    due_on: date
    due_soon_days: tuple[int, ...] = ()
    met_on: date | None = None
    waived_on: date | None = None
    waived_until: date | None = None
    withdrawn_on: date | None = None
    #: whether `fell_due` was recorded: a clock that was set back does not thaw the date
    fell_due: bool = False
    owner_person_id: str | None = None

    def waived_at(self, day: date) -> bool:
        """Whether a waiver is in force on a day."""
        return self.waived_on is not None and self.waived_on <= day <= (self.waived_until or self.waived_on)

    def met_by(self, day: date) -> bool:
        """Whether it was met by the end of a day."""
        return self.met_on is not None and self.met_on <= day

    def frozen(self, today: date) -> bool:
        """Whether the due day has come, recorded or not."""
        return self.fell_due or self.due_on <= today


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that the calendar brings, on its true day. `key` is unique for the duty."""

    what: str
    key: str
    on: date
    days_left: int = 0


def occurrences_due(duty: Duty, today: date, made: Collection[str]) -> list[Occurrence]:
    """What is to be recorded by the end of `today` and was not yet, in order of its true day."""
    return [one for one in _occurrences(duty) if one.on <= today and one.key not in made]


def watch_from(duty: Duty) -> date:
    """The first day on which the calendar brings anything: before it nobody need look."""
    return min((one.on for one in _due_soon(duty)), default=duty.due_on)


def _occurrences(duty: Duty) -> list[Occurrence]:
    """Everything that the calendar brings this duty, as things stand, in order of day."""
    if duty.withdrawn_on is not None:
        return []
    found = [one for one in _due_soon(duty) if not duty.met_by(one.on) and not duty.waived_at(one.on)]
    found.append(Occurrence(FELL_DUE, FELL_DUE, duty.due_on))
    overdue = duty.due_on + DAY
    if duty.waived_at(overdue) and duty.waived_until is not None:
        overdue = duty.waived_until + DAY
    if not duty.met_by(overdue - DAY):
        found.append(Occurrence(OVERDUE, OVERDUE, overdue))
    return found


def _due_soon(duty: Duty) -> list[Occurrence]:
    """One for each lead time; those that had passed when the duty arose are one, on the day on which it arose.

    The key holds the due day, so that a duty that was moved is due soon again.
    """
    by_day = {max(duty.due_on - DAY * lead, duty.arose_on): lead for lead in sorted(duty.due_soon_days, reverse=True)}
    return [
        Occurrence(DUE_SOON, f"{DUE_SOON}:{duty.due_on}:{lead}", on, (duty.due_on - on).days)
        for on, lead in sorted(by_day.items())
        if on < duty.due_on
    ]


def state(duty: Duty, today: date) -> str:
    """The computed state on a day: one of STATES."""
    if duty.withdrawn_on is not None:
        return "withdrawn"
    if duty.met_on is not None:
        return "met_late" if duty.met_on > duty.due_on else "met"
    if duty.waived_at(today):
        return "waived"
    if today > duty.due_on:
        return "overdue"
    if today == duty.due_on:
        return "due"
    return "due_soon" if today >= watch_from(duty) else "to_come"


def move(duty: Duty, due_to: date, *, today: date) -> Duty:
    """Another due day, before the old one has come. Raises Broken."""
    _open(duty, "moved")
    if duty.frozen(today):
        words = f"It fell due on {duty.due_on}: that date stays. Meet it late, or have it waived"
        raise Broken(words, "due_on", state=True)
    if due_to == duty.due_on:
        raise Broken(f"It is due on {due_to} already", "due_on")
    if due_to < today:
        raise Broken("The new due day cannot lie in the past", "due_on")
    return rescheduled(duty, due_to)


def rescheduled(duty: Duty, due_on: date) -> Duty:
    """The duty with another due day, as its schedule or a decision says."""
    return replace(duty, due_on=due_on)


def meet(duty: Duty, met_on: date, evidence: Sequence[object], *, today: date) -> None:
    """Met, with evidence, on the day on which it really was. Late stays late. Raises Broken."""
    _open(duty, "met")
    if not evidence:
        raise Broken("A duty is met only by evidence: name the report, notice, receipt or file", "evidence")
    if met_on > today:
        raise Broken("It cannot have been met in the future", "met_on")
    if met_on < duty.arose_on:
        raise Broken(f"It arose on {duty.arose_on}: it cannot have been met before that", "met_on")


def waive(duty: Duty, on: date, expires_on: date, approver: str, *, today: date) -> None:
    """Excused for a time by somebody else than its owner. Raises Broken."""
    _open(duty, "waived")
    if approver == duty.owner_person_id:
        raise Broken("Its owner cannot excuse it: somebody else has to approve", "obligation_id")
    if on > today:
        raise Broken("The decision cannot lie in the future", "on")
    if on < duty.arose_on:
        raise Broken(f"It arose on {duty.arose_on}: it cannot have been waived before that", "on")
    if duty.waived_on is not None and on < duty.waived_on:
        raise Broken(f"It was waived on {duty.waived_on}: what was decided before that does not hold any more", "on")
    if expires_on < max(on, today):
        raise Broken("A waiver ends on a day that is still to come, when the duty is open again", "expires_on")


def withdraw(duty: Duty, *, today: date) -> None:
    """It does not arise after all; only before it fell due. Raises Broken."""
    _open(duty, "withdrawn")
    if duty.frozen(today):
        words = f"It fell due on {duty.due_on}: it can be met or waived, not withdrawn"
        raise Broken(words, "obligation_id", state=True)


def _open(duty: Duty, what: str) -> None:
    if duty.withdrawn_on is not None:
        raise Broken(f"It was withdrawn on {duty.withdrawn_on}, so it cannot be {what}", "obligation_id", state=True)
    if duty.met_on is not None:
        raise Broken(f"It was met on {duty.met_on}, so it cannot be {what}", "obligation_id", state=True)
