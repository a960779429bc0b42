"""Agreements between organisations: signed, and ended. The recording of their expiry is in `validity`."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, update
from sqlalchemy.orm import Session

from services.projects.commands.recording import told
from services.projects.domain import agreements as life
from services.projects.domain.agreements import Agreement
from services.projects.tables import agreements, programmes, projects
from shared.context import today
from shared.errors import Invalid
from shared.events.projects import AgreementEnded, AgreementSigned
from shared.messaging.outbox import New
from shared.recording import day, new_id
from shared.rows import check_known, insert_new, locked
from shared.rules import rules
from shared.words import keep_words

KEY = "agreement_id"


def sign_agreement(
    session: Session,
    *,
    programme_id: str,
    title: str,
    kind: str,
    party_org_ids: list[str],
    project_ids: list[str] | None = None,
    signed_on: date | None = None,
    valid_until: date | None = None,
    file_id: str | None = None,
    agreement_id: str | None = None,
) -> dict[str, Any]:
    """All its parties have signed."""
    signed = signed_on or today()
    with rules():
        life.sign(signed, valid_until, party_org_ids, today=today())
    check_known(session, programmes.c.programme_id, [programme_id], programme_id, "programme_id")
    resting = list(dict.fromkeys(project_ids or []))
    check_known(session, projects.c.project_id, resting, programme_id, "project_ids")
    said: dict[str, Any] = {
        "title": title,
        "kind": kind,
        "party_org_ids": party_org_ids,
        "project_ids": resting,
        "file_id": file_id,
    }
    row = said | {
        "agreement_id": new_id(agreement_id),
        "programme_id": programme_id,
        "signed_on": signed,
        "valid_until": valid_until,
    }
    insert_new(session, agreements, agreements.c.agreement_id, row, "agreement")
    data = said | {"valid_until": day(valid_until)}
    return told(session, New(AgreementSigned, str(row["agreement_id"]), programme_id, signed, data), KEY)


def end_agreement(
    session: Session,
    *,
    agreement_id: str,
    reason_code: str,
    on: date | None = None,
    successor_id: str | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """It expired, was replaced by another, or was terminated."""
    row = locked(session, agreements, agreements.c.agreement_id, agreement_id, "agreement")
    if successor_id == agreement_id:
        raise Invalid("An agreement does not replace itself.", {"successor_id": ["Name another agreement"]})
    check_known(session, agreements.c.agreement_id, [successor_id], row.programme_id, "successor_id")
    with rules():
        ended = life.end(state_of(row), reason_code, on, replaced_by_another=successor_id is not None, today=today())
    kept = keep_words(session, note, programme_id=row.programme_id, target_id=agreement_id)
    return told(session, ending(session, row, ended, successor_id, kept), KEY)


def ending(
    session: Session,
    row: Row[Any],
    ended: Agreement,
    successor_id: str | None = None,
    kept: dict[str, str] | None = None,
) -> New:
    """Write the end to the locked row; gives the fact that tells of it."""
    changed = {
        "ended_on": ended.ended_on,
        "end_reason": ended.end_reason,
        "successor_id": successor_id,
        "end_text_id": kept["text_id"] if kept else None,
    }
    session.execute(update(agreements).where(agreements.c.agreement_id == row.agreement_id).values(changed))
    data = {
        "reason_code": ended.end_reason,
        "successor_id": successor_id,
        "note": kept,
        "project_ids": row.project_ids,
    }
    assert ended.ended_on is not None
    return New(AgreementEnded, row.agreement_id, row.programme_id, ended.ended_on, data)


def state_of(row: Row[Any]) -> Agreement:
    """What the rules look at."""
    return Agreement(row.signed_on, row.valid_until, row.ended_on, row.end_reason)
