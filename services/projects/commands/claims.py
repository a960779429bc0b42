"""Partners' claims, partners' contributions, and the instalments that the funder pays."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services.projects.commands.recording import told
from services.projects.commands.words_of_money import award_of, check_organisations, currency_of, decimal
from services.projects.domain import spending as rules_of
from services.projects.tables import awards, claims, contributions, milestones, payments
from shared.context import today
from shared.days import day_that_has_come
from shared.errors import Conflict, Invalid
from shared.events.projects import (
    ContributionPledged,
    ContributionReceived,
    FunderPaymentReceived,
    PartnerClaimReceived,
    PartnerClaimSettled,
)
from shared.messaging.outbox import New
from shared.recording import day, new_id
from shared.rows import check_known, insert_new, locked
from shared.rules import rules


def receive_claim(
    session: Session,
    *,
    programme_id: str,
    org_id: str,
    amount: dict[str, str],
    covers_from: date,
    covers_to: date,
    invoiced_on: date | None = None,
    reference: str | None = None,
    claim_id: str | None = None,
) -> dict[str, Any]:
    """A partner invoiced its costs of a period."""
    invoiced = invoiced_on or today()
    with rules():
        rules_of.check_claim(decimal(amount), covers_from, covers_to, invoiced, today=today())
    _check_programme(session, programme_id, org_id, amount)
    row: dict[str, Any] = {
        "claim_id": new_id(claim_id),
        "programme_id": programme_id,
        "org_id": org_id,
        "amount": decimal(amount),
        "currency": amount["currency"],
        "covers_from": covers_from,
        "covers_to": covers_to,
        "invoiced_on": invoiced,
        "reference": reference,
        "state": "received",
    }
    insert_new(session, claims, claims.c.claim_id, row, "claim")
    covers = {"from": day(covers_from), "to": day(covers_to)}
    data = {"org_id": org_id, "amount": amount, "covers": covers, "reference": reference}
    return told(session, New(PartnerClaimReceived, row["claim_id"], programme_id, invoiced, data), "claim_id")


def settle_claim(
    session: Session, *, claim_id: str, outcome: str, amount: dict[str, str], settled_on: date | None = None
) -> dict[str, Any]:
    """A claim is paid, reduced or refused."""
    claim, on = locked(session, claims, claims.c.claim_id, claim_id, "claim"), settled_on or today()
    with rules():
        rules_of.check_currency(amount["currency"], claim.currency)
        its = rules_of.Claim(claim.amount, claim.invoiced_on, claim.state)
        rules_of.settle(its, outcome, decimal(amount), on, today=today())
    settled = {"state": outcome, "settled_on": on, "settled_amount": decimal(amount)}
    session.execute(update(claims).where(claims.c.claim_id == claim_id).values(settled))
    data = {"claim_id": claim_id, "amount": amount, "outcome": outcome}
    return told(session, New(PartnerClaimSettled, claim_id, claim.programme_id, on, data), "claim_id")


def pledge_contribution(
    session: Session,
    *,
    programme_id: str,
    org_id: str,
    kind: str,
    amount: dict[str, str],
    valuation_basis: str | None = None,
    pledged_on: date | None = None,
    period_from: date | None = None,
    period_to: date | None = None,
    pledge_id: str | None = None,
) -> dict[str, Any]:
    """A partner promises cash or kind."""
    on = day_that_has_come(pledged_on, "pledged_on")
    if (period_from is None) != (period_to is None):
        words = "Give both days of the period, or neither"
        raise Invalid(f"{words}.", {"period_to": [words]})
    with rules():
        rules_of.check_contribution(kind, decimal(amount), valuation_basis, period_from, period_to)
    _check_programme(session, programme_id, org_id, amount)
    row: dict[str, Any] = {
        "contribution_id": new_id(pledge_id),
        "programme_id": programme_id,
        "state": "pledged",
        "org_id": org_id,
        "kind": kind,
        "amount": decimal(amount),
        "currency": amount["currency"],
        "valuation_basis": valuation_basis,
        "on_day": on,
        "period_from": period_from,
        "period_to": period_to,
    }
    insert_new(session, contributions, contributions.c.contribution_id, row, "pledge")
    period = {"from": day(period_from), "to": day(period_to)} if period_from and period_to else None
    data = {"org_id": org_id, "kind": kind, "amount": amount, "valuation_basis": valuation_basis, "period": period}
    return told(session, New(ContributionPledged, row["contribution_id"], programme_id, on, data), "pledge_id")


def receive_contribution(
    session: Session,
    *,
    programme_id: str,
    org_id: str,
    kind: str,
    amount: dict[str, str],
    valuation_basis: str | None = None,
    pledge_id: str | None = None,
    given_on: date | None = None,
    contribution_id: str | None = None,
) -> dict[str, Any]:
    """A partner gave cash or kind; a pledge that it fulfils must be its own."""
    on = day_that_has_come(given_on, "given_on")
    with rules():
        rules_of.check_contribution(kind, decimal(amount), valuation_basis, None, None)
    _check_programme(session, programme_id, org_id, amount)
    if pledge_id is not None:
        of = contributions.c
        its = session.execute(
            select(of.org_id).where(
                of.contribution_id == pledge_id, of.programme_id == programme_id, of.state == "pledged"
            )
        ).scalar()
        if its != org_id:
            words = "This organisation made no such pledge"
            raise Invalid(f"{words}.", {"pledge_id": [words]})
    row: dict[str, Any] = {
        "contribution_id": new_id(contribution_id),
        "programme_id": programme_id,
        "state": "received",
        "org_id": org_id,
        "kind": kind,
        "amount": decimal(amount),
        "currency": amount["currency"],
        "valuation_basis": valuation_basis,
        "on_day": on,
        "pledge_id": pledge_id,
    }
    insert_new(session, contributions, contributions.c.contribution_id, row, "contribution")
    data = {
        "org_id": org_id,
        "kind": kind,
        "amount": amount,
        "valuation_basis": valuation_basis,
        "pledge_id": pledge_id,
    }
    fact = New(ContributionReceived, row["contribution_id"], programme_id, on, data)
    return told(session, fact, "contribution_id")


def receive_payment(
    session: Session,
    *,
    programme_id: str,
    amount: dict[str, str],
    schedule_ref: str,
    award_id: str | None = None,
    condition: dict[str, str] | None = None,
    received_on: date | None = None,
    payment_id: str | None = None,
) -> dict[str, Any]:
    """An instalment arrived. What it was tied to must have come: a milestone must be achieved."""
    award, bounds = award_of(session, programme_id, award_id)
    on = day_that_has_come(received_on, "received_on")
    currency_of(award, [{"amount": amount}])
    of = payments.c
    paid = session.execute(select(func.sum(of.amount)).where(of.award_id == award.award_id)).scalar() or Decimal(0)
    with rules():
        rules_of.check_payment(decimal(amount), paid, bounds.worth)
    if condition is not None and condition["kind"] == "milestone":
        _check_achieved(session, programme_id, condition["id"])
    same = select(of.payment_id).where(of.award_id == award.award_id, of.schedule_ref == schedule_ref)
    if session.execute(same).first():
        raise Conflict(f"{schedule_ref} is recorded already.", {"schedule_ref": ["Recorded already"]})
    row: dict[str, Any] = {
        "payment_id": new_id(payment_id),
        "programme_id": programme_id,
        "award_id": award.award_id,
        "amount": decimal(amount),
        "currency": amount["currency"],
        "schedule_ref": schedule_ref,
        "condition_kind": condition["kind"] if condition else None,
        "condition_id": condition["id"] if condition else None,
        "received_on": on,
    }
    insert_new(session, payments, payments.c.payment_id, row, "payment")
    data = {"award_id": award.award_id, "amount": amount, "schedule_ref": schedule_ref, "condition": condition}
    return told(session, New(FunderPaymentReceived, row["payment_id"], programme_id, on, data), "payment_id")


def _check_achieved(session: Session, programme_id: str, milestone_id: str) -> None:
    check_known(session, milestones.c.milestone_id, [milestone_id], programme_id, "condition")
    of = milestones.c
    if session.execute(select(of.achieved_on).where(of.milestone_id == milestone_id)).scalar() is None:
        words = "The milestone that this payment waits for is not achieved: mark it first"
        raise Conflict(f"{words}.", {"condition": [words]})


def _check_programme(session: Session, programme_id: str, org_id: str, amount: dict[str, str]) -> None:
    """The organisation must be of the programme, and the money in the currency of its awards."""
    check_organisations(session, programme_id, {org_id}, "org_id")
    of = awards.c
    its = set(session.execute(select(of.currency).where(of.programme_id == programme_id)).scalars()) - {None}
    with rules():
        for currency in sorted(its):
            rules_of.check_currency(amount["currency"], currency)
