"""What the award is worth."""

from __future__ import annotations

from decimal import Decimal

from services.reporting.measures.period import Period
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Breakdown, Line, State, Value, nothing
from services.reporting.projections.awards import award_changes, awards


@measure(
    "award.value",
    version=1,
    kind="stock",
    unit="GBP",
    section="award",
    title="Value of the award",
    definition="""The amounts of the programme's award contracts when they were signed, plus every supplement and minus
    every reduction agreed up to the last day of the period. Pounds sterling, as the contract states them.""",
    not_applicable="No award has been recorded",
)
def value(sight: Sight, period: Period) -> Value:
    contracts = [award for award in sight.state(awards, on=period.end) if award.reference]
    changes = [c for c in sight.points(award_changes, until=period.end) if c.amount_change is not None]
    if not contracts:
        return nothing(State.NOT_APPLICABLE)
    money = [(award.amount, award.currency) for award in contracts] + [(c.amount_change, c.currency) for c in changes]
    if any(amount is None or currency != "GBP" for amount, currency in money):
        return nothing(State.UNKNOWN)  # a sum that leaves one contract out would look like the whole
    original = sum((award.amount for award in contracts), Decimal(0))
    agreed = sum((change.amount_change for change in changes), Decimal(0))
    lines = [Line("original", original)]
    lines += [Line(f"agreed {change.true_from.isoformat()}", change.amount_change) for change in changes]
    counted = [(awards.name, a.key) for a in contracts] + [(award_changes.name, c.key) for c in changes]
    return Value(
        original + agreed,
        State.KNOWN if original + agreed else State.ZERO,
        breakdowns=(Breakdown("Original amount and each change", "amount", tuple(lines)),),
        counted=tuple(sorted(counted)),
    )
