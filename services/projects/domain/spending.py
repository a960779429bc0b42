"""Rules of spend, claims, contributions, payments and explanations of a variance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.projects.domain.budgets import check_pence, check_year, pounds
from shared.broken import Broken
from shared.finyears import fin_year

IN_KIND = "in_kind"


def check_currency(currency: str, of_award: str, field: str = "amount") -> None:
    """Raise Broken when money of another currency would be mixed in."""
    if currency != of_award:
        raise Broken(f"The award is in {of_award}: convert this, and do not mix in {currency}", field)


def booked_year(posted_on: date, given: str | None, *, today: date) -> str:
    """The financial year that a line belongs to: the one given, else that of its posting date. Raises Broken.

    An entry for a year that has ended is posted in the year after; one for a year to come is a slip.
    """
    if posted_on > today:
        raise Broken(f"{posted_on} has not come yet: record it once it is posted", "posted_on")
    own = fin_year(posted_on)
    if given is None:
        return own
    check_year(given, "fin_year")
    if given > own:
        raise Broken(f"It is posted in {own} and cannot be of a later year, {given}", "fin_year")
    return given


def check_claim(amount: Decimal, covers_from: date, covers_to: date, invoiced_on: date, *, today: date) -> None:
    """Raise Broken when nobody can have claimed this."""
    check_pence(amount, "amount")
    if amount <= 0:
        raise Broken("A claim is of more than 0", "amount")
    if covers_to < covers_from:
        raise Broken(f"The period ends before it begins, {covers_from}", "covers_to")
    if invoiced_on > today:
        raise Broken("It cannot have been invoiced in the future", "invoiced_on")
    if covers_from > invoiced_on:
        raise Broken("Costs are claimed once they have begun", "covers_from")


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as the rules see it."""

    amount: Decimal
    invoiced_on: date
    state: str


def settle(claim: Claim, outcome: str, paid: Decimal, on: date, *, today: date) -> None:
    """Raise Broken when this cannot have become of a claim."""
    check_pence(paid, "amount")
    claimed = claim.amount
    if claim.state != "received":
        raise Broken(f"It is {claim.state} already", "claim_id", state=True)
    if on > today or on < claim.invoiced_on:
        raise Broken(f"The day lies between the invoice date, {claim.invoiced_on}, and today", "settled_on")
    right = {"paid": paid == claimed, "refused": paid == 0, "reduced": 0 < paid < claimed}[outcome]
    if not right:
        words = {
            "paid": f"Paid means the whole of {pounds(claimed)}",
            "refused": "Refused means 0.00",
            "reduced": f"Reduced means more than 0.00 and less than {pounds(claimed)}",
        }
        raise Broken(words[outcome], "amount")


def check_contribution(
    kind: str, amount: Decimal, valuation_basis: str | None, first: date | None, last: date | None
) -> None:
    """Raise Broken when no contribution is like this. One in kind says how it was valued."""
    check_pence(amount, "amount")
    if amount <= 0:
        raise Broken("A contribution is worth more than 0", "amount")
    if kind == IN_KIND and not valuation_basis:
        raise Broken("Say how this contribution in kind is valued", "valuation_basis")
    if first and last and last < first:
        raise Broken(f"The period ends before it begins, {first}", "period_to")


def check_payment(amount: Decimal, paid: Decimal, worth: Decimal) -> None:
    """Raise Broken when a funder would have paid more than the award is worth."""
    check_pence(amount, "amount")
    if amount <= 0:
        raise Broken("A payment is of more than 0", "amount")
    if paid + amount > worth:
        raise Broken(
            f"With this {pounds(paid + amount)} would have been paid, and the award is worth {pounds(worth)}", "amount"
        )


def check_explanation(cause: str, amount: Decimal, variance: Decimal, explained: Decimal, note: str | None) -> None:
    """Raise Broken when more would be explained than there is. `explained` is by the other causes."""
    check_pence(amount, "amount")
    if cause == "other" and amount and not note:
        raise Broken("Say in words what the other cause is", "note")
    if not amount:
        return
    rest = variance - explained
    if amount * rest <= 0 or abs(amount) > abs(rest):
        words = "underspent" if variance >= 0 else "overspent"
        raise Broken(
            f"{pounds(amount)} is more than there is to explain: it is {words} by {pounds(abs(variance))} "
            f"and {pounds(rest)} has no cause yet",
            "amount",
        )
