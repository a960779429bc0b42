"""Rules of work packages: a part of a project that is under way, ended once."""

from __future__ import annotations

from datetime import date

from shared.broken import Broken

CANCELLED = "cancelled"


def add(from_on: date, planned_end: date | None, *, project_state: str, project_started_on: date) -> None:
    """Raise Broken when the project is over, or the days do not fit. A package may be set up before it begins."""
    if project_state in ("completed", "cancelled"):
        raise Broken(f"The project is {project_state}: nothing can be added to it", "project_id", state=True)
    if from_on < project_started_on:
        raise Broken(f"The project began on {project_started_on}: its parts cannot begin before", "from_on")
    if planned_end is not None and planned_end < from_on:
        raise Broken("It cannot end before it begins", "planned_end")


def end(from_on: date, ended_on: date | None, on: date, outcome: str, reason_code: str | None, *, today: date) -> None:
    """Raise Broken when it is over already, or the day or reason does not fit."""
    if ended_on is not None:
        raise Broken(f"It ended on {ended_on} already", "work_package_id", state=True)
    if on > today:
        raise Broken("This cannot have happened in the future", "on")
    if on < from_on:
        raise Broken(f"It began on {from_on}: it cannot end before that", "on")
    if outcome == CANCELLED and not reason_code:
        raise Broken("Say why it was stopped: choose a reason", "reason_code")
