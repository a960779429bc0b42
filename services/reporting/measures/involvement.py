"""Involvement of the public: activities, hours, money, the projects that it reached, and what changed because of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from statistics import median
from typing import Any

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.places import Gazetteer, gazetteer
from services.reporting.measures.projects import under_way
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Breakdown, Line, State, Value, cut_by, nothing, number
from services.reporting.projections.involvement import (
    involvement_activity,
    involvement_changes,
    involvement_payments,
    involvement_tellings,
    involvements,
)
from services.reporting.projections.projects import projects
from shared.events.outputs.involvement import LEVELS, PAID_KINDS, STAGES
from shared.smallnumbers import LEAST_SHOWN
from shared.smalltables import Hidden

#: what was paid to people, of whom there may be few; a group is not a person
TO_PEOPLE = frozenset({"fee", "expenses", "voucher"})
CITY = "city"
NO_SINGLE_KIND = "What it was paid as is not shown: it would say what a few people were paid."


def held_in(sight: Sight, period: Period) -> Sequence[Any]:
    """Activities of the period, in order of day."""
    return sight.points(involvements, since=period.start, until=period.end)


def changes_in(sight: Sight, period: Period) -> Sequence[Any]:
    """What changed in the period, in order of day."""
    return sight.points(involvement_changes, since=period.start, until=period.end)


def told_by(sight: Sight, period: Period) -> Mapping[str, Any]:
    """The first telling, up to the end of the last day, of each change of which people were told."""
    found: dict[str, Any] = {}
    for row in sight.points(involvement_tellings, until=period.end):
        found.setdefault(row.involvement_change_id, row)
    return found


@measure(
    "involvement.activities",
    version=1,
    kind="flow",
    unit="activities",
    section="involvement",
    title="Activities with the public",
    definition="""Activities held in the period, by their day, in which members of the public shaped the work, not those
    in which they were studied: by how much say they had, by the stage of the research, and by neighbourhood of the
    programme's list. One activity may be about several neighbourhoods; what is about none is said apart.""",
)
def activities(sight: Sight, period: Period) -> Value:
    rows = held_in(sight, period)
    known, _ = gazetteer(sight, period)
    return number(
        rows,
        involvements.name,
        looked=looked(sight, involvement_activity, period),
        breakdowns=[
            _every("By how much say they had", rows, LEVELS, lambda row: row.level),
            _every("By stage of the research", rows, STAGES, lambda row: row.stage),
            cut_by("By neighbourhood", "place", rows, lambda row: _neighbourhoods(row, known), "city-wide"),
        ],
    )


@measure(
    "involvement.hours",
    version=1,
    kind="flow",
    unit="hours",
    section="involvement",
    title="Hours given by the public",
    definition="""Hours that public contributors and community researchers gave to the activities of the period, all of
    them together and preparation included. Activities whose hours nobody counted are said beside it.""",
)
def hours(sight: Sight, period: Period) -> Value:
    rows = held_in(sight, period)
    counted = [row for row in rows if row.hours is not None]
    uncounted = len(rows) - len(counted)
    beside = (Line("activities whose hours nobody counted", uncounted, unit="activities"),) if uncounted else ()
    if not rows:
        return Value(0, State.ZERO) if looked(sight, involvement_activity, period)() else nothing(State.NOT_ASKED)
    if not counted:
        return Value(None, State.UNKNOWN, beside=beside)
    return Value(
        sum((row.hours for row in counted), Decimal(0)),
        beside=beside,
        counted=tuple(sorted((involvements.name, row.key) for row in counted)),
    )


@measure(
    "involvement.paid",
    version=1,
    kind="flow",
    unit="GBP",
    section="involvement",
    title="Paid to public contributors and community groups",
    definition="""Paid or reimbursed in the period, by the payment date: fees, expenses and vouchers to contributors,
    grants to community groups. Beside it the middle number of days from an activity to a payment to people for it; one
    that came before the activity took 0 days. How much was paid as what is not shown where the activities behind it had
    fewer than 5 contributors, nor what would give that away: the money in all always is.""",
)
def paid(sight: Sight, period: Period) -> Value:
    rows = sight.points(involvement_payments, since=period.start, until=period.end)
    if not rows:
        return Value(0, State.ZERO) if looked(sight, involvement_activity, period)() else nothing(State.NOT_ASKED)
    activities_ = {row.key: row for row in sight.points(involvements)}
    days = [
        max(0, (row.true_from - activities_[row.involvement_id].true_from).days)
        for row in rows
        if row.kind in TO_PEOPLE and row.involvement_id in activities_
    ]
    beside = [Line("payments", len(rows), unit="payments")]
    if days:
        middle = median(days)
        told = int(middle) if middle == int(middle) else Decimal(str(middle))
        beside.append(Line("middle number of days from activity to payment", told, unit="days"))
    lines = kinds_shown(_by_kind(rows), _people_behind(rows, activities_))
    return Value(
        sum((row.amount for row in rows), Decimal(0)),
        breakdowns=(Breakdown("By what it was paid as", "word", lines),) if lines else (),
        beside=tuple(beside),
        counted=tuple(sorted((involvement_payments.name, row.key) for row in rows)),
        note="" if lines else NO_SINGLE_KIND,
    )


