"""Profile, spend and what explains their difference, cell by cell: a heading of an organisation in a financial year.

Shared by the figures of `money`, the tables of the report and the answer to "why are we underspent?", so that all say
the same. Causes are taken in a fixed order and each takes at most what the ones before it left, so that with the rest
they are the variance to the penny, cell by cell and therefore however cells are added up. Positive is an underspend.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from services.reporting.measures.period import Period
from services.reporting.measures.sight import Sight
from services.reporting.measures.staffing import Vacancy, vacancies
from services.reporting.projections.awards import awards
from services.reporting.projections.money import budget_lines, budget_versions, explanations
from services.reporting.projections.posts import posts
from services.reporting.projections.programmes import programmes
from services.reporting.projections.spending import claims, spend
from shared.finyears import PENNY, by_month, ends, fin_year, month_end, month_of, starts

ZERO = Decimal(0)
#: where the savings of a vacant post fall
STAFF = "staff"
VACANT, NOT_CLAIMED, NOT_SETTLED = "vacant_posts", "partner_not_yet_claimed", "claim_not_yet_settled"
#: what people say, after what is worked out
SAID = ("late_start", "price", "other")
REST = "unexplained_rest"
CAUSES = (VACANT, NOT_CLAIMED, NOT_SETTLED, *SAID)

Row = tuple[str, str]


class Mixed(Exception):
    """Some money is not in pounds: a sum over it would say nothing."""


class Cell(NamedTuple):
    """Where money is budgeted and spent."""

    heading: str
    partner_org_id: str
    fin_year: str


@dataclass(frozen=True, slots=True)
class Cause:
    """What a cause takes of the variance of a cell, and the rows that say so, as (view, key)."""

    cause: str
    amount: Decimal
    rows: tuple[Row, ...] = ()


@dataclass(slots=True)
class Variance:
    """One cell: profiled to date, spent to date, and the causes of the difference."""

    cell: Cell
    profiled: Decimal
    spent: Decimal
    causes: list[Cause] = field(default_factory=list)

    @property
    def amount(self) -> Decimal:
        return self.profiled - self.spent

    @property
    def rest(self) -> Decimal:
        """What no cause explains."""
        return self.amount - sum((cause.amount for cause in self.causes), ZERO)

    def take(self, cause: str, wanted: Decimal, rows: Iterable[Row] = ()) -> Decimal:
        """Let a cause explain as much of what is left as there is, and give that much."""
        rest = self.rest
        same_side = (wanted > 0 and rest > 0) or (wanted < 0 and rest < 0)
        taken = min(wanted, rest, key=abs) if same_side else ZERO
        if taken:
            self.causes.append(Cause(cause, taken, tuple(rows)))
        return taken


@dataclass(frozen=True, slots=True)
class Budgeted:
    """The profile of one cell by month, up to a day, and the whole of the cell whatever the day."""

    months: Mapping[str, Decimal]
    whole: Decimal


def profile(sight: Sight, day: date) -> dict[Cell, Budgeted]:
    """The profile in force on the day, up to it, as approved at this position. Raises Mixed."""
    return sight.once(("profile", day), lambda: _profile(sight, day, day))


def profiled_by(sight: Sight, in_force: date, until: date) -> Decimal:
    """All that the profile in force on one day has up to another. Raises Mixed."""
    cells = sight.once(("profile", in_force, until), lambda: _profile(sight, in_force, until))
    return sum((amount for its in cells.values() for amount in its.months.values()), ZERO)


def amounts_before(sight: Sight, version: Any, lines: Iterable[Mapping[str, Any]]) -> Decimal:
    """What the lines that a version of a budget changed had before it: by the versions known before, in order."""
    names = {_name(line) for line in lines}
    held: dict[tuple[str, ...], Decimal] = {}
    earlier = [one for one in sight.points(budget_versions) if one.position < version.position]
    for one in sorted(earlier, key=lambda one: one.position):
        if one.budget_id == version.budget_id:
            held |= {_name(line): Decimal(line["amount"]["amount"]) for line in one.lines if _name(line) in names}
    return sum(held.values(), ZERO)


def _name(line: Mapping[str, Any]) -> tuple[str, ...]:
    return (line["heading"], line["partner_org_id"], line["fin_year"], line.get("month") or "")


def lines_on(sight: Sight, day: date) -> list[Any]:
    """The lines of budgets that are not 0. Raises Mixed."""
    rows = [row for row in sight.state(budget_lines, on=day) if row.amount]
    _only_pounds(rows)
    return rows


def spent_by(sight: Sight, day: date, since: date | None = None) -> list[Any]:
    """Lines of spend posted up to the day. Raises Mixed."""
    rows = list(sight.points(spend, since=since, until=day))
    _only_pounds(rows)
    return rows


def variances(sight: Sight, day: date) -> list[Variance]:
    """Every cell with a profile or spend up to the day, with its causes, in order. Raises Mixed."""
    return sight.once(("variances", day), lambda: _variances(sight, day))


def _profile(sight: Sight, day: date, until: date) -> dict[Cell, Budgeted]:
    days = {row.key: (row.starts_on, row.ends_on) for row in sight.state(awards, on=day) if row.reference}
    months: dict[Cell, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    wholes: defaultdict[Cell, Decimal] = defaultdict(Decimal)
    for line in lines_on(sight, day):
        cell = Cell(line.heading, line.partner_org_id, line.fin_year)
        first, last = days.get(line.award_id, (starts(line.fin_year), None))
        wholes[cell] += line.amount
        for month, amount in by_month(line.amount, line.fin_year, line.month, first, last):
            if month_end(month) <= until:
                months[cell][month] += amount
    return {cell: Budgeted(dict(months[cell]), whole) for cell, whole in wholes.items()}


def _variances(sight: Sight, day: date) -> list[Variance]:
    budgeted = profile(sight, day)
    spent: defaultdict[Cell, Decimal] = defaultdict(Decimal)
    for row in spent_by(sight, day):
        spent[Cell(row.heading, row.partner_org_id, row.fin_year)] += row.amount
    due = {cell: sum(its.months.values(), ZERO) for cell, its in budgeted.items()}
    found = {
        cell: Variance(cell, due.get(cell, ZERO), spent[cell])
        for cell in sorted(due.keys() | spent.keys())
        if due.get(cell) or spent[cell]
    }
    unclaimed = _vacant(sight, day, found, budgeted)
    _not_claimed(sight, day, found, unclaimed)
    _not_settled(sight, day, found)
    _as_said(sight, day, found)
    return list(found.values())


def _vacant(
    sight: Sight, day: date, found: Mapping[Cell, Variance], budgeted: Mapping[Cell, Budgeted]
) -> dict[Cell, Decimal]:
    """Vacant posts explain staff costs of their employer. Gives what of each profile no claim covers, without them."""
    covered = _covered(sight, day)
    empty = empty_posts(sight, day)
    open_: dict[Cell, Decimal] = {}
    for cell, variance in found.items():
        its = empty.get(cell, ())
        saved = _pennies(sum((cost for _, cost in its), ZERO))
        variance.take(VACANT, saved, sorted({(posts.name, post.post_key) for post, _ in its}))
        months = budgeted[cell].months if cell in budgeted else {}
        bare = {month for month in months if month not in covered.get(cell.partner_org_id, ())}
        saved_there = _pennies(sum((_in_months(post, cost, bare) for post, cost in its), ZERO))
        open_[cell] = sum((months[month] for month in bare), ZERO) - saved_there
    return open_


def _not_claimed(sight: Sight, day: date, found: Mapping[Cell, Variance], open_: Mapping[Cell, Decimal]) -> None:
    """A partner's profile of months that no claim covers explains what it has not spent yet."""
    claimants = {cell.partner_org_id for cell in found} - _claims_nothing(sight, day)
    made = defaultdict(list)
    for claim in _claims(sight, day):
        made[claim.org_id].append((claims.name, claim.key))
    for cell, variance in found.items():
        if cell.partner_org_id in claimants:
            variance.take(NOT_CLAIMED, max(open_[cell], ZERO), made[cell.partner_org_id])


