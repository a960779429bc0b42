"""The tables of money in a report: what is behind the figures of `measures.money`."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from services.reporting.measures.extracts import last_extract, to_date
from services.reporting.measures.period import Period
from services.reporting.measures.sight import Sight
from services.reporting.measures.variance import Mixed, Variance, variances
from services.reporting.measures.wording import digits
from services.reporting.projections.money import budget_versions
from services.reporting.projections.spending import claims, contributions, payments
from services.reporting.reports import days
from services.reporting.reports.names import Names, sentence_case
from services.reporting.reports.table import Column, Table, iso

NO_BUDGET = "No budget has been set."
MIXED = "Money of several currencies was recorded, so there is no sum."


def money_position(sight: Sight, period: Period, names: Names) -> Table:
    """Profile, spend and variance by heading and organisation to date, with the extract and the profile meant."""
    columns = (
        Column("Heading"),
        Column("Organisation"),
        Column("Profiled to date", "number"),
        Column("Spent to date", "number"),
        Column("Underspend", "number"),
    )
    try:
        day = to_date(sight, period.end)
        cells = variances(sight, day)
    except Mixed:
        return Table("Spending against profile", columns, (), MIXED)
    found: dict[tuple[str, str], list[Variance]] = defaultdict(list)
    for cell in cells:
        found[cell.cell.heading, cell.cell.partner_org_id].append(cell)
    rows = [
        (names.key(heading), names.organisation(org_id), *(_sum(its, what) for what in ("profiled", "spent", "amount")))
        for (heading, org_id), its in sorted(found.items())
    ]
    extract = last_extract(sight, day)
    last = max(sight.points(budget_versions, until=period.end), key=lambda v: (v.true_from, v.position), default=None)
    note = f"Extract of {days.day(extract)}. " if extract else ""
    note += f"Profile in force from {days.day(last.true_from)} ({sentence_case(last.cause).lower()})." if last else ""
    return Table("Spending against profile", columns, tuple(rows), NO_BUDGET, note.strip())


def money_causes(sight: Sight, period: Period, names: Names) -> Table:
    """Each cause, where it takes what."""
    columns = (
        Column("Cause"),
        Column("Heading"),
        Column("Organisation"),
        Column("Financial year", "short"),
        Column("Amount", "number"),
    )
    try:
        cells = variances(sight, to_date(sight, period.end))
    except Mixed:
        return Table("What explains the underspend", columns, (), MIXED)
    rows = []
    for cell in cells:
        where = (names.key(cell.cell.heading), names.organisation(cell.cell.partner_org_id), cell.cell.fin_year)
        said = [(names.key(cause.cause), cause.amount) for cause in cell.causes]
        said += [("Unexplained rest", cell.rest)] if cell.rest else []
        rows += [(word, *where, digits(amount, "GBP")) for word, amount in said]
    note = "Financial years run from April to March. An overspend is below 0."
    return Table("What explains the underspend", columns, tuple(sorted(rows)), NO_BUDGET, note)


def money_claims(sight: Sight, period: Period, names: Names) -> Table:
    """Partners' claims, and what became of each."""
    rows = [
        (
            names.organisation(row.org_id),
            iso(row.covers_from),
            iso(row.covers_to),
            iso(row.invoiced_on),
            digits(row.amount, row.currency) if row.currency == "GBP" else f"{row.amount} {row.currency}",
            sentence_case(row.state),
            iso(row.settled_on),
        )
        for row in sorted(sight.state(claims, on=period.end), key=lambda row: (row.invoiced_on or period.end, row.key))
        if row.org_id
    ]
    columns = (
        Column("Partner"),
        Column("From", "date"),
        Column("To", "date"),
        Column("Invoiced", "date"),
        Column("Amount", "number"),
        Column("State", "short"),
        Column("Settled", "date"),
    )
    return Table("Partners' claims", columns, tuple(rows), "No partner has claimed yet.")


def money_payments(sight: Sight, period: Period, names: Names) -> Table:
    """The funder's instalments, and what each waited for."""
    rows = [
        (
            row.schedule_ref,
            iso(row.true_from),
            digits(row.amount, "GBP") if row.currency == "GBP" else f"{row.amount} {row.currency}",
            (names.title(row.condition_id) or sentence_case(row.condition_kind)) if row.condition_kind else None,
        )
        for row in sight.points(payments, until=period.end)
    ]
    columns = (Column("Instalment"), Column("Received", "date"), Column("Amount", "number"), Column("Tied to"))
    return Table("Instalments received", columns, tuple(rows), "No instalment has been received.")


def partner_contributions(sight: Sight, period: Period, names: Names) -> Table:
    """By partner: pledged, given in cash and in kind."""
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in sight.points(contributions, until=period.end):
        found[row.org_id]["pledged" if row.state == "pledged" else row.kind] += row.amount
    rows = [
        (names.organisation(org_id), *(digits(sums[what], "GBP") for what in ("pledged", "cash", "in_kind")))
        for org_id, sums in sorted(found.items())
    ]
    columns = (
        Column("Partner"),
        Column("Pledged", "number"),
        Column("Given in cash", "number"),
        Column("Given in kind", "number"),
    )
    return Table("What partners have put in", columns, tuple(rows), "No contribution has been recorded.")


def _sum(cells: list[Variance], what: str) -> str:
    return digits(sum((getattr(cell, what) for cell in cells), Decimal(0)), "GBP")
