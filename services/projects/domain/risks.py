"""The life of a risk: raised, looked at again any number of times, and then it has happened or is closed, for good.

An issue is what has happened already, so it has an impact and no likelihood. What counts is the day on which somebody
looked, not the order in which that was entered: a look that is entered late changes the time up to the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from shared.broken import Broken

RISK, ISSUE = "risk", "issue"
OPEN, HAPPENED, CLOSED = "open", "happened", "closed"


@dataclass(frozen=True, slots=True)
class Risk:
    """The state that the rules look at. `over_on` is the day on which it happened or was closed."""

    kind: str
    raised_on: date
    state: str = OPEN
    over_on: date | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody said of a risk on a day; None for what they did not speak of. Scores are residual."""

    on: date
    likelihood: int | None = None
    impact: int | None = None
    target_score: int | None = None
    response: str | None = None
    proximity: str | None = None
    review_on: date | None = None
    owner_person_id: str | None = None

    @property
    def score(self) -> int | None:
        """Likelihood × impact; none of an issue."""
        return self.likelihood * self.impact if self.likelihood and self.impact else None


def raise_(kind: str, inherent: Look, residual: Look, *, today: date) -> Risk:
    """A risk or issue entering the register. Raises Broken."""
    if inherent.on > today:
        raise Broken("It is raised once somebody has seen it: this day is in the future", "on")
    if kind == ISSUE and (inherent.likelihood or residual.likelihood):
        raise Broken("An issue has happened already, so it has no likelihood", "likelihood")
    if kind == RISK and not inherent.likelihood:
        raise Broken("Say how likely it is, from 1 to 5", "likelihood")
    _lower("likelihood", inherent.likelihood, residual.likelihood)
    _lower("impact", inherent.impact, residual.impact)
    _aim(kind, residual)
    _ahead(residual)
    return Risk(kind, inherent.on)


def reassess(risk: Risk, before: Look, look: Look, *, today: date) -> None:
    """Somebody looks again; `before` is what held on that day. Raises Broken."""
    _in_its_time(risk, look.on, today)
    if risk.kind == ISSUE and look.likelihood:
        raise Broken("An issue has happened already, so it has no likelihood", "likelihood")
    if look.target_score:  # a score that falls below what was aimed at is welcome
        _aim(risk.kind, merged([before, look]))
    _ahead(look)


def happen(risk: Risk, looks: Sequence[Look], on: date, *, today: date) -> Risk:
    """It has happened. Raises Broken."""
    if risk.kind == ISSUE:
        raise Broken("This is an issue already", "risk_id", state=True)
    return _over(risk, looks, HAPPENED, on, today)


def close(risk: Risk, looks: Sequence[Look], on: date, *, today: date) -> Risk:
    """It can no longer happen, or is over. Raises Broken."""
    return _over(risk, looks, CLOSED, on, today)


def merged(looks: Sequence[Look], until: date = date.max) -> Look:
    """What holds after these looks, given in the order in which they were entered: of each thing, what was said of the
    latest day, and of one day what was entered last. Nothing holds before the first look."""
    counted = sorted((look for look in looks if look.on <= until), key=lambda look: look.on)
    found = counted[0] if counted else Look(until)
    for look in counted[1:]:
        said = {f.name: getattr(look, f.name) for f in fields(look) if getattr(look, f.name) is not None}
        found = replace(found, **said)
    return found


def _over(risk: Risk, looks: Sequence[Look], state: str, on: date, today: date) -> Risk:
    if risk.state != OPEN:
        raise Broken(f"It was over on {risk.over_on} already", "risk_id", state=True)
    _in_its_time(risk, on, today)
    if late := [look.on for look in looks if look.on > on]:
        raise Broken(f"Somebody looked at it on {max(late)}: it cannot have been over before that", "on")
    return replace(risk, state=state, over_on=on)


def _in_its_time(risk: Risk, on: date, today: date) -> None:
    if on > today:
        raise Broken("Record it once it is so: this day is in the future", "on")
    if on < risk.raised_on:
        raise Broken(f"It was raised on {risk.raised_on}: this cannot be before that", "on")
    if risk.over_on is not None and on > risk.over_on:
        raise Broken(f"It was over on {risk.over_on}: raise a new one instead", "risk_id", state=True)


def _lower(what: str, inherent: int | None, residual: int | None) -> None:
    if inherent and residual and residual > inherent:
        raise Broken(f"What is done already cannot make the {what} higher than it was before", f"residual_{what}")


def _aim(kind: str, look: Look) -> None:
    if look.target_score and kind == ISSUE:
        raise Broken("An issue has no likelihood, and so no score to aim at", "target_score")
    if look.target_score and look.score and look.target_score > look.score:
        raise Broken(f"The score aimed at is above the {look.score} that it has now", "target_score")


def _ahead(look: Look) -> None:
    if look.review_on is not None and look.review_on <= look.on:
        raise Broken(f"The next look comes after this one, which is on {look.on}", "review_on")
