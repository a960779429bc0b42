"""Open risks by band of residual score, what became of them in the period, and the heaviest of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.thresholds import boundaries
from services.reporting.measures.value import Breakdown, Line, Value, number
from services.reporting.projections.activity import risk_activity
from services.reporting.projections.risks import risks
from shared.events.projects.risks import RISK_BANDS, risk_band

BANDS = "risk.bands"
TOP = 5


def score(row: Any) -> int:
    """Residual likelihood × impact."""
    return int(row.likelihood * row.impact)


def open_risks(sight: Sight, period: Period) -> list[Any]:
    """Risks that may still happen at the end of the last day, the heaviest first."""
    rows = [row for row in sight.state(risks, on=period.end) if _is_open(row)]
    return sorted(rows, key=lambda row: (-score(row), -row.impact, row.title, row.key))


def open_issues(sight: Sight, period: Period) -> list[Any]:
    """Issues that are not over at the end of the last day, the heaviest first."""
    rows = [r for r in sight.state(risks, on=period.end) if r.title and r.kind == "issue" and r.state == "open"]
    return sorted(rows, key=lambda row: (-row.impact, row.title, row.key))


def scores_before(sight: Sight, period: Period) -> dict[str, int]:
    """The residual score of each risk that was open as the period began."""
    rows = sight.state(risks, on=period.start - timedelta(days=1))
    return {row.key: score(row) for row in rows if _is_open(row)}


def _is_open(row: Any) -> bool:
    return bool(row.title and row.kind == "risk" and row.state == "open" and row.likelihood)


@measure(
    "risks.open",
    version=1,
    kind="stock",
    unit="risks",
    section="risks",
    title="Open risks",
    definition="""Risks that may still happen at the end of the last day of the period, by the band of their residual
    score: likelihood times impact with what is being done, as last judged by then, in the bands that the programme has
    set for that day. Beside it, over the period: risks raised, closed, and happened; of those open both as it began and
    as it ended, how many have a higher and how many a lower score. Issues are risks that have happened, and other
    trouble; they are counted apart.""",
)
def open_(sight: Sight, period: Period) -> Value:
    rows, before = open_risks(sight, period), scores_before(sight, period)
    known = [r for r in sight.state(risks, on=period.end) if r.title and r.kind == "risk"]
    edges = boundaries(sight, period.end, BANDS)
    in_band = [risk_band(score(row), edges) for row in rows]
    by_band = tuple(Line(band, in_band.count(band)) for band in reversed(RISK_BANDS))
    over = [r for r in known if r.over_on is not None and r.over_on in period]
    moved = [score(row) - before[row.key] for row in rows if row.key in before]
    issues = open_issues(sight, period)
    beside = (
        Line("new in the period", sum(1 for r in known if r.raised_on in period)),
        Line("closed in the period", sum(1 for r in over if r.state == "closed")),
        Line("happened in the period", sum(1 for r in over if r.state == "happened")),
        Line("score higher than as the period began", sum(1 for change in moved if change > 0)),
        Line("score lower than as the period began", sum(1 for change in moved if change < 0)),
        Line("open issues", len(issues)),
    )
    return number(
        rows,
        risks.name,
        looked=lambda: bool(known or issues) or looked(sight, risk_activity, period)(),
        breakdowns=[Breakdown("By band of residual score", "word", by_band)],
        beside=beside,
    )
