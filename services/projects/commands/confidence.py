"""Declaring delivery confidence, in words and on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from services.projects.commands.finding import target
from services.projects.commands.recording import record
from services.projects.domain import confidence as rules_of
from services.projects.tables import confidence
from shared.context import today
from shared.errors import Invalid
from shared.events.projects import ConfidenceDeclared
from shared.messaging.outbox import New
from shared.recording import day
from shared.rules import rules
from shared.words import keep_words

KINDS = ("workstream", "programme")


def declare_confidence(
    session: Session,
    *,
    target_id: str,
    level: str,
    reason: str,
    action: str | None = None,
    on: date | None = None,
    review_on: date | None = None,
) -> dict[str, Any]:
    """Declare it for a workstream or the programme. The words stay here; the fact has their fingerprints."""
    about, declared = target(session, target_id), on or today()
    if about.kind not in KINDS:
        words = "Confidence is declared for a workstream or the programme"
        raise Invalid(f"{words}.", {"target_id": [words]})
    with rules():
        rules_of.declare(level, declared, action, review_on, today=today())
    kept = {
        name: keep_words(session, text, programme_id=about.programme_id, target_id=target_id)
        for name, text in (("reason", reason), ("action", action))
    }
    data = {"target_id": target_id, "target_kind": about.kind, "level": level, "review_on": day(review_on), **kept}
    event = record(session, New(ConfidenceDeclared, target_id, about.programme_id, declared, data))
    session.execute(
        insert(confidence).values(
            event_id=event.id,
            programme_id=about.programme_id,
            target_id=target_id,
            target_kind=about.kind,
            level=level,
            declared_on=declared,
            reason_text_id=(kept["reason"] or {})["text_id"],
            action_text_id=kept["action"]["text_id"] if kept["action"] else None,
            review_on=review_on,
            declared_by=event.actorid,
        )
    )
    return {"target_id": target_id, "version": event.sequence}
