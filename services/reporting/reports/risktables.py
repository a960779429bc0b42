"""Risks and issues in a report: the heaviest in words, with how each moved. The words are titles, which name nobody."""

from __future__ import annotations

from typing import Any

from services.reporting.measures.period import Period
from services.reporting.measures.risks import BANDS, TOP, open_issues, open_risks, score, scores_before
from services.reporting.measures.sight import Sight
from services.reporting.measures.thresholds import boundaries
from services.reporting.reports.names import Names, sentence_case
from services.reporting.reports.table import Column, Table, iso
from shared.events.projects.risks import risk_band


def risks_top(sight: Sight, period: Period, names: Names) -> Table:
    """The five open risks that weigh most at the end of the period."""
    before, edges = scores_before(sight, period), boundaries(sight, period.end, BANDS)
    rows = [
        (
            row.title,
            names.title(row.project_id) or names.title(row.workstream_id),
            row.inherent_likelihood * row.inherent_impact,
            score(row),
            sentence_case(risk_band(score(row), edges)),
            _moved(row, before),
            row.target_score,
            sentence_case(row.response) if row.response else None,
        )
        for row in open_risks(sight, period)[:TOP]
    ]
    columns = (
        Column("Risk"),
        Column("Project"),
        Column("Score before anything is done", "number"),
        Column("Score now", "number"),
        Column("Band", "short"),
        Column("In the period", "short"),
        Column("Target", "number"),
        Column("Response", "short"),
    )
    note = "A score is likelihood times impact, each from 1 to 5."
    return Table("The open risks that weigh most", columns, tuple(rows), "No risk is open.", note)


def issues_open(sight: Sight, period: Period, names: Names) -> Table:
    """Issues that are not over at the end of the period."""
    rows = [
        (
            row.title,
            names.title(row.project_id) or names.title(row.workstream_id),
            iso(row.raised_on),
            row.impact,
            names.title(row.from_risk_id),
            sentence_case(row.response) if row.response else None,
        )
        for row in open_issues(sight, period)
    ]
    columns = (
        Column("Issue"),
        Column("Project"),
        Column("Since", "date"),
        Column("Impact", "number"),
        Column("Came of the risk"),
        Column("Response", "short"),
    )
    return Table("Open issues", columns, tuple(rows), "No issue is open.")


def _moved(row: Any, before: dict[str, int]) -> str:
    if row.key not in before:
        return "New"
    change = score(row) - before[row.key]
    return "Up" if change > 0 else "Down" if change < 0 else "As before"
