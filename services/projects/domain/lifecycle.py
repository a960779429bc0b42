"""The life of a project: under way, perhaps on hold, ended for good."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from shared.broken import Broken

ACTIVE, PAUSED, COMPLETED, CANCELLED = "active", "paused", "completed", "cancelled"


@dataclass(frozen=True, slots=True)
class Project:
    """`state` has held since `since`, the first day (for an ended project: the last day of work)."""

    started_on: date
    state: str
    since: date


def start(started_on: date, *, today: date) -> Project:
    """Work has begun. Raises Broken."""
    if started_on > today:
        raise Broken("A project starts when work begins, not before: leave it until then", "started_on")
    return Project(started_on, ACTIVE, started_on)


def pause(project: Project, on: date, *, review_on: date | None, today: date) -> Project:
    """On hold from a day on. Raises Broken."""
    if project.state != ACTIVE:
        raise Broken(f"It is {project.state}, so it cannot be paused", "project_id", state=True)
    _in_order(project, on, today)
    if review_on is not None and review_on < on:
        raise Broken("The review comes after the pause begins", "review_on")
    return replace(project, state=PAUSED, since=on)


def resume(project: Project, on: date, *, today: date) -> Project:
    """Under way again. Raises Broken."""
    if project.state != PAUSED:
        raise Broken(f"It is {project.state}, so there is nothing to take up again", "project_id", state=True)
    _in_order(project, on, today)
    return replace(project, state=ACTIVE, since=on)


def end(project: Project, on: date, outcome: str, reason_code: str | None, *, today: date) -> Project:
    """Finished or stopped with the last day of work; being stopped needs a reason. Raises Broken."""
    if project.state in (COMPLETED, CANCELLED):
        raise Broken(f"It ended on {project.since} already", "project_id", state=True)
    _in_order(project, on, today)
    if outcome == CANCELLED and not reason_code:
        raise Broken("Say why it was stopped: choose a reason", "reason_code")
    return replace(project, state=outcome, since=on)


def _in_order(project: Project, on: date, today: date) -> None:
    if on > today:
        raise Broken("This cannot have happened in the future", "on")
    if on < project.since:
        raise Broken(f"It has been {project.state} since {project.since}: this cannot be before that", "on")
