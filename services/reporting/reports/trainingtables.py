"""Training in a report: each session, and each wave of the survey. Small numbers of people are not shown."""

from __future__ import annotations

from services.reporting.measures.period import Period
from services.reporting.measures.sight import Sight
from services.reporting.projections.training import surveys, training_sessions
from services.reporting.reports.names import Names, sentence_case
from services.reporting.reports.table import Column, Table, iso


def sessions_table(sight: Sight, period: Period, names: Names) -> Table:
    """Sessions of the period, by day."""
    rows = [
        (
            iso(row.true_from),
            row.title,
            sentence_case(row.level),
            names.organisation(row.provider_org_id),
            row.places_taken,
        )
        for row in sight.points(training_sessions, since=period.start, until=period.end)
    ]
    columns = (
        Column("Date", "date"),
        Column("Session"),
        Column("Level"),
        Column("Given by"),
        Column("Places taken", "number"),
    )
    return Table("Training sessions", columns, tuple(rows), "No training took place in this period.")


def surveys_table(sight: Sight, period: Period, names: Names) -> Table:
    """Every wave that had closed by the last day of the period."""
    rows = [
        (iso(row.true_from), row.instrument, row.wave, row.answers, row.asked, _scores(row.scores, names))
        for row in sight.points(surveys, until=period.end)
    ]
    columns = (
        Column("Closed on", "date"),
        Column("Questionnaire"),
        Column("Wave", "number"),
        Column("Answers", "number"),
        Column("Asked", "number"),
        Column("Score of each domain"),
    )
    return Table("Waves of the survey", columns, tuple(rows), "No wave of a survey has closed yet.")


def _scores(scores: dict[str, str] | None, names: Names) -> str:
    if scores is None:
        return "Not shown: too few answered"
    return "; ".join(f"{names.key(domain)} {score}" for domain, score in sorted(scores.items()))
