"""Views of money that moved: spend as the ledger has it, claims, contributions, the funder's payments.

Spend is an occurrence: a line that was corrected did not happen as it was said, so the earlier one is retracted, and
the corrected one happened on its own posting date.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import (
    Change,
    Date,
    Number,
    Occurrences,
    Point,
    Retract,
    Set,
    State,
    Text,
)
from shared.events.event import Event
from shared.events.projects import (
    BudgetSet,
    ContributionPledged,
    ContributionReceived,
    ForecastSet,
    FunderPaymentReceived,
    NothingNewConfirmed,
    PartnerClaimReceived,
    PartnerClaimSettled,
    SpendCorrected,
    SpendRecorded,
    VarianceExplained,
)

spend = Occurrences(
    "spend",
    version=1,
    columns={
        "spend_id": Text,
        "award_id": Text,
        "heading": Text,
        "partner_org_id": Text,
        "project_id": Text,
        "post_id": Text,
        "amount": Number,
        "currency": Text,
        "fin_year": Text,
        "ledger_period": Text,
        "extract_on": Date,
        "source_ref": Text,
    },
)

claims = State(
    "claims",
    version=1,
    columns={
        "org_id": Text,
        "amount": Number,
        "currency": Text,
        "covers_from": Date,
        "covers_to": Date,
        "invoiced_on": Date,
        "reference": Text,
        "state": Text,
        "settled_on": Date,
        "settled_amount": Number,
    },
)

#: pledged and received alike; `state` says which
contributions = Occurrences(
    "contributions",
    version=1,
    columns={
        "contribution_id": Text,
        "state": Text,
        "org_id": Text,
        "kind": Text,
        "amount": Number,
        "currency": Text,
        "valuation_basis": Text,
        "period_from": Date,
        "period_to": Date,
        "pledge_id": Text,
    },
)

payments = Occurrences(
    "payments",
    version=1,
    columns={
        "payment_id": Text,
        "award_id": Text,
        "amount": Number,
        "currency": Text,
        "schedule_ref": Text,
        "condition_kind": Text,
        "condition_id": Text,
    },
)

money_activity = Occurrences("money_activity", version=1, columns={"target_id": Text})
partner_activity = Occurrences("partner_activity", version=1, columns={"target_id": Text})


@spend.on(SpendRecorded, SpendCorrected)
def spent(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if "corrects_event_id" in data:
        yield Retract(data["corrects_event_id"])
    yield Point(
        str(event.id),
        {
            "spend_id": event.subject,
            "award_id": data["award_id"],
            "heading": data["heading"],
            "partner_org_id": data["partner_org_id"],
            "project_id": data.get("project_id"),
            "post_id": data.get("post_id"),
            "amount": data["amount"]["amount"],
            "currency": data["amount"]["currency"],
            "fin_year": data["fin_year"],
            "ledger_period": data.get("ledger_period"),
            "extract_on": data.get("extract_on"),
            "source_ref": data["source_ref"],
        },
    )


@claims.on(PartnerClaimReceived)
def claimed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(
        event.subject,
        {
            "org_id": data["org_id"],
            "amount": data["amount"]["amount"],
            "currency": data["amount"]["currency"],
            "covers_from": data["covers"]["from"],
            "covers_to": data["covers"]["to"],
            "invoiced_on": event.effectiveon,
            "reference": data.get("reference"),
            "state": "received",
        },
    )


@claims.on(PartnerClaimSettled)
def settled(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    paid = data["amount"]["amount"]
    yield Set(event.subject, {"state": data["outcome"], "settled_on": event.effectiveon, "settled_amount": paid})


@contributions.on(ContributionPledged, ContributionReceived)
def contributed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    period = data.get("period") or {}
    yield Point(
        str(event.id),
        {
            "contribution_id": event.subject,
            "state": event.routing_key.rpartition(".")[2],
            "org_id": data["org_id"],
            "kind": data["kind"],
            "amount": data["amount"]["amount"],
            "currency": data["amount"]["currency"],
            "valuation_basis": data.get("valuation_basis"),
            "period_from": period.get("from"),
            "period_to": period.get("to"),
            "pledge_id": data.get("pledge_id"),
        },
    )


@payments.on(FunderPaymentReceived)
def paid(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    condition = data.get("condition") or {}
    yield Point(
        str(event.id),
        {
            "payment_id": event.subject,
            "award_id": data["award_id"],
            "amount": data["amount"]["amount"],
            "currency": data["amount"]["currency"],
            "schedule_ref": data["schedule_ref"],
            "condition_kind": condition.get("kind"),
            "condition_id": condition.get("id"),
        },
    )


@money_activity.on(
    BudgetSet,
    ForecastSet,
    VarianceExplained,
    SpendRecorded,
    SpendCorrected,
    PartnerClaimReceived,
    PartnerClaimSettled,
    FunderPaymentReceived,
)
def of_money(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(f"{event.id}/{event.subject}", {"target_id": event.subject})


@partner_activity.on(ContributionPledged, ContributionReceived)
def of_partners(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(f"{event.id}/{event.subject}", {"target_id": event.subject})


@money_activity.on(NothingNewConfirmed)
def no_news_of_money(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("section", "money") in ("money", "finance"):
        yield Point(f"{event.id}/{event.subject}", {"target_id": data["target_id"]})


@partner_activity.on(NothingNewConfirmed)
def no_news_of_partners(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("section", "partners") == "partners":
        yield Point(f"{event.id}/{event.subject}", {"target_id": data["target_id"]})
