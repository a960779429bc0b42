"""What partners put in, in cash and in kind, against what they pledged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Breakdown, Line, State, Value, nothing
from services.reporting.projections.spending import contributions, partner_activity

ZERO = Decimal(0)


@measure(
    "partners.contribution",
    version=1,
    kind="stock",
    unit="GBP",
    section="partners",
    title="Contributed by partners",
    definition="""What partners have given up to the last day of the period, in cash and in kind, each as it
    was valued when it was recorded; and what they had pledged by then. A pledge counts whole, also where its
    time is not over.""",
)
def contribution(sight: Sight, period: Period) -> Value:
    rows = sight.points(contributions, until=period.end)
    if any(row.currency != "GBP" for row in rows):
        return nothing(State.UNKNOWN)
    given = [row for row in rows if row.state == "received"]
    pledged = [row for row in rows if row.state == "pledged"]
    if not rows and not looked(sight, partner_activity, period)():
        return nothing(State.NOT_ASKED)
    total = _sum(given)
    return Value(
        total,
        State.KNOWN if total else State.ZERO,
        breakdowns=(
            _cut("Given, by partner", "organisation", given, lambda row: row.org_id),
            _cut("Pledged, by partner", "organisation", pledged, lambda row: row.org_id),
            _cut("Given, in cash and in kind", "key", given, lambda row: row.kind),
        ),
        beside=(Line("pledged", _sum(pledged)), Line("still to come", max(_sum(pledged) - total, ZERO))),
        counted=tuple(sorted((contributions.name, row.key) for row in rows)),
    )


def _sum(rows: Iterable[Any]) -> Decimal:
    return sum((row.amount for row in rows), ZERO)


def _cut(title: str, naming: str, rows: Iterable[Any], name: Callable[[Any], str]) -> Breakdown:
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        found[name(row)] += row.amount
    return Breakdown(title, naming, tuple(Line(key, found[key]) for key in sorted(found)))
