"""The front door: requests that came in, what became of them, and how long it took; and bids for outside funding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Line, Value, cut_by, number, rate
from services.reporting.measures.workingdays import nation_on
from services.reporting.projections.activity import front_door_activity
from services.reporting.projections.front_door import applications, requests
from shared.workingdays import working_days_between

TAKEN_UP = ("became_project", "became_bid")


def received_in(sight: Sight, period: Period) -> list[Any]:
    """Requests that came in during the period."""
    return [row for row in sight.state(requests, on=period.end) if row.title and row.received_on in period]


def answered_in(sight: Sight, period: Period) -> list[Any]:
    """Requests that were answered in the period and were not open again at the end of its last day."""
    known = [row for row in sight.state(requests, on=period.end) if row.title]
    return [row for row in known if row.answered_on and row.answered_on in period]


def days_to_answer(sight: Sight, rows: Sequence[Any], day: date) -> list[int]:
    """Working days from the day of receipt to the answer, that day included, in rising order."""
    nation = nation_on(sight, day)
    return sorted(working_days_between(row.received_on, row.answered_on, nation) for row in rows)


def bids_in(sight: Sight, period: Period) -> list[Any]:
    """Applications submitted in the period."""
    return [row for row in sight.state(applications, on=period.end) if row.title and row.submitted_on in period]


@measure(
    "requests.received",
    version=1,
    kind="flow",
    unit="requests",
    section="front_door",
    title="Requests at the front door",
    definition="""Questions, evidence needs and ideas that came through the front door in the period, by the day of
    receipt, whoever logged them and whatever became of them.""",
)
def received(sight: Sight, period: Period) -> Value:
    rows = received_in(sight, period)
    from_council = [row for row in rows if row.asked_by == "directorate"]
    return number(
        rows,
        requests.name,
        looked=looked(sight, front_door_activity, period),
        breakdowns=[
            cut_by("By who asks", "text", rows, lambda r: [r.asked_by], "unknown"),
            cut_by("By directorate of the council", "text", from_council, lambda r: [r.directorate], "unknown"),
            cut_by("By theme", "theme", rows, lambda r: r.themes or [], "none"),
            cut_by("By place", "place", rows, lambda r: [place["code"] for place in r.places or []], "city-wide"),
        ],
    )


@measure(
    "requests.answered",
    version=1,
    kind="flow",
    unit="requests",
    section="front_door",
    title="Requests answered",
    definition="""Requests that were answered in the period and were not open again on its last day, each once, by its
    last answer: a brief, data, advice, pointed to somebody else, became a project or a bid, or not taken up. Beside it
    the middle number of working days from the day of receipt to the answer, without the bank holidays of the
    programme's nation, and how many answers came after the day by which they were needed.""",
)
def answered(sight: Sight, period: Period) -> Value:
    rows = answered_in(sight, period)
    late = sum(1 for row in rows if row.needed_by and row.answered_on > row.needed_by)
    beside = (
        [
            Line("middle number of working days", _middle(days_to_answer(sight, rows, period.end))),
            Line("answered after the day by which they were needed", late),
        ]
        if rows
        else []
    )
    return number(
        rows,
        requests.name,
        looked=looked(sight, front_door_activity, period),
        breakdowns=[cut_by("By answer", "text", rows, lambda r: [r.answer], "unknown")],
        beside=beside,
    )


@measure(
    "requests.to_project",
    version=1,
    kind="rate",
    unit="requests",
    section="front_door",
    title="Requests that became a project or a bid",
    definition="""Of the requests that were answered in the period and were not open again on its last day, how many
    became a project or an application for funding.""",
    none="No request was answered",
)
def to_project(sight: Sight, period: Period) -> Value:
    rows = answered_in(sight, period)
    met = [row for row in rows if row.answer in TAKEN_UP]
    bids = sum(1 for row in met if row.answer == "became_bid")
    return rate(
        met,
        rows,
        requests.name,
        looked=looked(sight, front_door_activity, period),
        beside=(Line("projects", len(met) - bids), Line("bids", bids)),
    )


@measure(
    "bids.submitted",
    version=1,
    kind="flow",
    unit="bids",
    section="front_door",
    title="Bids submitted",
    definition="""Applications for outside research funding that went in during the period, by the date of submission,
    whoever leads them, and the pounds applied for: the whole of each application, not the partnership's part.
    Applications in other currencies are counted, and left out of the pounds.""",
)
def submitted(sight: Sight, period: Period) -> Value:
    rows = bids_in(sight, period)
    pounds = [row.amount for row in rows if row.currency == "GBP"]
    beside = [Line("pounds applied for", sum(pounds, Decimal(0)), unit="GBP")] if rows else []
    if len(pounds) < len(rows):
        beside.append(Line("in other currencies", len(rows) - len(pounds)))
    return number(
        rows,
        applications.name,
        looked=looked(sight, front_door_activity, period),
        breakdowns=[cut_by("By sector of the lead", "text", rows, lambda a: [a.lead_sector], "unknown")],
        beside=beside,
    )


@measure(
    "bids.success",
    version=1,
    kind="rate",
    unit="bids",
    section="front_door",
    title="Bids that were funded",
    definition="""Of the applications that a funder decided in the period, by the date of the decision, how many were
    awarded. Those that were withdrawn were not decided: they are said beside it. Pounds awarded are those of the whole
    award.""",
    none="No bid was decided",
)
def success(sight: Sight, period: Period) -> Value:
    known = [row for row in sight.state(applications, on=period.end) if row.title]
    rows = [row for row in known if row.decided_on and row.decided_on in period]
    decided = [row for row in rows if row.outcome != "withdrawn"]
    won = [row for row in decided if row.outcome == "awarded"]
    pounds = sum((row.amount_awarded for row in won if row.currency == "GBP"), Decimal(0))
    beside = [Line("pounds awarded", pounds, unit="GBP"), Line("withdrawn", len(rows) - len(decided))]
    return rate(won, decided, applications.name, looked=looked(sight, front_door_activity, period), beside=beside)


def _middle(days: Sequence[int]) -> int | Decimal:
    middle = median(days)
    return middle if isinstance(middle, int) else Decimal(str(middle))
