"""Reporting duties in a report: those that fell due in a period and those of the coming one."""

from __future__ import annotations

from datetime import date

from services.reporting.measures.duties import fallen_due
from services.reporting.measures.period import Period
from services.reporting.measures.sight import Sight
from services.reporting.projections.duties import obligations
from services.reporting.reports.names import Names, sentence_case
from services.reporting.reports.table import Cell, Column, Table, iso


def duties_list(sight: Sight, period: Period, names: Names) -> Table:  # noqa: ARG001 (duties name nothing but themselves)
    """What fell due in the period, then what is due in the coming one."""
    coming = period.following()
    ahead = [
        row
        for row in sight.state(obligations, on=period.end)
        if row.title and row.withdrawn_on is None and row.due_on in coming
    ]
    rows = [_row(one.title, one.due_on, one.met_on, words(one.state)) for one in fallen_due(sight, period)]
    rows += [
        _row(row.title, row.due_on, row.met_on, "Met already" if row.met_on else "In the coming period")
        for row in sorted(ahead, key=lambda row: (row.due_on, row.title, row.key))
    ]
    columns = (
        Column("Duty"),
        Column("Due", "date"),
        Column("Met", "date"),
        Column("Days late", "number"),
        Column("State"),
    )
    return Table(
        "Reporting duties",
        columns,
        tuple(rows),
        "No reporting duty fell due in this period, and none will in the coming one.",
        "Days late: from the due day to the day on which it was met; below zero is early.",
    )


def words(state: str) -> str:
    """How a duty that fell due stood, in words."""
    return "Met on time" if state == "met" else sentence_case(state)


def _row(title: str, due_on: date, met_on: date | None, state: str) -> tuple[Cell, ...]:
    return title, iso(due_on), iso(met_on), (met_on - due_on).days if met_on else None, state
