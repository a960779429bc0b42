"""Formal decisions that evidence of the programme informed, and on how many kinds of evidence they rested."""

from __future__ import annotations

from collections import Counter
from typing import Any

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.published import FOREVER
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Line, Value, cut_by, number, rate
from services.reporting.projections.decisions import decision_activity, decisions

EVIDENCE_KINDS = ("research", "local_data", "practitioner", "community", "policy", "cost")
ENOUGH_KINDS = 4
CITY = "city"


@measure(
    "decisions.informed",
    version=1,
    kind="flow",
    unit="decisions",
    section="impact",
    title="Decisions informed",
    definition="""Formal decisions made in the period, by their date, in whose document evidence of the programme is
    cited or recorded as considered. Each has its document: a minute, a notice or a published paper. Not those
    withdrawn since. A decision may be about several themes and places.""",
)
def informed(sight: Sight, period: Period) -> Value:
    rows = made_in(sight, period)
    return number(
        rows,
        decisions.name,
        looked=looked(sight, decision_activity, period),
        breakdowns=[
            cut_by("By body", "text", rows, lambda d: [d.body], "unknown"),
            cut_by("By what came of it", "word", rows, lambda d: [d.result], "unknown"),
            cut_by("By theme", "theme", rows, lambda d: d.themes or [], "none"),
            cut_by("By place", "place", rows, lambda d: [p["code"] for p in d.places or []], "none"),
        ],
        beside=[Line("in which the evidence is cited", sum(d.use == "cited" for d in rows))] if rows else (),
    )


@measure(
    "decisions.evidence_kinds",
    version=1,
    kind="rate",
    unit="decisions",
    section="impact",
    title="Decisions that rested on many kinds of evidence",
    definition="""Of the decisions informed in the period, how many rested on at least four of six kinds of evidence:
    research, local data, practitioners' knowledge, community voice, policy, and cost. Beside it, how often each kind
    was missing, the one most often missing first.""",
    none="No decision was informed",
)
def evidence_kinds(sight: Sight, period: Period) -> Value:
    rows = made_in(sight, period)
    met = [row for row in rows if len(set(row.evidence_kinds or [])) >= ENOUGH_KINDS]
    missing = Counter(kind for row in rows for kind in EVIDENCE_KINDS if kind not in (row.evidence_kinds or []))
    order = sorted(missing.items(), key=lambda line: (-line[1], EVIDENCE_KINDS.index(line[0])))
    beside = [Line(f"without {kind.replace('_', ' ')}", times) for kind, times in order]
    return rate(met, rows, decisions.name, looked=looked(sight, decision_activity, period), beside=beside)


def made_in(sight: Sight, period: Period) -> list[Any]:
    """Decisions of the period in order of date. A withdrawal or a correction holds for all time."""
    return sight.once(("decisions", period), lambda: _made_in(sight, period))


def _made_in(sight: Sight, period: Period) -> list[Any]:
    rows = [
        row
        for row in sight.state(decisions, on=FOREVER)
        if row.title and not row.withdrawn_reason and row.decided_on in period
    ]
    return sorted(rows, key=lambda row: (row.decided_on, row.key))
