"""Reporting duties: of those that fell due, how many were met by their due date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Line, Value, rate
from services.reporting.projections.duties import duties_fallen_due, duty_activity, obligations


@dataclass(frozen=True, slots=True)
class FallenDue:
    """A duty that fell due, as it stood at the end of a day. `key` is that of the fact that it fell due."""

    key: str
    obligation_id: str
    due_on: date
    title: str
    met_on: date | None
    #: met, met_late, waived or open
    state: str


def fallen_due(sight: Sight, period: Period) -> list[FallenDue]:
    """The duties that fell due in a period, in order of due day, as they stood at its end."""
    duties = {row.key: row for row in sight.state(obligations, on=period.end) if row.title}
    return [
        FallenDue(
            point.key,
            point.obligation_id,
            point.true_from,
            duties[point.obligation_id].title,
            duties[point.obligation_id].met_on,
            standing(duties[point.obligation_id], point.true_from, period.end),
        )
        for point in sight.points(duties_fallen_due, since=period.start, until=period.end)
        if point.obligation_id in duties
    ]


def standing(duty: Any, due_on: date, day: date) -> str:
    """How a duty that fell due on a day stood at the end of another. An expired waiver excuses nothing any more."""
    if duty.met_on is not None:
        return "met" if duty.met_on <= due_on else "met_late"
    return "waived" if duty.waived_on is not None and day <= duty.waived_until else "open"


@measure(
    "duties.on_time",
    version=1,
    kind="rate",
    unit="duties",
    section="award",
    title="Reporting duties met on time",
    definition="""Of the contract duties (reports, notices, returns) whose due day lies in the period, how many were met
    by that day, by the day on which they were really met. The due day is the one that held when it came; it is frozen
    from then on. Those met late, waived, or open at the end of the period are counted among those that fell due.""",
    none="None fell due",
)
def on_time(sight: Sight, period: Period) -> Value:
    due = fallen_due(sight, period)

    def how_many(state: str) -> int:
        return sum(one.state == state for one in due)

    beside = [Line(words, how_many(state)) for words, state in (("met late", "met_late"), ("waived", "waived"))]
    return rate(
        [one for one in due if one.state == "met"],
        due,
        duties_fallen_due.name,
        looked=looked(sight, duty_activity, period),
        beside=[*beside, Line("open", how_many("open"))],
    )