def _not_settled(sight: Sight, day: date, found: Mapping[Cell, Variance]) -> None:
    """A claim that is received and not settled explains as much, in the year in which its period ends."""
    left: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for claim in _claims(sight, day):
        if claim.state == "received":
            place = (claim.org_id, fin_year(claim.covers_to))
            left[place] += claim.amount
            rows[place].append((claims.name, claim.key))
    for cell, variance in found.items():
        place = (cell.partner_org_id, cell.fin_year)
        if left[place]:
            left[place] -= variance.take(NOT_SETTLED, left[place], rows[place])


def _as_said(sight: Sight, day: date, found: Mapping[Cell, Variance]) -> None:
    said = [row for row in sight.state(explanations, on=day) if row.amount]
    _only_pounds(said)
    for row in sorted(said, key=lambda row: (SAID.index(row.cause), row.key)):
        if variance := found.get(Cell(row.heading, row.partner_org_id, row.fin_year)):
            variance.take(row.cause, row.amount, [(explanations.name, row.key)])


def empty_posts(sight: Sight, day: date) -> dict[Cell, list[tuple[Vacancy, Decimal]]]:
    """By cell of staff: what stood empty and what that saved, of the whole months that the profile counts."""
    through = _last_month_end(day)
    first = min((row.starts_on for row in sight.state(awards, on=day) if row.reference), default=None)
    if first is None or first > through:
        return {}
    found: dict[Cell, list[tuple[Vacancy, Decimal]]] = defaultdict(list)
    for one in vacancies(sight, Period(first, through)):
        for part in _by_year(one):
            if part.weekly_cost is not None:
                cell = Cell(STAFF, part.employer_org_id, fin_year(part.start))
                found[cell].append((part, part.fte_days * part.weekly_cost / 7))
    return found


