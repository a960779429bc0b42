"""Money won from elsewhere: applications that were awarded, and further funding among the outputs, each award once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.published import FOREVER, Output, new_outputs
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Breakdown, Line, State, Value, nothing
from services.reporting.projections.activity import front_door_activity, output_activity
from services.reporting.projections.front_door import applications
from services.reporting.projections.outputs import outputs

POUNDS = "GBP"
#: an application's word for our part -> that of further funding
_ROLES = {"lead": "led", "partner": "shared", "support": "supported"}


@dataclass(frozen=True, slots=True)
class Won:
    """One award, wherever it was recorded. `amount` None: nobody recorded how much."""

    view: str
    key: str
    amount: Decimal | None
    to_partnership: Decimal | None
    currency: str
    role: str
    sector: str


def won_in(sight: Sight, period: Period) -> list[Won]:
    """Awards of the period: applications by the day of the decision, others by the day they were public."""
    awarded = {row.key: row for row in sight.state(applications, on=FOREVER) if row.outcome == "awarded"}
    found = [_of_application(row) for row in awarded.values() if row.decided_on in period]
    others = [output for output in new_outputs(sight, period) if output.row.type == "further_funding"]
    return found + [_of_output(output) for output in others if not awarded.keys() & _applications(output)]


@measure(
    "funding.secured",
    version=1,
    kind="flow",
    unit="GBP",
    section="front_door",
    title="Funding secured from elsewhere",
    definition="""Money won from elsewhere that the programme led, shared in or supported: the whole of each award, by
    the day of the funder's decision on an application, or the day on which further funding became public. An award that
    is recorded as both, or by several people, is counted once: the application stands for it. Beside it the part that
    comes to the partnership. Awards in other currencies are said beside it and never added.""",
)
def secured(sight: Sight, period: Period) -> Value:
    won = won_in(sight, period)
    if not won:
        asked = looked(sight, front_door_activity, period)() or looked(sight, output_activity, period)()
        return Value(Decimal(0), State.ZERO) if asked else nothing(State.NOT_ASKED)
    counted = tuple(sorted((each.view, each.key) for each in won))
    known = [each for each in won if each.amount is not None]
    if not known:
        return Value(None, State.UNKNOWN, beside=(Line("awards", len(won), unit="awards"),), counted=counted)
    pounds = [each for each in known if each.currency == POUNDS]
    total = _sum(pounds)
    return Value(
        total,
        State.KNOWN if total else State.ZERO,
        breakdowns=(
            _cut("By our part", "text", pounds, [each.role for each in pounds]),
            _cut("By sector of the funder", "text", pounds, [each.sector for each in pounds]),
        )
        if pounds
        else (),
        beside=tuple(_beside(won, known, pounds)),
        counted=counted,
    )


def _beside(won: Sequence[Won], known: Sequence[Won], pounds: Sequence[Won]) -> Iterable[Line]:
    yield Line("awards", len(won), unit="awards")
    parts = [each.to_partnership for each in pounds if each.to_partnership is not None]
    yield Line("of it to the partnership", sum(parts, Decimal(0)), unit=POUNDS)
    if len(parts) < len(pounds):
        yield Line("awards whose part for the partnership is not recorded", len(pounds) - len(parts), unit="awards")
    for currency in sorted({each.currency for each in known} - {POUNDS}):
        yield Line(f"besides, in {currency}", _sum(e for e in known if e.currency == currency), unit=currency)
    if len(known) < len(won):
        yield Line("awards whose amount is not recorded", len(won) - len(known), unit="awards")


def _cut(title: str, naming: str, won: Sequence[Won], names: Sequence[str]) -> Breakdown:
    sums: dict[str, Decimal] = {}
    for each, name in zip(won, names, strict=True):
        sums[name] = sums.get(name, Decimal(0)) + (each.amount or 0)
    lines = sorted(sums.items(), key=lambda line: (line[0] == "unknown", line[0]))
    return Breakdown(title, naming, tuple(Line(name, amount) for name, amount in lines))


def _sum(won: Iterable[Won]) -> Decimal:
    return sum((each.amount or Decimal(0) for each in won), Decimal(0))


def _of_application(row: Any) -> Won:
    return Won(
        applications.name,
        row.key,
        row.amount_awarded,
        row.amount_to_partnership,
        row.currency or POUNDS,
        _ROLES.get(row.hdrc_role, "unknown"),
        row.funder_sector or "unknown",
    )


def _applications(output: Output) -> set[str]:
    """The applications that it, or a record merged into it, says it came of."""
    return {(member.details or {}).get("application_id", "") for member in output.members}


def _of_output(output: Output) -> Won:
    """Of records that were merged, the first that says how much."""
    told = [member.details or {} for member in output.members]
    details = next((each for each in told if each.get("amount")), told[0])
    return Won(
        outputs.name,
        output.key,
        _number(details.get("amount")),
        _number(details.get("amount_to_partnership")),
        details.get("currency") or POUNDS,
        details.get("role") or "unknown",
        details.get("funder_sector") or "unknown",
    )


def _number(kept: str | None) -> Decimal | None:
    return Decimal(kept) if kept else None
