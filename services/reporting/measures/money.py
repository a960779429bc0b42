"""Money: spent, against its profile, by cause, and where it will end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from services.reporting.measures.extracts import to_date
from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Breakdown, Line, State, Value, nothing
from services.reporting.measures.variance import (
    CAUSES,
    REST,
    Mixed,
    Variance,
    amounts_before,
    lines_on,
    profiled_by,
    spent_by,
    variances,
)
from services.reporting.projections.changes import change_requests
from services.reporting.projections.money import budget_lines, budget_versions, forecasts
from services.reporting.projections.spending import money_activity, spend
from shared.finyears import fin_year

ZERO = Decimal(0)


@measure(
    "money.spent",
    version=1,
    kind="flow",
    unit="GBP",
    section="money",
    title="Spent from the award",
    definition="""Lines of the finance system's ledger posted in the period, credits taken off; a line that
    was corrected counts as corrected, on its own posting date. Accruals basis, VAT as the council reports it.
    To date is everything posted up to the last day of the period. Years are financial years, April to March, to
    which the ledger books it.""",
)
def spent(sight: Sight, period: Period) -> Value:
    try:
        so_far = spent_by(sight, period.end)
    except Mixed:
        return nothing(State.UNKNOWN)
    rows = [row for row in so_far if row.true_from >= period.start]
    total = _sum(rows)
    if not rows and not looked(sight, money_activity, period)():
        return nothing(State.NOT_ASKED)
    return Value(
        total,
        State.KNOWN if total else State.ZERO,
        breakdowns=(
            _cut("By heading", "key", rows, lambda row: row.heading),
            _cut("By organisation", "organisation", rows, lambda row: row.partner_org_id),
            _cut("By financial year, April to March", "place", rows, lambda row: row.fin_year),
        ),
        beside=(Line("spent to date", _sum(so_far)),),
        counted=tuple(sorted((spend.name, row.key) for row in rows)),
    )


@measure(
    "money.variance",
    version=1,
    kind="stock",
    unit="GBP",
    section="money",
    title="Underspend against profile",
    definition="""What was profiled up to the last day of the period minus what was spent up to it: above 0
    is an underspend, below 0 an overspend. Where no extract of the finance system reaches that day, both are taken up
    to the last end of a month that one does. The profile is the one in force on that day, as approved when this
    was known; a month counts from its last day, and a line without a month is spread evenly over its financial
    year (April to March) within the award. Beside it stands what the profile that was in force on the first day
    of the period would say, so that a new profile cannot hide a variance.""",
    not_applicable="No budget has been set",
)
def variance(sight: Sight, period: Period) -> Value:
    try:
        day = to_date(sight, period.end)
        cells = variances(sight, day)
        lines = lines_on(sight, day)
        before = _profiled_before(sight, period.start, day)
    except Mixed:
        return nothing(State.UNKNOWN)
    if not lines:
        return nothing(State.NOT_APPLICABLE)
    total, due, out = (_total(cells, what) for what in ("amount", "profiled", "spent"))
    share = (total * 100 / due).quantize(Decimal("0.1"), ROUND_HALF_UP) if due else None
    return Value(
        total,
        State.KNOWN if total else State.ZERO,
        breakdowns=tuple(_by(cells, title, naming, place) for title, naming, place in _CUTS),
        beside=(
            Line("profiled to date", due),
            Line("spent to date", out),
            *((Line("part of the profile", share, unit="per cent"),) if share is not None else ()),
            Line("underspend by the profile at the start of the period", before - out),
        ),
        counted=_rows(lines, spent_by(sight, day)),
    )


@measure(
    "money.variance_by_cause",
    version=1,
    kind="stock",
    unit="GBP",
    section="money",
    title="Underspend by cause",
    definition="""The underspend against profile, cut by cause, heading by heading, organisation by
    organisation and financial year by financial year. In this order, and each taking at most what those before
    it left: (1) vacant posts, the weeks for which posts of that employer stood empty times their budgeted
    weekly cost, under staff; (2) a partner that has not claimed yet: its profile of the months that none of its
    claims covers, less what vacant posts of those months explain; host and contractor claim nothing; (3) a
    claim received and not settled; (4) causes that people gave: late start, price, or another one with a
    reason. What is left is the unexplained rest, which may be below 0. Causes and rest add up to the underspend
    to the penny.""",
    not_applicable="No budget has been set",
)
def by_cause(sight: Sight, period: Period) -> Value:
    try:
        day = to_date(sight, period.end)
        cells = variances(sight, day)
        lines = lines_on(sight, day)
    except Mixed:
        return nothing(State.UNKNOWN)
    if not lines:
        return nothing(State.NOT_APPLICABLE)
    total = _total(cells, "amount")
    said = {row for cell in cells for cause in cell.causes for row in cause.rows}
    return Value(
        total,
        State.KNOWN if total else State.ZERO,
        breakdowns=(
            Breakdown("By cause", "key", tuple(Line(name, amount) for name, amount in causes_of(cells))),
            _rests("Unexplained rest, by heading", "key", cells, 0),
            _rests("Unexplained rest, by organisation", "organisation", cells, 1),
        ),
        counted=tuple(sorted({*_rows(lines, spent_by(sight, day)), *said})),
    )


@measure(
    "money.outturn",
    version=1,
    kind="stock",
    unit="GBP",
    section="money",
    title="Expected spending by the end of the financial year",
    definition="""What will have been spent in the financial year (April to March) in which the last day of
    the period lies, as the latest forecast of that day says, against the budget of that year; and the same for
    the whole award. Carry-forward agreed is what approved changes moved out of a financial year in the period;
    asked for are the requests that await a decision on the last day.""",
    not_applicable="No budget has been set",
)
def outturn(sight: Sight, period: Period) -> Value:
    try:
        lines = lines_on(sight, period.end)
    except Mixed:
        return nothing(State.UNKNOWN)
    if not lines:
        return nothing(State.NOT_APPLICABLE)
    last = max(sight.points(forecasts, until=period.end), key=lambda f: (f.true_from, f.position), default=None)
    year = fin_year(period.end)
    of_year = [line for line in last.lines if line.get("fin_year") == year] if last else []
    if not of_year:
        return nothing(State.NOT_ASKED)
    whole = [line for line in last.lines if line["horizon"] == "award_end"] if last else []
    if any(line["amount"]["currency"] != "GBP" for line in (*of_year, *whole)):
        return nothing(State.UNKNOWN)
    total, in_all = _forecast(of_year), _forecast(whole)
    asked, agreed = _carry_forward(sight, period)
    return Value(
        total,
        State.KNOWN if total else State.ZERO,
        breakdowns=(
            _forecasts("By heading", "key", of_year, "heading"),
            _forecasts("By organisation", "organisation", of_year, "partner_org_id"),
        ),
        beside=(
            Line(f"budget of {year}", _sum(line for line in lines if line.fin_year == year)),
            *((Line("expected by the end of the award", in_all),) if whole else ()),
            Line("budget of the award", _sum(lines)),
            Line("carry-forward agreed in the period", agreed),
            Line("requests for carry-forward that await a decision", asked, unit="requests"),
        ),
        counted=((forecasts.name, last.key), *((budget_lines.name, line.key) for line in lines)) if last else (),
    )


#: place in a cell -> how it is cut
_CUTS = (
    ("By heading", "key", 0),
    ("By organisation", "organisation", 1),
    ("By financial year, April to March", "place", 2),
)


def causes_of(cells: Iterable[Variance]) -> list[tuple[str, Decimal]]:
    """Each cause with its amount, in order, and the rest, which is always there."""
    cells = list(cells)
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for cell in cells:
        for cause in cell.causes:
            found[cause.cause] += cause.amount
    lines = [(name, found[name]) for name in CAUSES if found[name]]
    return [*lines, (REST, _total(cells, "rest"))]


def _profiled_before(sight: Sight, start: date, day: date) -> Decimal:
    """To date by the profile in force on the first day; a first profile set within the period counts as it was set."""
    held = start <= day and lines_on(sight, start)
    return profiled_by(sight, start if held else day, day)


def _carry_forward(sight: Sight, period: Period) -> tuple[int, Decimal]:
    """How many requests await a decision, and what approved ones moved out of a year in the period."""
    waiting = [
        row
        for row in sight.state(change_requests, on=period.end)
        if row.kind == "carry_forward" and row.state == "awaiting"
    ]
    agreed = ZERO
    for version in sight.points(budget_versions, since=period.start, until=period.end):
        if version.cause == "carry_forward":
            agreed += _moved_out(sight, version)
    return len(waiting), agreed


def _moved_out(sight: Sight, version: Any) -> Decimal:
    """What the version took from the earliest year that it names: its lines before, minus its lines after."""
    year = min(line["fin_year"] for line in version.lines)
    its = [line for line in version.lines if line["fin_year"] == year]
    after = sum((Decimal(line["amount"]["amount"]) for line in its), ZERO)
    return amounts_before(sight, version, its) - after


def _cut(title: str, naming: str, rows: Iterable[Any], name: Callable[[Any], str]) -> Breakdown:
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        found[name(row)] += row.amount
    return Breakdown(title, naming, tuple(Line(key, found[key]) for key in sorted(found)))


def _by(cells: Iterable[Variance], title: str, naming: str, place: int) -> Breakdown:
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for cell in cells:
        found[cell.cell[place]] += cell.amount
    return Breakdown(title, naming, tuple(Line(key, found[key]) for key in sorted(found)))


def _rests(title: str, naming: str, cells: Iterable[Variance], place: int) -> Breakdown:
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for cell in cells:
        found[cell.cell[place]] += cell.rest
    return Breakdown(title, naming, tuple(Line(key, found[key]) for key in sorted(found) if found[key]))


def _forecast(lines: Iterable[dict[str, Any]]) -> Decimal:
    return sum((Decimal(line["amount"]["amount"]) for line in lines), ZERO)


def _forecasts(title: str, naming: str, lines: list[dict[str, Any]], name: str) -> Breakdown:
    keys = sorted({line[name] for line in lines})
    its = tuple(Line(key, _forecast(line for line in lines if line[name] == key)) for key in keys)
    return Breakdown(title, naming, its)


def _total(cells: Iterable[Variance], what: str) -> Decimal:
    return sum((getattr(cell, what) for cell in cells), ZERO)


def _sum(rows: Iterable[Any]) -> Decimal:
    return sum((row.amount for row in rows), ZERO)


def _rows(lines: Iterable[Any], spending: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    its = [(budget_lines.name, line.key) for line in lines] + [(spend.name, row.key) for row in spending]
    return tuple(sorted(its))
