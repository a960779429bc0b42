"""Samples whose history is being told: begun with the programme, finished by the last step of the telling.

What is known never runs back in time in the ledger, so nothing may be recorded of such a programme with today's clock
while its story is still in the past. Whatever works by the clock (duties falling due, approvals expiring) leaves out
`being_told` programmes; the teller asks for the same work on the days of the story. A programme and its story begin in
one transaction, so there is no moment at which a scheduler could see the one without the other; and a telling that was
stopped goes on where it was, with the scheduler still waiting.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, func, insert, update
from sqlalchemy.orm import Session

from services.projects.tables import stories
from shared import context

SAMPLE = "sample"


def begin_with(session: Session, programme_id: str) -> None:
    """Note that a programme's history is being told, when it is made by a sample; else nothing."""
    if context.current().origin == SAMPLE:
        session.execute(insert(stories).values(programme_id=programme_id))


def finish_story(session: Session, *, programme_id: str) -> dict[str, Any]:
    """The history is told: from now on the clock is the real one. Told already, or never begun: as it is."""
    session.execute(
        update(stories)
        .where(stories.c.programme_id == programme_id, stories.c.told_at.is_(None))
        .values(told_at=func.now())
    )
    return {"programme_id": programme_id}


def being_told(programme_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a sample is telling this programme's history, as a condition."""
    return exists().where(stories.c.programme_id == programme_id, stories.c.told_at.is_(None))
