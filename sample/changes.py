"""Changes that were asked for, and what became of them: seven over the years, one of which still waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sample import plan
from sample.steps import PROGRAMME, Step, an_id, working_day

#: the panel's second wave waits for a decision from this day on
WAITS_FROM = date(2026, 10, 12)


@dataclass(frozen=True, slots=True)
class Asked:
    """A change request of the story; without `decided_on` it waits."""

    key: str
    title: str
    kind: str
    changes: list[dict[str, Any]]
    asked_on: date
    why: str
    needs: str = "none"
    decided_on: date | None = None
    decision: str = "approved"
    said: dict[str, str] = field(default_factory=dict)

    def steps(self) -> Iterator[Step]:
        """Asked for by the manager, decided by the signatory."""
        its_id = an_id("change request", self.key)
        asked = {
            "change_request_id": its_id,
            "programme_id": PROGRAMME,
            "title": self.title,
            "kind": self.kind,
            "needs": self.needs,
            "changes": self.changes,
            "note": self.why,
        }
        yield Step(self.asked_on, "projects.submit_change_request", asked, by="manager")
        if self.decided_on:
            decided = {"change_request_id": its_id, "decision": self.decision} | self.said
            yield Step(self.decided_on, "projects.decide_change_request", decided, by="signatory")


def requests(milestones: list[plan.Milestone]) -> Iterator[Step]:
    """Every change request, from the plan as it was told. Virement and carry-forward are told with the money."""
    for asked in (_neighbours(), _longer(), _cancelled(), _rebaseline(), _second_wave(milestones)):
        yield from asked.steps()


def _neighbours() -> Asked:
    change = {"project_id": plan.project_id("gateway"), "themes": ["neighbourhood_working", "housing"]}
    return Asked(
        key="gateway themes",
        title="Housing data joins the civic data gateway",
        kind="scope",
        changes=[{"call": "change_project", "fields": change | {"reason_code": "scope"}}],
        asked_on=date(2024, 10, 7),
        why="The gateway will carry housing data as well, so that the repairs project can use it.",
        decided_on=date(2024, 10, 21),
    )


def _longer() -> Asked:
    change = {"award_id": plan.award_id(), "agreed_on": "2025-05-12", "months": 6, "new_end": "2029-06-30"}
    return Asked(
        key="six months more",
        title="Six months more for the whole programme",
        kind="time",
        changes=[{"call": "extend_award", "fields": change}],
        asked_on=date(2025, 5, 12),
        why="To be safe: some of the work began later than we had hoped.",
        needs="funder",
        decided_on=date(2025, 5, 27),
        decision="rejected",
        said={"decided_by": "board", "note": "Too early to say. The second-year review comes first."},
    )


def _cancelled() -> Asked:
    project, number, day = plan.CANCELLED
    change = {"milestone_id": an_id("milestone", project, number), "reason_code": "scope"}
    return Asked(
        key="interim findings of leisure passes",
        title="No interim findings of their own for the leisure passes",
        kind="scope",
        changes=[{"call": "cancel_milestone", "fields": change}],
        asked_on=date(2025, 8, 4),
        why="They will be shared together with those of the parks.",
        decided_on=day,
    )


def _rebaseline() -> Asked:
    """After the second-year review the rest of the plan is frozen anew at what was then expected."""
    change = {"programme_id": PROGRAMME, "title": "Plan after the second-year review"}
    return Asked(
        key="baseline after the second-year review",
        title="A new baseline after the second-year review",
        kind="time",
        changes=[{"call": "baseline_plan", "fields": change}],
        asked_on=date(2025, 10, 6),
        why="The review looked at every date. From here on we measure against what it agreed.",
        needs="board",
        decided_on=plan.REBASELINED,
        said={"conditions": "The dates as awarded stay visible beside the new ones."},
    )


def _second_wave(milestones: list[plan.Milestone]) -> Asked:
    """A contractual milestone that is open on the day, moved by five weeks, if anybody agrees."""
    ahead = [
        one
        for one in milestones
        if one.contractual and one.planned_on < WAITS_FROM and one.done > WAITS_FROM + timedelta(days=90)
    ]
    one = min(ahead, key=lambda one: (one.done, one.id))
    change = {"milestone_id": one.id, "forecast_on": working_day(one.done + timedelta(days=35)).isoformat()}
    return Asked(
        key="waits",
        title="Five weeks more, so that a second wave can be in it",
        kind="time",
        changes=[{"call": "reforecast_milestone", "fields": change | {"reason_code": "scope"}}],
        asked_on=WAITS_FROM,
        why="The second wave of the survey ends in the week in which this is due.",
        needs="funder",
    )
