"""Decisions and indicators in a report: each decision with its document, each indicator from baseline to actual."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.reporting.measures.decisions import EVIDENCE_KINDS, made_in
from services.reporting.measures.indicators import readings
from services.reporting.measures.period import Period
from services.reporting.measures.sight import Sight
from services.reporting.reports.names import Names, sentence_case
from services.reporting.reports.table import Column, Table, iso

CONTEXT = "Context: the programme contributes to it"


def decisions_table(sight: Sight, period: Period, names: Names) -> Table:
    """Decisions of the period, by date."""
    rows = [
        (
            iso(row.decided_on),
            row.title,
            row.body,
            sentence_case(row.result),
            sentence_case(row.use),
            "; ".join(names.key(theme) for theme in row.themes or []) or None,
            f"{len(set(row.evidence_kinds or []))} of {len(EVIDENCE_KINDS)}",
            row.decision_ref or row.url or "A file of the programme",
        )
        for row in made_in(sight, period)
    ]
    columns = (
        Column("Decided on", "date"),
        Column("Decision"),
        Column("Body"),
        Column("What came of it"),
        Column("The evidence was"),
        Column("Themes"),
        Column("Kinds of evidence"),
        Column("Document"),
    )
    return Table("Decisions informed", columns, tuple(rows), "No decision was informed in this period.")


def indicators_table(sight: Sight, period: Period, names: Names) -> Table:
    """Every indicator on the last day of the period."""
    rows = [
        (
            reading.row.title,
            "; ".join(names.key(theme) for theme in reading.row.themes or []) or None,
            reading.row.unit,
            _with_day(reading.row.baseline, reading.row.baseline_on),
            _with_day(reading.target[1], reading.target[0]) if reading.target else None,
            _with_day(reading.actual, reading.last.true_from if reading.last else None),
            reading.last.source if reading.last else reading.row.source,
            CONTEXT if reading.row.context else None,
        )
        for reading in readings(sight, period.end)
    ]
    columns = (
        Column("Indicator"),
        Column("Themes"),
        Column("Unit"),
        Column("Baseline"),
        Column("Target"),
        Column("Actual"),
        Column("Source"),
        Column("What it says"),
    )
    return Table("Indicators", columns, tuple(rows), "No indicator has been set up.")


def _with_day(value: Decimal | str | None, on: date | None) -> str | None:
    if value is None:
        return None
    number = f"{Decimal(value).normalize():f}"
    return f"{number} ({iso(on)})" if on else number
