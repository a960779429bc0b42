"""The money of the sample: a budget, monthly extracts, partners' claims, and why the first year was underspent.

Three things explain it: posts that stood empty, claims that come after the costs (one charity claims by the half-year,
as agreed), and a rest that nobody has explained. No partner is late with anything. Everything is invented.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from sample import budget, plan
from sample.budget import Cell
from sample.cast import BEGINNING, PARTNERS, org_id
from sample.changes import Asked
from sample.returns import RETURNS
from sample.steps import PROGRAMME, Step, an_id, working_day

HOST = "council"
#: how many months a claim covers
CLAIMS = dict.fromkeys(PARTNERS, 3) | {"lcvs": 6}
#: the extract of which month has one line of which month otherwise
CORRECTED = (date(2025, 3, 1), Cell("research_costs", HOST, date(2024, 12, 1)), Decimal("-480.00"))
VIRED = (date(2025, 6, 16), date(2025, 6, 27), Decimal("4000.00"))
CARRIED = (date(2025, 4, 28), date(2025, 5, 22), "2024/25")
#: of what was unspent, this much was asked to be carried on
SHARE_CARRIED = Decimal("0.6")
PLEDGES = {
    "uol": ("in_kind", Decimal(250_000), "days of staff at salary cost"),
    "ljmu": ("in_kind", Decimal(120_000), "days of staff at salary cost"),
    "lcvs": ("in_kind", Decimal(40_000), "rooms and volunteers' time at local rates"),
    "council": ("cash", Decimal(100_000), ""),
}
INSTALMENT = Decimal(400_000)

Fields = dict[str, Any]


def steps(as_of: date) -> Iterator[Step]:
    """Everything about money up to a day."""
    yield _budget()
    for month in budget.months():
        if month <= as_of:
            yield from _extract(month)
    yield from _claims(as_of)
    yield from _changes()
    yield from _explanations()
    yield from _forecasts(as_of)
    yield from _contributions(as_of)
    yield from _payments()


def money(amount: Decimal) -> dict[str, str]:
    return {"amount": f"{amount:.2f}", "currency": "GBP"}


def _budget() -> Step:
    """Staff by month; the other headings by financial year, spread evenly over its months."""
    lines: dict[tuple[str, str, str, str], Decimal] = defaultdict(Decimal)
    for cell, amount in budget.profile().items():
        month = f"{cell.month:%Y-%m}" if cell.heading == "staff" else ""
        lines[cell.heading, cell.org, cell.fin_year, month] += amount
    said = [
        {"heading": heading, "partner_org_id": org_id(org), "fin_year": year, "amount": money(amount)}
        | ({"month": month} if month else {})
        for (heading, org, year, month), amount in sorted(lines.items())
    ]
    fields = {"programme_id": PROGRAMME, "lines": said, "from_on": BEGINNING.isoformat()}
    return Step(BEGINNING, "projects.set_budget", fields, by="manager")


@cache
def ledger() -> dict[date, list[tuple[str, Cell, Decimal, date]]]:
    """Month of the extract -> its lines: reference, what it is for, amount, posting date."""
    found: dict[date, list[tuple[str, Cell, Decimal, date]]] = defaultdict(list)
    for cell, amount in sorted(budget.costs().items()):
        if cell.org == HOST:
            posted = budget.last_day(cell.month)
            found[cell.month].append((f"GL-{cell.month:%Y%m}-{cell.heading}", cell, amount, posted))
    for org, first, last, invoiced in _periods():
        settled = _settled(invoiced)
        for heading, amount in _claimed(org, first, last).items():
            ref = f"AP-{org}-{last:%Y%m}-{heading}"
            found[settled.replace(day=1)].append((ref, Cell(heading, org, last.replace(day=1)), amount, settled))
    return found


def _extract(month: date) -> Iterator[Step]:
    """The extract of a month, taken in a week after its end."""
    on = working_day(budget.last_day(month) + timedelta(days=8))
    lines = [_line(*line) for line in ledger()[month]]
    when, cell, change = CORRECTED
    if month == when:
        lines += [
            _line(ref, its, amount + change, posted) for ref, its, amount, posted in ledger()[cell.month] if its == cell
        ]
    fields = {"programme_id": PROGRAMME, "extract_on": on.isoformat(), "lines": lines}
    if lines:
        yield Step(on, "projects.record_spend", fields, by="manager")


def _line(ref: str, cell: Cell, amount: Decimal, posted: date) -> Fields:
    return {
        "source_ref": ref,
        "heading": cell.heading,
        "partner_org_id": org_id(cell.org),
        "amount": money(amount),
        "posted_on": posted.isoformat(),
        "fin_year": cell.fin_year,
        "ledger_period": f"{cell.fin_year} P{(cell.month.month - 4) % 12 + 1:02}",
    }


def _periods() -> Iterator[tuple[str, date, date, date]]:
    """Every claim: who, from, to, invoiced on. A claim is for whole quarters or half-years of the financial year."""
    for org, length in CLAIMS.items():
        its: list[date] = []
        for month in budget.months():
            its.append(month)
            if month.month % length == 3 % length:  # March ends a year, a half and a quarter
                last = budget.last_day(month)
                yield org, its[0], last, working_day(last + timedelta(days=55))
                its = []


def _claimed(org: str, first: date, last: date) -> dict[str, Decimal]:
    """What a partner spent in a period by heading."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for cell, amount in budget.costs().items():
        if cell.org == org and first <= cell.month <= last:
            found[cell.heading] += amount
    return dict(sorted(found.items()))