def _by_year(one: Vacancy) -> Iterator[Vacancy]:
    """A stretch cut at the end of each financial year."""
    while one.end > (last := ends(fin_year(one.start))):
        yield replace(one, end=last)
        one = replace(one, start=last + timedelta(days=1))
    yield one


def _in_months(one: Vacancy, cost: Decimal, months: set[str]) -> Decimal:
    """What of the saving falls into these months."""
    days = sum(1 for n in range(one.days) if month_of(one.start + timedelta(days=n)) in months)
    return cost * days / one.days


def _covered(sight: Sight, day: date) -> dict[str, set[str]]:
    """By partner: the months whose last day some claim covers."""
    found: dict[str, set[str]] = defaultdict(set)
    for claim in _claims(sight, day):
        month = claim.covers_from.replace(day=1)
        while month <= claim.covers_to:
            name = month_of(month)
            if claim.covers_from <= month_end(name) <= claim.covers_to:
                found[claim.org_id].add(name)
            month = month_end(name) + timedelta(days=1)
    return found


def _claims(sight: Sight, day: date) -> Sequence[Any]:
    """Claims received by the day and not refused."""
    return sight.once(("claims", day), lambda: _standing(sight, day))


def _standing(sight: Sight, day: date) -> Sequence[Any]:
    rows = [row for row in sight.state(claims, on=day) if row.org_id and row.state != "refused"]
    _only_pounds(rows)
    return rows


def _claims_nothing(sight: Sight, day: date) -> set[str]:
    """Host and contractor: their costs are in the ledger itself."""
    hosts = {row.host_org for row in sight.state(programmes, on=day)}
    return hosts | {row.contracted_org for row in sight.state(awards, on=day)}


def _only_pounds(rows: Iterable[Any]) -> None:
    if any(row.currency != "GBP" for row in rows):
        raise Mixed


def _pennies(amount: Decimal) -> Decimal:
    return amount.quantize(PENNY, ROUND_HALF_UP)


def _last_month_end(day: date) -> date:
    this = month_end(month_of(day))
    return this if this == day else day.replace(day=1) - timedelta(days=1)
