"""Change requests in a report: those decided in a period, and those that await a decision on its last day."""

from __future__ import annotations

from services.reporting.measures.period import Period
from services.reporting.measures.sight import Sight
from services.reporting.projections.changes import change_requests
from services.reporting.reports.names import Names, sentence_case
from services.reporting.reports.table import Column, Table, iso


def changes_decided(sight: Sight, period: Period, names: Names) -> Table:  # noqa: ARG001 (they name nothing else)
    """In order of decision; those that wait come last."""
    requests = [row for row in sight.state(change_requests, on=period.end) if row.title]
    shown = [row for row in requests if row.state in ("approved", "rejected") and row.decided_on in period]
    waiting = [row for row in requests if row.state == "awaiting"]
    rows = [
        (
            row.title,
            sentence_case(row.kind),
            iso(row.submitted_on),
            sentence_case(row.state),
            iso(row.decided_on),
            sentence_case(row.decided_by) if row.decided_by else None,
            row.funder_reference,
        )
        for row in [
            *sorted(shown, key=lambda row: (row.decided_on, row.title, row.key)),
            *sorted(waiting, key=lambda row: (row.submitted_on, row.title, row.key)),
        ]
    ]
    columns = (
        Column("Change"),
        Column("Kind"),
        Column("Asked for", "date"),
        Column("Decision"),
        Column("Decided", "date"),
        Column("By"),
        Column("Funder's reference"),
    )
    empty = "No change was decided in this period, and none awaits a decision."
    return Table("Changes asked for and decided", columns, tuple(rows), empty)