def _settled(invoiced: date) -> date:
    return working_day(invoiced + timedelta(days=40))


def _claims(as_of: date) -> Iterator[Step]:
    for org, first, last, invoiced in _periods():
        if invoiced > as_of:
            continue
        its_id = an_id("claim", org, last)
        amount = money(sum(_claimed(org, first, last).values(), Decimal(0)))
        fields = {"claim_id": its_id, "programme_id": PROGRAMME, "org_id": org_id(org), "amount": amount}
        covers = {"covers_from": first.isoformat(), "covers_to": last.isoformat(), "invoiced_on": invoiced.isoformat()}
        yield Step(invoiced, "projects.receive_claim", fields | covers, by="manager")
        settled = _settled(invoiced)
        paid = {"claim_id": its_id, "outcome": "paid", "amount": amount, "settled_on": settled.isoformat()}
        yield Step(settled, "projects.settle_claim", paid, by="manager")


def _changes() -> Iterator[Step]:
    """A carry-forward at the end of the first full financial year, and a virement."""
    asked_on, decided_on, year = CARRIED
    lines = [
        {"heading": heading, "partner_org_id": org_id(HOST), "amount": money(_carried(heading))}
        for heading in ("involvement", "staff", "training")
    ]
    yield from Asked(
        key=f"carry forward {year}",
        title=f"Carry part of the underspend of {year} forward",
        kind="carry_forward",
        changes=[{"call": "carry_forward", "fields": {"from_year": year, "lines": lines}}],
        asked_on=asked_on,
        why="Posts were filled later than planned; the work is still to be done.",
        needs="funder",
        decided_on=decided_on,
        said={"funder_reference": "CF-2025-1"},
    ).steps()
    asked_on, decided_on, amount = VIRED
    line = {"partner_org_id": org_id(HOST), "fin_year": "2025/26"}
    moves = [
        line | {"heading": "travel", "amount": money(-amount)},
        line | {"heading": "dissemination", "amount": money(amount)},
    ]
    yield from Asked(
        key="travel to dissemination",
        title="Fewer journeys, more telling of what was found",
        kind="virement",
        changes=[{"call": "vire", "fields": {"moves": moves}}],
        asked_on=asked_on,
        why="Most meetings are held by video.",
        decided_on=decided_on,
    ).steps()


def _carried(heading: str) -> Decimal:
    """A part of what was unspent of the year when it was asked for, to the hundred pounds."""
    year = CARRIED[2]
    whole = sum(amount for cell, amount in budget.profile().items() if _is(cell, heading, year))
    spent = sum(amount for cell, amount in budget.costs().items() if _is(cell, heading, year))
    return Decimal(int((whole - spent) * SHARE_CARRIED / 100) * 100)


def _is(cell: Cell, heading: str, year: str) -> bool:
    return (cell.heading, cell.org, cell.fin_year) == (heading, HOST, year)


