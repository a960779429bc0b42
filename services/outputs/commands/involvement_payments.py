"""What contributors and community groups were paid for an activity: recorded, put right, taken back. Totals only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, update
from sqlalchemy.orm import Session

from services.outputs.commands.involvement import standing
from services.outputs.domain import involvement as rules_of
from services.outputs.tables import involvement_payments as table
from shared.days import day_that_has_come
from shared.errors import Conflict
from shared.events.outputs import InvolvementPaid
from shared.messaging.outbox import New
from shared.recording import new_id, tell
from shared.rows import insert_new, locked, money
from shared.rules import rules

KEY = "involvement_payment_id"
SAID = ("kind", "amount", "currency")


def pay_involvement(
    session: Session,
    *,
    involvement_id: str,
    kind: str,
    amount: dict[str, str],
    paid_on: date | None = None,
    involvement_payment_id: str | None = None,
) -> dict[str, Any]:
    """Record a payment. It may come before the activity (fares, vouchers), never before it is made."""
    paid = day_that_has_come(paid_on, "paid_on")
    activity = standing(session, involvement_id)
    row = _row({"kind": kind, "amount": amount})
    made = new_id(involvement_payment_id)
    about = {KEY: made, "programme_id": activity.programme_id, "involvement_id": involvement_id, "paid_on": paid}
    insert_new(session, table, table.c.involvement_payment_id, row | about, "payment")
    return _told(session, New(InvolvementPaid, made, activity.programme_id, paid, _data(row, involvement_id)))


def correct_involvement_payment(
    session: Session,
    *,
    involvement_payment_id: str,
    kind: str | None = None,
    amount: dict[str, str] | None = None,
    paid_on: date | None = None,
) -> dict[str, Any]:
    """What is recorded was wrong. What is left out stays."""
    before = _locked(session, involvement_payment_id)
    if before.taken_back:
        raise Conflict("This payment was taken back: it never was.")
    paid = day_that_has_come(paid_on or before.paid_on, "paid_on")
    kept = {name: getattr(before, name) for name in SAID}
    row = _row({"kind": kind or before.kind, "amount": amount}) if amount else kept | {"kind": kind or before.kind}
    if (row, paid) == (kept, before.paid_on):
        raise Conflict("Nothing of this differs from what is recorded.")
    session.execute(_update(involvement_payment_id).values(row | {"paid_on": paid}))
    data = _data(row, before.involvement_id)
    return _told(
        session, New(InvolvementPaid, involvement_payment_id, before.programme_id, paid, data, before.event_id)
    )


def take_back_involvement_payment(session: Session, *, involvement_payment_id: str) -> dict[str, Any]:
    """It was entered in error and never was."""
    before = _locked(session, involvement_payment_id)
    with rules():
        rules_of.take_back(before.taken_back, (), KEY)
    session.execute(_update(involvement_payment_id).values(taken_back=True))
    data = _data({name: getattr(before, name) for name in SAID}, before.involvement_id) | {"taken_back": True}
    fact = New(InvolvementPaid, involvement_payment_id, before.programme_id, before.paid_on, data, before.event_id)
    return _told(session, fact)


def _row(said: dict[str, Any]) -> dict[str, Any]:
    amount, currency = Decimal(said["amount"]["amount"]), said["amount"]["currency"]
    with rules():
        rules_of.pay(amount, currency)
    return {"kind": said["kind"], "amount": amount, "currency": currency}


def _data(row: dict[str, Any], involvement_id: str) -> dict[str, Any]:
    return {"kind": row["kind"], "amount": money(row["amount"], row["currency"]), "involvement_id": involvement_id}


def _locked(session: Session, involvement_payment_id: str) -> Row[Any]:
    return locked(session, table, table.c.involvement_payment_id, involvement_payment_id, "payment")


def _update(involvement_payment_id: str) -> Any:
    return update(table).where(table.c.involvement_payment_id == involvement_payment_id)


def _told(session: Session, fact: New) -> dict[str, Any]:
    event = tell(session, fact)
    session.execute(_update(fact.subject).values(event_id=event.id))
    return {KEY: fact.subject, "version": event.sequence}
