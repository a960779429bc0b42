"""Views of what may be spent, what is expected to be, and what explains the difference.

Lines of a budget are a state, so that the profile as approved at any position, true on any day, is there to be read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import Change, Date, Json, Number, Occurrences, Point, Set, State, Text
from shared.events.event import Event
from shared.events.projects import BudgetSet, ForecastSet, VarianceExplained
from shared.finyears import fin_year

#: `title` is what a budget is called where its id stands
budgets = State(
    "budgets", version=1, columns={"title": Text, "award_id": Text, "total": Number, "currency": Text, "from_on": Date}
)

budget_lines = State(
    "budget_lines",
    version=1,
    columns={
        "budget_id": Text,
        "award_id": Text,
        "heading": Text,
        "partner_org_id": Text,
        "fin_year": Text,
        "month": Text,
        "amount": Number,
        "currency": Text,
    },
)

budget_versions = Occurrences(
    "budget_versions",
    version=1,
    columns={
        "budget_id": Text,
        "award_id": Text,
        "cause": Text,
        "change_request_id": Text,
        "total": Number,
        "currency": Text,
        "lines": Json,
    },
)

#: the headings that the programme added to the usual ones
own_headings = State("own_headings", version=1, columns={"heading": Text, "title": Text})

forecasts = Occurrences("forecasts", version=1, columns={"forecast_id": Text, "basis": Text, "lines": Json})

explanations = State(
    "explanations",
    version=1,
    columns={
        "heading": Text,
        "partner_org_id": Text,
        "fin_year": Text,
        "cause": Text,
        "amount": Number,
        "currency": Text,
        "period_end": Date,
    },
)


@budgets.on(BudgetSet)
def budget_set(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    total = data["total"]
    yield Set(
        event.subject,
        {
            "title": "Budget",
            "award_id": data["award_id"],
            "total": total["amount"],
            "currency": total["currency"],
            "from_on": event.effectiveon,
        },
    )


@budget_lines.on(BudgetSet)
def lines_set(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    for line in data["lines"]:
        parts = [event.subject, *(line.get(n, "") for n in ("fin_year", "month", "heading", "partner_org_id"))]
        yield Set(
            "/".join(parts),
            {
                "budget_id": event.subject,
                "award_id": data["award_id"],
                "heading": line["heading"],
                "partner_org_id": line["partner_org_id"],
                "fin_year": line["fin_year"],
                "month": line.get("month"),
                "amount": line["amount"]["amount"],
                "currency": line["amount"]["currency"],
            },
        )


@budget_versions.on(BudgetSet)
def version(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    total = data["total"]
    yield Point(
        str(event.id),
        {
            "budget_id": event.subject,
            "award_id": data["award_id"],
            "cause": data["cause"],
            "change_request_id": data.get("change_request_id"),
            "total": total["amount"],
            "currency": total["currency"],
            "lines": data["lines"],
        },
    )


@own_headings.on(BudgetSet)
def headings_added(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    for heading in data.get("own_headings", ()):
        yield Set(f"{event.subject}/{heading['key']}", {"heading": heading["key"], "title": heading["title"]})


@forecasts.on(ForecastSet)
def forecast(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(str(event.id), {"forecast_id": event.subject, "basis": data["basis"], "lines": data["lines"]})


@explanations.on(VarianceExplained)
def explained(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(
        event.subject,
        {
            "heading": data["heading"],
            "partner_org_id": data["partner_org_id"],
            "fin_year": fin_year(event.effectiveon),
            "cause": data["cause"],
            "amount": data["amount"]["amount"],
            "currency": data["amount"]["currency"],
            "period_end": event.effectiveon,
        },
    )