@measure(
    "involvement.in_projects",
    version=1,
    kind="rate",
    unit="projects",
    section="involvement",
    title="Projects shaped by the public",
    definition="""Of the projects under way at the end of the last day of the period, how many had public contributors
    in at least one activity up to then, whenever it was; and at which stages of their research. A project may have had
    them at several stages.""",
    none="No project is under way",
)
def in_projects(sight: Sight, period: Period) -> Value:
    active = under_way(sight, period)
    if not active:
        return nothing(State.NONE if looked(sight, involvement_activity, period)() else State.NOT_ASKED)
    stages: dict[str, set[str]] = {}
    for row in sight.points(involvements, until=period.end):
        for project_id in row.project_ids or []:
            stages.setdefault(project_id, set()).add(row.stage)
    met = [project for project in active if project.key in stages]
    if not met and not looked(sight, involvement_activity, period)():
        return nothing(State.NOT_ASKED)
    lines = tuple(Line(stage, sum(stage in stages[project.key] for project in met)) for stage in STAGES)
    several = any(len(stages[project.key]) > 1 for project in met)
    return Value(
        len(met),
        State.KNOWN if met else State.ZERO,
        of=len(active),
        breakdowns=(Breakdown("By stage of the research", "involvement", lines, several),) if met else (),
        counted=tuple(sorted((projects.name, project.key) for project in met)),
    )


@measure(
    "involvement.changes",
    version=1,
    kind="flow",
    unit="changes",
    section="involvement",
    title="Changes made because of what the public said",
    definition="""Changes of a project, an output or a decision made in the period because of what the public said, by
    the date of the change. Beside it how many of them had been reported back, by the end of its last day, to those who
    said it, and how many had not.""",
)
def changes(sight: Sight, period: Period) -> Value:
    rows, told = changes_in(sight, period), told_by(sight, period)
    back = sum(row.key in told for row in rows)
    return number(
        rows,
        involvement_changes.name,
        looked=looked(sight, involvement_activity, period),
        breakdowns=[cut_by("By what changed", "word", rows, lambda row: [what_changed(row)], "unknown")],
        beside=(Line("reported back to those who said it", back), Line("not yet reported back", len(rows) - back))
        if rows
        else (),
    )


def what_changed(row: Any) -> str:
    """A project, an output, or a decision."""
    return "project" if row.project_id else "output" if row.output_id else "decision"


def kinds_shown(amounts: Mapping[str, Decimal], people: Mapping[str, int]) -> tuple[Line, ...]:
    """How much was paid as what, without what would say what a few people were paid. None where nothing may be shown.

    `people`: how many contributors the activities behind each kind had. One kind alone that is hidden is the whole, and
    is had from the whole less the others: so another is not shown either, the first in an order that no amount decides.
    """
    few = {kind for kind in amounts if kind in TO_PEOPLE and 0 < people.get(kind, 0) < LEAST_SHOWN}
    rest = [kind for kind in reversed(PAID_KINDS) if kind in amounts and kind not in few]
    hidden = few | set(rest[:1]) if len(few) == 1 else few
    if few and len(hidden) < 2:
        return ()
    return tuple(
        Line(kind, None, Hidden.WITHHELD) if kind in hidden else Line(kind, amounts[kind])
        for kind in PAID_KINDS
        if kind in amounts
    )


def _by_kind(rows: Iterable[Any]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in rows:
        found[row.kind] = found.get(row.kind, Decimal(0)) + row.amount
    return found


def _people_behind(rows: Iterable[Any], known: Mapping[str, Any]) -> dict[str, int]:
    """The contributors of the different activities that each kind was paid for. For `kinds_shown` alone."""
    behind: dict[str, set[str]] = {}
    for row in rows:
        behind.setdefault(row.kind, set()).add(row.involvement_id)
    return {kind: sum(known[key].contributors for key in keys if key in known) for kind, keys in behind.items()}


def _every(title: str, rows: Iterable[Any], words: Sequence[str], of: Callable[[Any], str]) -> Breakdown:
    """Each word of a closed list, those without anything too."""
    found = [of(row) for row in rows]
    return Breakdown(title, "involvement", tuple(Line(word, found.count(word)) for word in words))


def _neighbourhoods(row: Any, known: Gazetteer) -> list[str]:
    its = (known.neighbourhood(place["code"]) for place in row.places or [] if place["kind"] != CITY)
    return list({one.code: one for one in its if one is not None})
