"""Whether a meeting was quorate, and the life of an action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.broken import Broken


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many must be present, and how many of them members of the public."""

    present: int
    public: int

    def __post_init__(self) -> None:
        if self.public > self.present:
            words = f"{self.public} members of the public cannot be among {self.present}: raise the quorum"
            raise Broken(words, "least_public")


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many were present, members of the public included."""

    present: int
    public: int

    def reaches(self, quorum: Quorum) -> bool:
        """Whether there were enough, and enough members of the public among them."""
        return self.present >= quorum.present and self.public >= quorum.public


def attendance(by_organisation: Sequence[tuple[str, int]], public: int) -> Attendance:
    """Everybody who came: from organisations, and members of the public. Raises Broken."""
    names = [name for name, _ in by_organisation]
    if len(set(names)) != len(names):
        raise Broken("The same organisation is named twice: add its numbers", "attendance")
    present = sum(number for _, number in by_organisation) + public
    if present == 0:
        raise Broken("A meeting to which nobody came was not held", "attendance")
    return Attendance(present, public)


def agree(due_on: date, held_on: date) -> None:
    """An action is due on the day of its meeting or later. Raises Broken."""
    if due_on < held_on:
        raise Broken(f"The meeting was on {held_on}: the action cannot be due before that", "due_on")


def complete(done_on: date, *, agreed_on: date, completed_on: date | None, today: date) -> None:
    """An action is done once. Raises Broken."""
    if completed_on:
        raise Broken(f"It was done on {completed_on} already", "action_id", state=True)
    if done_on > today:
        raise Broken("This cannot have happened in the future", "done_on")
    if done_on < agreed_on:
        raise Broken(f"It was agreed on {agreed_on}: it cannot be done before that", "done_on")
