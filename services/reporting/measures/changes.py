"""Changes that were asked for, and what became of them."""

from __future__ import annotations

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Line, Value, cut_by, number
from services.reporting.projections.changes import change_activity, change_requests


@measure(
    "changes.decided",
    version=1,
    kind="flow",
    unit="requests",
    section="changes",
    title="Change requests decided",
    definition="""Change requests that were approved or rejected in the period, by the day of the decision. One that was
    withdrawn by who submitted it was not decided and is not counted. "Awaiting on the last day" are those submitted by
    then and neither decided nor withdrawn.""",
)
def decided(sight: Sight, period: Period) -> Value:
    requests = [row for row in sight.state(change_requests, on=period.end) if row.title]
    rows = [row for row in requests if row.state in ("approved", "rejected") and row.decided_on in period]
    awaiting = sum(row.state == "awaiting" for row in requests)
    return number(
        rows,
        change_requests.name,
        looked=looked(sight, change_activity, period),
        breakdowns=[
            cut_by("Approved or rejected", "word", rows, lambda row: [row.state], "unknown"),
            cut_by("By what it changes", "word", rows, lambda row: [row.kind], "unknown"),
        ],
        beside=[Line("awaiting on the last day", awaiting)],
    )
