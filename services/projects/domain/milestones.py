"""The life of a milestone: planned, re-forecast, achieved, perhaps withdrawn and achieved again, or cancelled for good.

A milestone has three dates. The baseline is what was promised and moves only with the whole plan; the forecast is when
it is expected now; the actual is the day on which it was done. One that the award's contract names may have a fourth,
the contract's own, which none of the others moves.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shared.broken import Broken

#: what changes only with a reason
CONTRACT = frozenset({"contractual", "contract_on"})
#: what was to be done, and when: fixed once it is done
PROMISES = CONTRACT | {"evidence_required", "predecessor_ids"}


@dataclass(frozen=True, slots=True)
class Milestone:
    """The state that the rules look at. Days are in Europe/London."""

    planned_on: date
    baseline_on: date
    forecast_on: date
    achieved_on: date | None = None
    cancelled_on: date | None = None
    evidence_required: bool = False
    #: since when the forecast has been known; None: since it was planned
    forecast_known_on: date | None = None

    @property
    def state(self) -> str:
        """`planned`, `achieved` or `cancelled`."""
        if self.cancelled_on:
            return "cancelled"
        return "achieved" if self.achieved_on else "planned"

    def variance(self) -> int:
        """Days late (negative: early) of the actual, else of the forecast, against the baseline."""
        return ((self.achieved_on or self.forecast_on) - self.baseline_on).days


def plan(planned_on: date, baseline_on: date, *, evidence_required: bool, today: date) -> Milestone:
    """A milestone entering the plan; its first forecast is its baseline. Raises Broken.

    A baseline before the day of planning is let in: plans are entered late, and the past is still the past.
    """
    if planned_on > today:
        raise Broken("A milestone cannot have been planned in the future", "planned_on")
    return Milestone(planned_on, baseline_on, baseline_on, evidence_required=evidence_required)


def check_contract(contract_on: date | None, *, contractual: bool) -> None:
    """Raise Broken for a contract's date of a milestone that no contract names."""
    if contract_on is not None and not contractual:
        raise Broken("Only a contractual milestone has a contract date: leave it out, or say so", "contract_on")


def change(milestone: Milestone, names: Collection[str], reason_code: str | None) -> None:
    """Raise Broken when what is said of a milestone cannot be changed (any more), or not without a reason."""
    if milestone.cancelled_on:
        raise Broken(f"It was cancelled on {milestone.cancelled_on} and stays so", "milestone_id", state=True)
    if milestone.achieved_on and (fixed := PROMISES & set(names)):
        words = f"It was achieved on {milestone.achieved_on}: withdraw that first to change its {min(fixed)}"
        raise Broken(words, "milestone_id", state=True)
    if CONTRACT & set(names) and not reason_code:
        raise Broken("Say why the contract's part of it changes: choose a reason", "reason_code")


def reforecast(milestone: Milestone, forecast_on: date, *, known_on: date, today: date) -> Milestone:
    """Expect it on another day; known on a day that is neither in the future nor before the plan. Raises Broken."""
    _open(milestone, "given another date")
    if forecast_on == milestone.forecast_on:
        raise Broken(f"It is expected on {forecast_on} already", "forecast_on")
    if known_on > today:
        raise Broken("You cannot have known this in the future", "known_on")
    _after_planned(milestone, known_on, "known_on")
    if milestone.forecast_known_on and known_on < milestone.forecast_known_on:
        words = f"The date expected now has been known since {milestone.forecast_known_on}: this comes after that"
        raise Broken(words, "known_on")
    if forecast_on < known_on:
        raise Broken("A forecast looks ahead: if it was done on that day, mark it as achieved instead", "forecast_on")
    return replace(milestone, forecast_on=forecast_on, forecast_known_on=known_on)


def achieve(milestone: Milestone, achieved_on: date, evidence: Sequence[str], *, today: date) -> Milestone:
    """Done, on the day on which it was really done. Raises Broken."""
    _open(milestone, "achieved")
    if achieved_on > today:
        raise Broken("It cannot have been achieved in the future. Give a new forecast instead", "achieved_on")
    _after_planned(milestone, achieved_on, "achieved_on")
    if milestone.evidence_required and not evidence:
        raise Broken("It may be called achieved only with evidence: add at least one file", "evidence_file_ids")
    return replace(milestone, achieved_on=achieved_on)


def withdraw(milestone: Milestone) -> Milestone:
    """Not achieved after all: it had been marked in error. Raises Broken."""
    if milestone.achieved_on is None:
        raise Broken("It is not marked as achieved, so there is nothing to take back", "milestone_id", state=True)
    return replace(milestone, achieved_on=None)


def cancel(milestone: Milestone, on: date, *, today: date) -> Milestone:
    """No longer to be done, for good. Raises Broken."""
    _open(milestone, "cancelled")
    if on > today:
        raise Broken("The decision cannot lie in the future", "on")
    _after_planned(milestone, on, "on")
    return replace(milestone, cancelled_on=on)


def rebaseline(milestone: Milestone, baseline_on: date | None) -> Milestone:
    """The milestone under a new baseline: the date given, else the day achieved, else the forecast."""
    return replace(milestone, baseline_on=baseline_on or milestone.achieved_on or milestone.forecast_on)


def _open(milestone: Milestone, what: str) -> None:
    if milestone.cancelled_on:
        words = f"It was cancelled on {milestone.cancelled_on} and stays so. Plan a new milestone"
        raise Broken(words, "milestone_id", state=True)
    if milestone.achieved_on:
        words = f"It was achieved on {milestone.achieved_on}. To have it {what}, withdraw that first"
        raise Broken(words, "milestone_id", state=True)


def _after_planned(milestone: Milestone, day: date, field: str) -> None:
    if day < milestone.planned_on:
        raise Broken(f"It entered the plan on {milestone.planned_on}: this cannot be before that", field)