def _explanations() -> Iterator[Step]:
    """Causes that the manager gave at the end of a year, each for a part of the variance."""
    for heading, end, cause, share, words in (
        ("involvement", date(2024, 12, 31), "late_start", "0.7", ""),
        ("research_costs", date(2024, 12, 31), "late_start", "0.6", ""),
        ("equipment", date(2024, 12, 31), "late_start", "0.4", ""),
        ("equipment", date(2024, 12, 31), "price", "0.2", ""),
        ("training", date(2024, 12, 31), "other", "0.5", "The first courses were given by the university for nothing."),
        ("research_costs", date(2025, 12, 31), "late_start", "0.4", ""),
    ):
        year = budget.fin_year(end)
        due = sum(a for c, a in budget.profile().items() if _is(c, heading, year) and c.month <= end)
        out = sum(a for c, a in budget.costs().items() if _is(c, heading, year) and c.month <= end)
        fields = {
            "programme_id": PROGRAMME,
            "heading": heading,
            "partner_org_id": org_id(HOST),
            "period_end": end.isoformat(),
            "amount": money(Decimal(int((due - out) * Decimal(share) / 100) * 100)),
            "cause": cause,
        }
        on = working_day(end + timedelta(days=19))
        yield Step(on, "projects.explain_variance", fields | ({"note": words} if words else {}), by="manager")


def _forecasts(as_of: date) -> Iterator[Step]:
    """Twice a year, by heading and organisation, to the end of the financial year and of the award."""
    for year in range(plan.START.year, plan.END.year + 1):
        for day in (date(year, 4, 22), date(year, 10, 15)):
            if day <= as_of:
                fields = {"programme_id": PROGRAMME, "basis": "manager", "as_of": day.isoformat()}
                its = {"forecast_id": an_id("forecast", day), "lines": _expected(day)}
                yield Step(day, "projects.set_forecast", fields | its, by="manager")


def _expected(day: date) -> list[Fields]:
    year = budget.fin_year(day)
    ends: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for cell, amount in budget.costs().items():
        ends[cell.heading, cell.org, "award_end"] += amount
        if cell.fin_year == year:
            ends[cell.heading, cell.org, "year_end"] += amount
    return [
        {
            "heading": heading,
            "partner_org_id": org_id(org),
            "horizon": horizon,
            "amount": money(Decimal(round(amount / 100) * 100)),
        }
        | ({"fin_year": year} if horizon == "year_end" else {})
        for (heading, org, horizon), amount in sorted(ends.items())
    ]


def _contributions(as_of: date) -> Iterator[Step]:
    for org, (kind, amount, basis) in PLEDGES.items():
        about = {"programme_id": PROGRAMME, "org_id": org_id(org), "kind": kind}
        about |= {"valuation_basis": basis} if basis else {}
        pledge = an_id("pledge", org)
        period = {"period_from": plan.START.isoformat(), "period_to": plan.END.isoformat()}
        pledged = about | period | {"pledge_id": pledge, "amount": money(amount)}
        yield Step(BEGINNING, "projects.pledge_contribution", pledged, by="manager")
        for number, period_ in enumerate(RETURNS):
            on = working_day(period_.end + timedelta(days=10))
            if on <= as_of:
                part = Decimal(int(amount * (8 + number % 3) / 100))
                given: Fields = {"contribution_id": an_id("contribution", org, number), "pledge_id": pledge}
                given |= about | {"amount": money(part), "given_on": period_.end.isoformat()}
                yield Step(on, "projects.receive_contribution", given, by="manager")


def _payments() -> Iterator[Step]:
    """The first in advance, the others for the half-year's report."""
    first = {"schedule_ref": "Instalment 1", "amount": money(INSTALMENT)}
    yield _payment(date(2024, 1, 29), first)
    for number, period in enumerate(RETURNS, 2):
        if period.submitted_on:
            condition = {"kind": "report", "id": an_id("report", period.start)}
            its = {"schedule_ref": f"Instalment {number}", "amount": money(INSTALMENT), "condition": condition}
            yield _payment(working_day(period.submitted_on + timedelta(days=40)), its)


def _payment(on: date, its: Fields) -> Step:
    fields = {"programme_id": PROGRAMME, "payment_id": an_id("payment", its["schedule_ref"])}
    return Step(on, "projects.receive_payment", fields | its | {"received_on": on.isoformat()}, by="manager")
