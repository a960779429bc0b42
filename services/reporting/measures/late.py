"""Facts that came after the last report, about a time that a report had already covered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.reporting.measures.period import Period
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import LedgerFact, Sight
from services.reporting.measures.value import State, Value, cut_by, nothing, number
from services.reporting.projections.reports import restatements, submissions

UNDECIDED = "not decided yet"


def last_submission(sight: Sight) -> Any | None:
    """The report submitted last, as known here; None before the first."""
    return max(sight.points(submissions), key=lambda s: s.position, default=None)


def late_facts(sight: Sight) -> tuple[Any, Sequence[LedgerFact]]:
    """The last submission, and the facts late for it: known after its position, dated in its period or before."""
    last = last_submission(sight)
    return (None, ()) if last is None else (last, sight.facts(after=last.known_at, until=last.period_to))


def decisions(sight: Sight) -> dict[str, str]:
    """Event id -> what was decided about it; the later decision holds."""
    made = sorted(sight.points(restatements), key=lambda decision: decision.position)
    return {fact_id: decision.choice for decision in made for fact_id in decision.fact_ids}


@measure(
    "report.late_facts",
    version=1,
    kind="flow",
    unit="facts",
    section="late",
    title="Late facts",
    definition="""Facts that reached us after the last submitted report was made and are dated in its period or before,
    and what was decided about each. A late fact is welcome: it makes the next report right.""",
    not_applicable="No report has been submitted yet",
)
def late(sight: Sight, period: Period) -> Value:  # noqa: ARG001 (late is late whatever this report is about)
    last, found = late_facts(sight)
    if last is None:
        return nothing(State.NOT_APPLICABLE)
    decided = decisions(sight)
    rows = [_Fact(str(fact.id), fact) for fact in found]
    return number(
        rows,
        "ledger",
        looked=lambda: True,
        breakdowns=[
            cut_by("By kind of fact", "fact", rows, lambda row: [row.fact.type], "unknown"),
            cut_by("Correction, or new", "word", rows, lambda row: ["correction" if row.fact.corrects else "late"], ""),
            cut_by("What was decided", "word", rows, lambda row: [decided.get(row.key)], UNDECIDED),
        ],
    )


class _Fact:
    def __init__(self, key: str, fact: LedgerFact) -> None:
        self.key = key
        self.fact = fact
