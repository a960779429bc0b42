"""Impact claims by the strength of what shows them, and those that nothing shows. A claim is never an effect proved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.published import FOREVER
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Breakdown, Line, Value, cut_by, number
from services.reporting.projections.impact import evidence_items, impact_activity, impact_claims
from shared.events.outputs.impact import ASSERTED, STRENGTHS

#: a claim that nothing shows after so many days is a gap
GAP_AFTER = timedelta(days=90)
NAMES = {
    "asserted": "asserted",
    "evidenced": "evidenced",
    "corroborated": "corroborated outside",
    "verified": "verified by a second person",
}


def claims(sight: Sight, period: Period) -> list[Any]:
    """Claims that stand at the end of the last day, of changes that had begun by then; the strongest first."""
    return sight.once(("impact claims", period.end), lambda: _claims(sight, period))


def _claims(sight: Sight, period: Period) -> list[Any]:
    rows = [
        row
        for row in sight.state(impact_claims, on=period.end)
        if row.title and row.state == "standing" and row.began_on <= period.end
    ]
    return sorted(rows, key=lambda row: (-STRENGTHS.index(row.strength), row.began_on, row.title, row.key))


def gaps(sight: Sight, period: Period) -> list[Any]:
    """Those only asserted, and claimed more than 90 days before the last day; the oldest first."""
    rows = [r for r in claims(sight, period) if r.strength == ASSERTED and r.claimed_on < period.end - GAP_AFTER]
    return sorted(rows, key=lambda row: (row.claimed_on, row.title, row.key))


def evidence_standing(sight: Sight, period: Period) -> dict[str, int]:
    """How much evidence shows each claim at the end of the last day."""
    found: dict[str, int] = {}
    for row in sight.state(evidence_items, on=period.end):
        if row.impact_id and row.state == "standing" and not row.set_aside:
            found[row.impact_id] = found.get(row.impact_id, 0) + 1
    return found


@measure(
    "impact.claims",
    version=1,
    kind="stock",
    unit="claims",
    section="impact",
    title="Impact claims",
    definition="""What the programme says has changed by the last day of the period, each claim once, by how strongly it
    was shown on that day: asserted, with nothing to show it; evidenced, by a file, a link or a testimonial;
    corroborated, by evidence from outside the programme; verified, by a second person who neither wrote it nor attached
    its evidence. Not those withdrawn by then. A claim of employment, housing or the use of the NHS says that the
    programme contributed to a change, never that it caused it.""",
)
def of_strength(sight: Sight, period: Period) -> Value:
    rows = claims(sight, period)
    having = [row.strength for row in rows]
    by_strength = tuple(Line(NAMES[strength], having.count(strength)) for strength in STRENGTHS)
    dropped = _withdrawn(sight, period)
    beside = [Line("withdrawn in the period", len(dropped))] if dropped else []
    return number(
        rows,
        impact_claims.name,
        looked=lambda: bool(dropped) or looked(sight, impact_activity, period)(),
        breakdowns=[
            Breakdown("By strength of evidence", "word", by_strength),
            cut_by("By kind of change", "word", rows, lambda r: r.tags or [], "no kind named"),
        ],
        beside=beside,
    )


@measure(
    "impact.gaps",
    version=1,
    kind="stock",
    unit="claims",
    section="impact",
    title="Impact claims that nothing shows",
    definition="""Claims that are still only asserted on the last day of the period, and were made more than 90 days
    before it. A claim leaves this list when evidence is attached to it. One that is withdrawn is no longer counted
    either; how many of those there were is said beside it, because it closed no gap.""",
)
def open_gaps(sight: Sight, period: Period) -> Value:
    rows = gaps(sight, period)
    dropped = [row for row in _withdrawn(sight, period) if row.strength == ASSERTED]
    return number(
        rows,
        impact_claims.name,
        looked=lambda: bool(claims(sight, period)) or looked(sight, impact_activity, period)(),
        beside=[Line("withdrawn in the period while only asserted", len(dropped))] if dropped else (),
    )


def _withdrawn(sight: Sight, period: Period) -> list[Any]:
    """Claims that were dropped in the period; one entered in error never was a claim."""
    return [
        row
        for row in sight.state(impact_claims, on=FOREVER)
        if row.title and row.state == "withdrawn" and row.withdrawn_on in period and row.withdrawn_reason != "error"
    ]
