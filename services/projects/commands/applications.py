"""Applications for outside research funding: submitted, and decided."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.projects.commands.recording import told
from services.projects.domain import applications as rules_of
from services.projects.tables import applications, awards, programmes, projects, requests
from shared.context import today
from shared.errors import Invalid
from shared.events.projects import ApplicationDecided, ApplicationSubmitted
from shared.messaging.outbox import New
from shared.recording import new_id
from shared.rows import check_known, insert_new, locked
from shared.rules import rules
from shared.words import keep_words

KEY = "application_id"
Amount = dict[str, str]


def submit_application(
    session: Session,
    *,
    programme_id: str,
    title: str,
    funder_org_id: str,
    amount: Amount,
    lead_org_id: str,
    lead_sector: str,
    hdrc_role: str,
    funder_sector: str | None = None,
    scheme: str | None = None,
    request_id: str | None = None,
    project_id: str | None = None,
    submitted_on: date | None = None,
    application_id: str | None = None,
) -> dict[str, Any]:
    """A bid went in."""
    submitted = submitted_on or today()
    with rules():
        rules_of.submit(submitted, Decimal(amount["amount"]), today=today())
    check_known(session, programmes.c.programme_id, [programme_id], programme_id, "programme_id")
    check_known(session, requests.c.request_id, [request_id], programme_id, "request_id")
    check_known(session, projects.c.project_id, [project_id], programme_id, "project_id")
    said: dict[str, Any] = {
        "title": title,
        "scheme": scheme,
        "lead_org_id": lead_org_id,
        "lead_sector": lead_sector,
        "hdrc_role": hdrc_role,
        "funder_sector": funder_sector,
        "request_id": request_id,
        "project_id": project_id,
    }
    row = said | {
        "application_id": new_id(application_id),
        "programme_id": programme_id,
        "funder_org_id": funder_org_id,
        "amount": Decimal(amount["amount"]),
        "currency": amount["currency"],
        "submitted_on": submitted,
    }
    insert_new(session, applications, applications.c.application_id, row, "application")
    data = said | {"funder_org": funder_org_id, "amount": amount}
    return told(session, New(ApplicationSubmitted, str(row["application_id"]), programme_id, submitted, data), KEY)


def decide_application(
    session: Session,
    *,
    application_id: str,
    outcome: str,
    decided_on: date | None = None,
    amount_awarded: Amount | None = None,
    amount_to_partnership: Amount | None = None,
    award_id: str | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """The funder decided, or the application was withdrawn."""
    row = locked(session, applications, applications.c.application_id, application_id, "application")
    decided = decided_on or today()
    with rules():
        rules_of.decide(
            outcome,
            decided,
            submitted_on=row.submitted_on,
            before=row.decided_on,
            awarded=_number(amount_awarded, "amount_awarded", row.currency),
            to_partnership=_number(amount_to_partnership, "amount_to_partnership", row.currency),
            award_id=award_id,
            today=today(),
        )
    check_known(session, awards.c.award_id, [award_id], row.programme_id, "award_id")
    kept = keep_words(session, note, programme_id=row.programme_id, target_id=application_id)
    said: dict[str, Any] = {"outcome": outcome, "award_id": award_id}
    changed = said | {
        "decided_on": decided,
        "amount_awarded": _number(amount_awarded, "amount_awarded", row.currency),
        "amount_to_partnership": _number(amount_to_partnership, "amount_to_partnership", row.currency),
        "decided_text_id": kept["text_id"] if kept else None,
    }
    session.execute(update(applications).where(applications.c.application_id == application_id).values(changed))
    data = said | {
        "amount_awarded": amount_awarded,
        "amount_to_partnership": amount_to_partnership,
        "note": kept,
    }
    return told(session, New(ApplicationDecided, application_id, row.programme_id, decided, data), KEY)


def _number(amount: Amount | None, field: str, currency: str) -> Decimal | None:
    """The amount in the application's own currency. Raises Invalid for another one."""
    if amount is None:
        return None
    if amount["currency"] != currency:
        words = f"The application is in {currency}"
        raise Invalid(f"{words}: give this amount in {currency} too.", {field: [words]})
    return Decimal(amount["amount"])
