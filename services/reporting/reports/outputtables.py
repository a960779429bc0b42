"""The table of outputs that an earlier report counted, or this one might have, and that were withdrawn since."""

from __future__ import annotations

from typing import Any

from services.reporting.measures.period import Period
from services.reporting.measures.published import FOREVER, public_since
from services.reporting.measures.sight import Sight
from services.reporting.projections.outputs import outputs, withdrawals
from services.reporting.projections.reports import submissions
from services.reporting.reports.names import Names, sentence_case
from services.reporting.reports.table import Column, Table, iso

WORDS = {"retracted": "Retracted", "not_ours": "Withdrawn: not ours", "error": "Withdrawn: entered in error"}


def outputs_withdrawn(sight: Sight, period: Period, names: Names) -> Table:  # noqa: ARG001  (a table takes names)
    """Retractions by the date of the notice; and what earlier reports counted and later turned out not to count."""
    earlier = [report for report in sight.points(submissions) if report.period_to < period.start]
    since, rows = public_since(sight), {row.key: row for row in sight.state(outputs, on=FOREVER) if row.title}
    found = []
    for point in sorted(sight.points(withdrawals), key=lambda point: (point.true_from, point.key)):
        row, public_on = rows.get(point.output_id), since.get(point.output_id)
        if row is None or public_on is None:
            continue
        counted = [r for r in earlier if r.period_from <= public_on <= r.period_to and r.known_at < point.position]
        noticed = point.reason == "retracted" and point.true_from in period
        if noticed or (counted and _news(point, earlier)):
            kind = sentence_case(row.subtype or row.type)
            reported = "Yes" if counted else "No"
            found.append((iso(point.true_from), row.title, kind, WORDS[point.reason], iso(public_on), reported))
    columns = (
        Column("Date", "date"),
        Column("Title"),
        Column("Type"),
        Column("What happened"),
        Column("Public since", "date"),
        Column("Counted in an earlier report"),
    )
    empty = "No output that was reported before was retracted or withdrawn."
    return Table("Outputs retracted or withdrawn since they were reported", columns, tuple(found), empty)


def _news(point: Any, earlier: list[Any]) -> bool:
    """Whether the last report before this one did not know of it yet."""
    return bool(point.position > max(report.known_at for report in earlier))
