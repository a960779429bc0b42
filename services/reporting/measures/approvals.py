"""Approvals and agreements that active projects need: which are in place, and what of the rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.projects import under_way
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Line, State, Value, cut_by, nothing, rate
from services.reporting.projections.activity import governance_activity, project_activity
from services.reporting.projections.approvals import agreements, approvals
from services.reporting.projections.projects import projects

#: what equality asks for has a figure of its own (`inclusion.assessed`)
EQUALITY = "equality"
DATA_SHARING = "data_sharing"
#: "within six months"
SOON_DAYS = 183
IN_PLACE, SOUGHT, NEEDED, REFUSED, EXPIRED, NOT_NEEDED = (
    "in_place",
    "sought",
    "needed",
    "refused",
    "expired",
    "not_needed",
)


@dataclass(frozen=True, slots=True)
class Needed:
    """One approval or agreement that active projects rest on, as it stood at the end of a day."""

    view: str
    key: str
    title: str
    project_ids: tuple[str, ...]
    state: str
    awaiting_since: date | None
    #: the last day on which it holds
    last: date | None


def state_on(row: Any, day: date) -> str:
    """The state of an approval, as the projects service says it. One whose last day has passed is over by itself."""
    if not row.needed:
        return NOT_NEEDED
    if row.stands and _holds(row.valid_until, day):
        return IN_PLACE
    if row.awaiting_since:
        return SOUGHT
    if row.stands:
        return EXPIRED
    return REFUSED if row.decision == REFUSED else NEEDED


def needed_by_active(sight: Sight, period: Period) -> list[Needed]:
    """Approvals but those of equality, and data-sharing agreements, on which a project under way rests."""
    return sight.once(("approvals needed", period.end), lambda: _needed(sight, period))


def _needed(sight: Sight, period: Period) -> list[Needed]:
    day, active = period.end, {project.key for project in under_way(sight, period)}
    found = []
    for row in sight.state(approvals, on=day):
        if row.kind and row.kind != EQUALITY and row.needed and active & set(row.project_ids or []):
            state = state_on(row, day)
            since = row.awaiting_since if state == SOUGHT else None
            found.append(_one(approvals.name, row, row.title, state, since))
    for row in sight.state(agreements, on=day):
        if row.kind == DATA_SHARING and active & set(row.project_ids or []) and not _let_go(row, day):
            state = IN_PLACE if _holds(row.ended_on or row.valid_until, day) else EXPIRED
            found.append(_one(agreements.name, row, "Data-sharing agreement", state, None))
    return found


def _one(view: str, row: Any, title: str, state: str, since: date | None) -> Needed:
    last = getattr(row, "ended_on", None) or row.valid_until
    return Needed(view, row.key, title, tuple(row.project_ids), state, since, last)


def _let_go(row: Any, day: date) -> bool:
    """Replaced or terminated: no longer what the project rests on."""
    return row.end_reason in ("replaced", "terminated") and not _holds(row.ended_on, day)


def _holds(last: date | None, day: date) -> bool:
    return last is None or day <= last


@measure(
    "approvals.in_place",
    version=1,
    kind="rate",
    unit="approvals",
    section="approvals",
    title="Approvals in place",
    definition="""Of the ethics, governance, sponsorship, data-protection and HRA approvals that projects under way at
    the end of the last day need, and the data-sharing agreements that they rest on, how many are in place then: given,
    with or without conditions, and not past their last day. One that was found not to be needed is left out, and so is
    an agreement that was replaced or terminated. An agreement counts from its signature. Beside it: those that await a
    decision, the longest such wait in days, those refused, not applied for, past their last day, and of those in place
    how many end within 183 days.""",
    none="No project under way needs one",
)
def in_place(sight: Sight, period: Period) -> Value:
    found = needed_by_active(sight, period)
    if not found:
        return nothing(State.NONE if looked(sight, governance_activity, period)() else State.NOT_ASKED)
    states = Counter(one.state for one in found)
    met = [one for one in found if one.state == IN_PLACE]
    last = period.end + timedelta(days=SOON_DAYS)
    soon = sum(1 for one in met if one.last and one.last <= last)
    waits = [(period.end - one.awaiting_since).days for one in found if one.awaiting_since]
    beside = [Line("awaiting a decision", states[SOUGHT])]
    beside += [Line("longest wait, days", max(waits))] if waits else []
    beside += [
        Line("not applied for", states[NEEDED]),
        Line("refused", states[REFUSED]),
        Line("past their last day", states[EXPIRED]),
        Line("in place and ending within six months", soon),
    ]
    return Value(
        len(met),
        State.KNOWN if met else State.ZERO,
        of=len(found),
        breakdowns=(cut_by("Needed, by kind", "text", found, lambda one: [one.title], "none"),),
        beside=tuple(beside),
        counted=tuple(sorted((one.view, one.key) for one in met)),
    )


@measure(
    "inclusion.assessed",
    version=1,
    kind="rate",
    unit="projects",
    section="inclusion",
    title="Projects with an equality impact assessment",
    definition="""Of the projects under way at the end of the last day of the period, how many have an equality impact
    assessment in place then, or a recorded reason why they need none. How many of them have such a reason, and how many
    others have an assessment that is under way or has passed its last day, is said.""",
    none="No project was under way",
)
def assessed(sight: Sight, period: Period) -> Value:
    active = under_way(sight, period)
    states: dict[str, set[str]] = {}
    for row in sight.state(approvals, on=period.end):
        if row.kind == EQUALITY:
            for project_id in row.project_ids or []:
                states.setdefault(project_id, set()).add(state_on(row, period.end))
    met = [project for project in active if states.get(project.key, set()) & {IN_PLACE, NOT_NEEDED}]
    reasons = sum(1 for project in met if IN_PLACE not in states[project.key])
    without = [states.get(project.key, set()) for project in active if project not in met]
    beside = (
        Line("with a reason for none", reasons),
        Line("assessment under way", sum(1 for its in without if SOUGHT in its)),
        Line("assessment past its last day", sum(1 for its in without if EXPIRED in its)),
    )
    return rate(met, active, projects.name, looked=looked(sight, project_activity, period), beside=beside)
