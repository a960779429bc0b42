"""The life of an application for funding: submitted, then decided once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from shared.broken import Broken

AWARDED = "awarded"


def submit(submitted_on: date, amount: Decimal, *, today: date) -> None:
    """It went in. Raises Broken."""
    if submitted_on > today:
        raise Broken("This cannot have happened in the future", "submitted_on")
    if amount <= 0:
        raise Broken("Enter the amount that was asked for, above zero", "amount")


def decide(
    outcome: str,
    decided_on: date,
    *,
    submitted_on: date,
    before: date | None,
    awarded: Decimal | None,
    to_partnership: Decimal | None,
    award_id: str | None,
    today: date,
) -> None:
    """Decided, once; an award has its amount, of which a part comes to the partnership. Raises Broken."""
    if before:
        raise Broken(f"It was decided on {before} already", "application_id", state=True)
    if decided_on > today:
        raise Broken("This cannot have happened in the future", "decided_on")
    if decided_on < submitted_on:
        raise Broken(f"It went in on {submitted_on}: it cannot be decided before that", "decided_on")
    if outcome == AWARDED and (awarded is None or awarded <= 0):
        raise Broken("Enter the amount that was awarded, above zero", "amount_awarded")
    if outcome != AWARDED:
        for value, field in (
            (awarded, "amount_awarded"),
            (to_partnership, "amount_to_partnership"),
            (award_id, "award_id"),
        ):
            if value is not None:
                raise Broken("Only an application that was awarded has this", field)
    if to_partnership is not None and awarded is not None and not 0 <= to_partnership <= awarded:
        raise Broken("The part that comes to the partnership is at most the whole award", "amount_to_partnership")
