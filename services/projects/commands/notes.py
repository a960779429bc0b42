"""Short updates, and saying that there is nothing new."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from services.projects.commands.finding import target
from services.projects.commands.recording import told
from shared.context import today
from shared.days import day_that_has_come
from shared.errors import Invalid
from shared.events.projects import NothingNewConfirmed, ProgressNoted
from shared.messaging.outbox import New
from shared.recording import day
from shared.words import keep_words


def note_progress(
    session: Session,
    *,
    target_id: str,
    on: date | None = None,
    percent: int | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """Write an update down: words, how much is done, or both."""
    about = target(session, target_id)
    described = day_that_has_come(on, "on")
    if percent is None and not note:
        raise Invalid("Write a note, or say how much is done.", {"note": ["Write a note"]})
    data = {
        "target_id": target_id,
        "target_kind": about.kind,
        "project_id": about.project_id if about.kind != "project" else None,
        "percent": percent,
        "note": keep_words(session, note, programme_id=about.programme_id, target_id=target_id),
    }
    return told(session, New(ProgressNoted, target_id, about.programme_id, described, data), "target_id")


def confirm_nothing_new(
    session: Session,
    *,
    target_id: str,
    period_from: date,
    period_to: date,
    section: str | None = None,
    question: str | None = None,
) -> dict[str, Any]:
    """Say that somebody looked and found nothing new in a period that is over or under way."""
    about = target(session, target_id)
    if period_to < period_from:
        raise Invalid("The period ends before it begins.", {"period_to": [f"It begins on {period_from}"]})
    if period_from > today():
        raise Invalid("Nobody can have looked at a period to come.", {"period_from": ["This day is in the future"]})
    data = {
        "target_id": target_id,
        "target_kind": about.kind,
        "section": section,
        "question": question,
        "period": {"from": day(period_from), "to": day(period_to)},
    }
    return told(session, New(NothingNewConfirmed, target_id, about.programme_id, period_to, data), "target_id")
