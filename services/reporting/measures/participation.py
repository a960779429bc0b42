"""Who joined the research: people, groups and sites against plan, with small numbers of people not shown."""

from __future__ import annotations

from typing import Any

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.suppression import suppressed, value
from services.reporting.measures.value import Line, State, Value, nothing
from services.reporting.projections.activity import participation_activity
from services.reporting.projections.participation import participation, participation_targets
from shared.smalltables import Tally

PEOPLE, GROUPS, SITES = "people", "groups", "sites"


@measure(
    "participation.recruited",
    version=2,
    kind="flow",
    unit="people",
    section="staffing",
    title="People who joined the research",
    definition="""People who joined studies in the period, by the day on which they joined, as the studies counted them:
    somebody who joined two studies is counted twice. Beside it the targets whose whole period lies in this one, and
    groups and sites, which are not people. A number of people from 1 to 4 is not shown, nor any that would give one
    away, also together with what reports of other periods have shown.""",
)
def recruited(sight: Sight, period: Period) -> Value:
    rows, plan = joined(sight, period), targets(sight, period)
    if not rows and not plan and not looked(sight, participation_activity, period)():
        return nothing(State.NOT_ASKED)
    beside = [Line("people planned", planned)] if (planned := _planned(plan, PEOPLE)) is not None else []
    for kind in (GROUPS, SITES):
        number = sum(row.count for row in rows if row.kind == kind)
        planned = _planned(plan, kind)
        if number or planned is not None:
            beside.append(Line(kind, number))
        if planned is not None:
            beside.append(Line(f"{kind} planned", planned))
    return value(
        suppressed(sight, period, people),
        title="By study",
        naming="study",
        beside=beside,
        counted=[(participation.name, row.key) for row in rows if row.count],
    )


def joined(sight: Sight, period: Period) -> list[Any]:
    """Entries of the period, in order of day."""
    return list(sight.points(participation, since=period.start, until=period.end))


def people(sight: Sight, period: Period) -> Tally:
    """The people who joined, exactly, by study. For `suppressed` alone: no report shows these numbers."""
    cells: dict[str, int] = {}
    entries: dict[str, int] = {}
    for row in joined(sight, period):
        if row.kind == PEOPLE:
            cells[row.study_id] = cells.get(row.study_id, 0) + row.count
            entries[row.study_id] = entries.get(row.study_id, 0) + (1 if row.count else 0)
    return Tally(sum(cells.values()), cells, entries)


def targets(sight: Sight, period: Period) -> list[Any]:
    """Targets whose period lies in this one; where a study has one, it stands for itself."""
    rows = sight.state(participation_targets, on=period.end)
    return [t for t in rows if t.kind and t.period_from >= period.start and t.period_to <= period.end]


def _planned(plan: list[Any], kind: str) -> int | None:
    """The target of the programme where there is one, else those of its studies together; None without any."""
    of_kind = [target for target in plan if target.kind == kind]
    whole = [target.target for target in of_kind if target.study_id is None]
    return sum(whole or [target.target for target in of_kind]) if of_kind else None
